#include "cos_v4/operations.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace faultcast::cos_v4 {

using cos::Kind;
using cos::Wants;

const std::vector<Operation>& operations() {
  // Which signature each takes: COS v4 reference, 2.3, last column.
  static const std::vector<Operation> rows = {
      {{"upload", "POST", Kind::multi, Wants::file}, upload},
      {{"upload_slice_init", "POST", Kind::multi, Wants::file}, slice_init},
      {{"upload_slice_data", "POST", Kind::multi, Wants::file}, slice_data},
      {{"upload_slice_finish", "POST", Kind::multi, Wants::file}, slice_finish},
      {{"upload_slice_list", "POST", Kind::multi, Wants::file}, slice_list},
      {{"upload_slice", "POST", Kind::multi, Wants::file}, slice_alias},
      {{"create", "POST", Kind::multi, Wants::folder},
       [](const Work& w) { return cos::create_folder(w.call); }},
      {{"list", "GET", Kind::multi, Wants::either}, list},
      {{"stat", "GET", Kind::multi, Wants::either}, stat},
      {{"update", "POST", Kind::once, Wants::either}, [](const Work& w) { return cos::update(w.call); }},
      {{"delete", "POST", Kind::once, Wants::either}, [](const Work& w) { return cos::remove(w.call); }},
      {{"move", "POST", Kind::either, Wants::file},
       [](const Work& w) { return cos::transfer(w.call, false); }},
      {{"copy", "POST", Kind::either, Wants::file},
       [](const Work& w) { return cos::transfer(w.call, true); }},
  };
  return rows;
}

const Operation* operation(std::string_view name) {
  for (const auto& row : operations())
    if (row.name == name) return &row;
  return nullptr;
}

std::string Work::access_url(std::string_view key) const {
  return route.url(fmt::format("{}-{}.file.myqcloud.com", call.place.bucket, call.place.appid),
                   "/" + http::encode_path(key));
}

std::string Work::source_url(std::string_view key) const {
  return route.url(fmt::format("{}-{}.cos{}.myqcloud.com", call.place.bucket, call.place.appid, region),
                   "/" + http::encode_path(key));
}

std::string Work::api_url(std::string_view key) const {
  return route.url(region + ".file.myqcloud.com", fmt::format("/files/v2/{}/{}/{}", call.place.appid,
                                                              call.place.bucket, http::encode_path(key)));
}

cos::Json urls(const Work& work) {
  const std::string& key = work.call.place.key;
  // One by one: a list of members would be copied.
  cos::Json data = cos::Json::object();
  data["access_url"] = work.access_url(key);
  data["resource_path"] = work.call.place.resource();
  data["source_url"] = work.source_url(key);
  data["url"] = work.api_url(key);
  return data;
}

}  // namespace faultcast::cos_v4
