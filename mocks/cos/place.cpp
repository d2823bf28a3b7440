#include "cos/place.h"

#include "base/encode.h"
#include "base/text.h"
#include "http/query.h"

namespace faultcast::cos {

std::string Place::resource() const {
  return "/" + appid + "/" + bucket + http::encode_path(path());
}

std::optional<Place> parse_place(std::string_view path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return std::nullopt;
  path.remove_prefix(prefix.size());
  const auto appid_end = path.find('/');
  if (appid_end == std::string_view::npos) return std::nullopt;
  Place place;
  place.appid = path.substr(0, appid_end);
  if (place.appid.empty() || place.appid.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  path.remove_prefix(appid_end + 1);
  const auto bucket_end = path.find('/');
  place.bucket = printable(percent_decode(path.substr(0, bucket_end)));
  if (place.bucket.empty()) return std::nullopt;
  const std::string_view key = bucket_end == std::string_view::npos ? "" : path.substr(bucket_end + 1);
  if (auto decoded = http::decode_path(key)) {
    place.key = std::move(*decoded);
  } else {
    place.utf8 = false;
    place.key = printable(percent_decode(key));
  }
  return place;
}

std::string_view wrong_key(const Place& place, bool wants_folder) {
  if (!place.utf8) return "ERROR_CMD_NOT_UTF8_ENCODING";
  if (place.key.find_first_of("?*:|\\<>\"") != std::string::npos || place.key.starts_with('/') ||
      place.key.find("//") != std::string::npos)
    return "ERROR_CMD_COS_INVALID_PATH";
  for (const auto& part : split(place.key, '/')) {
    if (part == "." || part == "..") return "ERROR_CMD_COS_INVALID_PATH";
    if (!part.empty() && trim(part).empty()) return "ERROR_CMD_COS_INVALID_PATH";
  }
  if (wants_folder && !place.is_folder()) return "ERROR_CMD_PARAM_PATH_DIR_MISSING_SLASH";
  if (!wants_folder && place.key.empty()) return "ERROR_CMD_PARAM_PATH_EMPTY";
  if (!wants_folder && place.is_folder()) return "ERROR_CMD_PARAM_PAHT_FILE_SURPLUS_SLASH";
  return {};
}

}  // namespace faultcast::cos
