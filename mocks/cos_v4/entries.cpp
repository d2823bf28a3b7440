// op=list and op=stat. (COS v4 reference, 3.5 and 3.6)
#include <nlohmann/json.hpp>

#include "cos_v4/operations.h"

namespace faultcast::cos_v4 {

namespace {

using cos::Json;
using store::Bucket;

constexpr std::uint64_t most_entries = 1000, usual_entries = 199;

Json entry_of(const Work& work, const std::string& folder, const Bucket::Entry& entry) {
  Json out = {{"name", entry.name}};
  if (entry.object != nullptr) {
    const auto& content = *entry.object->content;
    out["filesize"] = content.size();
    out["filelen"] = content.size();
    out["sha"] = content.sha1();
  }
  out["ctime"] = entry.attributes->created / 1000;
  out["mtime"] = entry.attributes->modified / 1000;
  if (entry.object != nullptr) {
    out["access_url"] = work.access_url(folder + entry.name);
    out["source_url"] = work.source_url(folder + entry.name);
    if (!entry.attributes->authority.empty()) out["authority"] = entry.attributes->authority;
  }
  return out;
}

}  // namespace

cos::Outcome list(const Work& work) {
  const cos::Call& call = work.call;
  const auto asked = cos::read_list(call, usual_entries, most_entries);
  if (asked.refused) return *asked.refused;
  const auto page =
      call.bucket().list(asked.folder, asked.prefix, asked.from, asked.count, asked.which, asked.descending);
  Json infos = Json::array();
  for (const auto& entry : page.entries) infos.push_back(entry_of(work, asked.folder, entry));
  const bool finished = page.next.empty();
  return done(call.dialect, {{"context", cos::context_of(page)},
                             {"listover", finished != work.behaviour.listover_means_more},
                             {"infos", std::move(infos)}});
}

cos::Outcome stat(const Work& work) {
  const cos::Call& call = work.call;
  const std::string& key = call.place.key;
  if (call.place.is_folder()) {
    const store::Attributes* folder = call.bucket().folder(key);
    if (folder == nullptr) return cos::missing(call, call.place.path());
    return done(call.dialect, {{"biz_attr", folder->biz_attr},
                               {"ctime", folder->created / 1000},
                               {"mtime", folder->modified / 1000}});
  }
  const store::Object* object = call.bucket().object(key);
  if (object == nullptr) return cos::missing(call, call.place.path());
  const auto& known = object->attributes;
  return done(call.dialect, {{"slicesize", 0},
                             {"ctime", known.created / 1000},
                             {"biz_attr", known.biz_attr},
                             {"filelen", object->content->size()},
                             {"authority", known.authority.empty() ? "eInvalid" : known.authority},
                             {"source_url", work.source_url(key)},
                             {"forbid", known.forbid},
                             {"sha", object->content->sha1()},
                             {"custom_headers", cos::headers_object(known.headers)},
                             {"filesize", object->content->size()},
                             {"mtime", known.modified / 1000},
                             {"access_url", work.access_url(key)}});
}

}  // namespace faultcast::cos_v4
