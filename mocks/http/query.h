#pragma once
// Queries, paths, ranges and dates: the small grammars around a request.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace faultcast::http {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// Splits at '&' and the first '=', percent-decodes both. '+' stays '+', unless `plus_is_blank`
/// (application/x-www-form-urlencoded). The object store's SDKs send base64 unescaped, where '+' is a digit.
Fields parse_query(std::string_view query, bool plus_is_blank = false);
/// The first of that name; null if there is none.
const std::string* find(const Fields& fields, std::string_view name);

/// Percent-decoded, "." and ".." kept as they are; none if the result holds a NUL or is no UTF-8.
std::optional<std::string> decode_path(std::string_view encoded);
/// Percent-encodes all but letters, digits, "-_.~" and '/'.
std::string encode_path(std::string_view decoded);

/// One range of "bytes=a-b", "bytes=a-", "bytes=-n" against a body of `size` bytes.
struct ByteRange {
  std::uint64_t from = 0, length = 0;
  bool operator==(const ByteRange&) const = default;
};
enum class RangeKind {
  none,           ///< no header, several ranges or one that cannot be read: the whole is sent
  one,            ///< 206
  unsatisfiable,  ///< 416
};
std::pair<RangeKind, ByteRange> parse_range(std::string_view header, std::uint64_t size);

/// "Tue, 14 Feb 2017 00:00:00 GMT" (RFC 9110 5.6.7)
std::string http_date(Millis time);

}  // namespace faultcast::http
