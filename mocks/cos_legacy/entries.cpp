// op=list and op=stat. (COS legacy reference, 5)
#include <nlohmann/json.hpp>

#include "cos_legacy/operations.h"

namespace faultcast::cos_legacy {

namespace {

using cos::Json;
using store::Bucket;

constexpr std::uint64_t most_entries = 199, usual_entries = 199;

/// Times are text here, where v4 sends numbers.
std::string seconds(Millis time) {
  return std::to_string(time / 1000);
}

Json entry_of(const Work& work, const std::string& folder, const Bucket::Entry& entry) {
  const auto& known = *entry.attributes;
  Json out = {{"name", entry.name}, {"biz_attr", known.biz_attr}};
  if (entry.object != nullptr) {
    out["filesize"] = entry.object->content->size();
    out["filelen"] = entry.object->content->size();
    out["sha"] = entry.object->content->sha1();
  }
  out["ctime"] = seconds(known.created);
  out["mtime"] = seconds(known.modified);
  if (entry.object != nullptr) out["access_url"] = work.access_url(folder + entry.name);
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
  return done(call.dialect, {{"context", cos::context_of(page)},
                             {"has_more", !page.next.empty()},
                             {"dircount", page.folders},
                             {"filecount", page.files},
                             {"infos", std::move(infos)}});
}

cos::Outcome stat(const Work& work) {
  const cos::Call& call = work.call;
  const std::string& key = call.place.key;
  if (call.place.is_folder()) {
    const store::Attributes* folder = call.bucket().folder(key);
    if (folder == nullptr) return cos::missing(call, call.place.path());
    const std::string parent = key.empty() ? "" : key.substr(0, key.size() - 1);
    return done(call.dialect, {{"name", parent.substr(parent.rfind('/') + 1)},
                               {"biz_attr", folder->biz_attr},
                               {"ctime", seconds(folder->created)},
                               {"mtime", seconds(folder->modified)}});
  }
  const store::Object* object = call.bucket().object(key);
  if (object == nullptr) return cos::missing(call, call.place.path());
  const auto& known = object->attributes;
  Json data = {{"name", key.substr(key.rfind('/') + 1)}, {"biz_attr", known.biz_attr},
               {"filesize", object->content->size()},    {"filelen", object->content->size()},
               {"sha", object->content->sha1()},         {"ctime", seconds(known.created)},
               {"mtime", seconds(known.modified)},       {"access_url", work.access_url(key)}};
  if (!known.authority.empty()) data["authority"] = known.authority;
  if (!known.headers.empty()) data["custom_headers"] = cos::headers_object(known.headers);
  return done(call.dialect, std::move(data));
}

}  // namespace faultcast::cos_legacy
