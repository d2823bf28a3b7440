// faultcast list: the scenarios, or with --documented the documents' failures and who plays them.
#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/codes.h"
#include "cli/commands.h"
#include "cli/documented.h"
#include "cli/options.h"
#include "cli/places.h"

namespace faultcast::cli {

namespace {

struct ListOptions {
  bool json = false, documented = false, codes = false, markdown = false;
  std::vector<std::string> journals;
  LangOption lang;
};

int print_documented(const std::vector<scenario::Scenario>& all, Lang lang) {
  bool complete = true;
  for (const auto& row : documented_failures()) {
    std::vector<std::string> ids;
    for (const auto& one : all)
      if (one.doc == row.section) ids.push_back(one.id);
    complete = complete && !ids.empty();
    fmt::print("§{:<4} {} - {}\n      {}\n", row.section, row.wrong_setting.in(lang), row.signature.in(lang),
               ids.empty() ? Text{"NO SCENARIO", "没有场景"}.in(lang) : join(ids, ", "));
  }
  return complete ? exit_good : exit_not_as_expected;
}

int list(const ListOptions& options) {
  const auto all = all_scenarios();
  if (!all) return exit_usage;
  const Lang lang = options.lang.lang();
  if (options.documented) return print_documented(*all, lang);
  if (options.codes) return print_codes(*all, options.journals, options.markdown, lang);
  if (options.json) {
    auto rows = nlohmann::ordered_json::array();
    for (const auto& one : *all)
      rows.push_back({{"id", one.id},
                      {"doc", one.doc},
                      {"title", {{"en", one.title.en}, {"zh", one.title.zh}}},
                      {"tags", one.tags},
                      {"aliases", one.aliases},
                      {"file", one.file}});
    fmt::print("{}\n", rows.dump(2));
    return exit_good;
  }
  std::size_t width = 0;
  for (const auto& one : *all) width = std::max(width, one.id.size());
  for (const auto& one : *all)
    fmt::print("{:<5} {:<{}}  {}\n", one.doc.empty() ? "" : "§" + one.doc, one.id, width, one.title.in(lang));
  return exit_good;
}

}  // namespace

Command list_command(CLI::App& root) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* app = root.add_subcommand("list", "name all scenarios");
  app->add_flag("--json", options->json, "print JSON");
  app->add_flag("--documented", options->documented, "the documents' failures; fails if one has no scenario");
  app->add_flag("--codes", options->codes,
                "the code tables: what each service can answer, and which scenarios show it");
  app->add_flag("--markdown", options->markdown, "with --codes: as a page");
  app->add_option("--journal", options->journals,
                  "with --codes: count the exchanges of these journal files too");
  options->lang.add(*app);
  return {app, [options] { return list(*options); }};
}

}  // namespace faultcast::cli
