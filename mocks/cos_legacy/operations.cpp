#include "cos_legacy/operations.h"

#include <nlohmann/json.hpp>

#include "cos_legacy/service.h"

namespace faultcast::cos_legacy {

using cos::Kind;
using cos::Wants;

const std::vector<Operation>& operations() {
  // Which signature each takes: COS legacy reference, 3.
  static const std::vector<Operation> rows = {
      {{"upload", "POST", Kind::multi, Wants::file}, upload},
      {{"upload_slice", "POST", Kind::multi, Wants::file}, upload_slice},
      {{"create", "POST", Kind::multi, Wants::folder},
       [](const Work& w) { return cos::create_folder(w.call); }},
      {{"list", "GET", Kind::multi, Wants::either}, list},
      {{"stat", "GET", Kind::multi, Wants::either}, stat},
      {{"update", "POST", Kind::once, Wants::either}, [](const Work& w) { return cos::update(w.call); }},
      {{"delete", "POST", Kind::once, Wants::either}, [](const Work& w) { return cos::remove(w.call); }},
      {{"move", "POST", Kind::either, Wants::file},
       [](const Work& w) { return cos::transfer(w.call, false); }},
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

cos::Json urls(const Work& work) {
  const cos::Place& place = work.call.place;
  const std::string path = http::encode_path(place.path());
  return {
      {"access_url", work.access_url(place.key)},
      {"source_url", work.route.url(fmt::format("{}-{}.cos.myqcloud.com", place.bucket, place.appid), path)},
      {"url",
       work.route.url(CosLegacy::host, fmt::format("/files/v1/{}/{}{}", place.appid, place.bucket, path))},
      {"resource_path", place.resource()}};
}

}  // namespace faultcast::cos_legacy
