#include "stage/known.h"

#include "backend/codes.h"
#include "backend/observables.h"
#include "backend/settings.h"
#include "callback/codes.h"
#include "callback/observables.h"
#include "callback/settings.h"
#include "cdn/codes.h"
#include "cdn/observables.h"
#include "cdn/settings.h"
#include "cos/settings.h"
#include "cos_legacy/codes.h"
#include "cos_legacy/observables.h"
#include "cos_legacy/settings.h"
#include "cos_v4/codes.h"
#include "cos_v4/observables.h"
#include "cos_v4/settings.h"
#include "database/settings.h"
#include "drive/settings.h"
#include "drive/step.h"
#include "front/codes.h"
#include "front/observables.h"
#include "front/settings.h"
#include "live/codes.h"
#include "live/observables.h"
#include "live/settings.h"
#include "live_api/codes.h"
#include "live_api/observables.h"
#include "live_api/settings.h"
#include "play/codes.h"
#include "play/observables.h"
#include "play/settings.h"
#include "record/codes.h"
#include "record/observables.h"
#include "record/settings.h"
#include "service/settings.h"

namespace faultcast::stage {

namespace {

// "live.publish" has to live as long as the vocabulary, which holds views.
const std::string& kept_name(std::string_view service, std::string_view op) {
  static std::vector<std::unique_ptr<std::string>> names;
  names.push_back(std::make_unique<std::string>(std::string(service) + "." + std::string(op)));
  return *names.back();
}

/// The stock columns of a table of the backend's database.
std::vector<std::string_view> columns_of(std::string_view table) {
  const std::string before = fmt::format("console.db.schema.{}.", table);
  std::vector<std::string_view> columns;
  for (const auto& row : database::settings())
    if (row.path.starts_with(before) && !row.path.ends_with("*"))
      columns.push_back(row.path.substr(before.size()));
  return columns;
}

scenario::Vocabulary make_vocabulary() {
  scenario::Vocabulary words;
  words.catalogue = &catalogue();
  for (const auto& kind : drive::step_kinds()) words.steps.push_back(kind.word);
  for (const auto* observables :
       {&live::observables(), &front::observables(), &cos_v4::observables(), &cos_legacy::observables(),
        &cdn::observables(), &callback::observables(), &live_api::observables(), &backend::observables(),
        &record::observables(), &play::observables()})
    for (const auto& row : *observables) {
      scenario::ObservedWord word{"wire", kept_name(row.service, row.op), row.fields};
      for (const auto* name : {"code", "number", "message"}) word.fields.emplace_back(name);
      words.observed.push_back(word);
    }
  words.observed.push_back({"client", "log", {"text", "who"}});
  words.observed.push_back({"client", "event", {"code", "name", "who", "text"}});
  words.observed.push_back({"backend", "log", {"text", "file"}});
  words.observed.push_back({"backend",
                            "answer",
                            {"answer", "code", "number", "message", "status", "action", "user", "flag",
                             "event_type", "stream", "file_format", "video_id"}});
  for (const char* table : {"live_data", "tape_data"})
    words.observed.push_back({"row", table, columns_of(table)});
  words.codes = {&live::codes(),   &front::codes(),    &cos_v4::codes(),   &cos_legacy::codes(),
                 &cdn::codes(),    &callback::codes(), &live_api::codes(), &backend::codes(),
                 &record::codes(), &play::codes()};
  for (const auto* points :
       {&live::fault_points(), &front::fault_points(), &cos_v4::fault_points(), &cos_legacy::fault_points(),
        &cdn::fault_points(), &callback::fault_points(), &live_api::fault_points(), &backend::fault_points(),
        &record::fault_points(), &play::fault_points()})
    words.fault_points.insert(words.fault_points.end(), points->begin(), points->end());
  return words;
}

}  // namespace

const setup::Catalogue& catalogue() {
  static const setup::Catalogue all = [] {
    setup::Catalogue built;
    for (const auto* rows :
         {&common_settings(), &front::settings(), &live::settings(), &cos::settings(), &cos_v4::settings(),
          &cos_legacy::settings(), &cdn::settings(), &callback::settings(), &live_api::settings(),
          &database::settings(), &backend::settings(), &drive::settings(), &record::settings(),
          &play::settings()})
      built.add(*rows);
    return built;
  }();
  return all;
}

const scenario::Vocabulary& vocabulary() {
  static const scenario::Vocabulary words = make_vocabulary();
  return words;
}

}  // namespace faultcast::stage
