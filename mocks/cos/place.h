#pragma once
// Which object a URL of the JSON API means: /files/vN/APPID/BUCKET/PATH. (COS v4 reference, 1.1; COS legacy
// reference, 1)

#include <optional>
#include <string>
#include <string_view>

namespace faultcast::cos {

struct Place {
  std::string appid, bucket;
  std::string key;   ///< percent-decoded, without '/' in front; a folder's ends in '/'; the root's is ""
  bool utf8 = true;  ///< false: the path decodes to no UTF-8 or holds a NUL; `key` is printable text then

  [[nodiscard]] bool is_folder() const { return key.empty() || key.ends_with('/'); }
  [[nodiscard]] std::string path() const { return "/" + key; }
  /// "/APPID/BUCKET/PATH", percent-encoded.
  [[nodiscard]] std::string resource() const;
};

/// `prefix`: "/files/v2/". None if the path is not of that form: digits for APPID, a bucket that is not
/// empty.
std::optional<Place> parse_place(std::string_view path, std::string_view prefix);

/// The row of what is wrong with this key for either a file or a folder: "ERROR_CMD_COS_INVALID_PATH" …;
/// empty if nothing is. (COS v4 reference, 3.9)
std::string_view wrong_key(const Place& place, bool wants_folder);

}  // namespace faultcast::cos
