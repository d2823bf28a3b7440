#include "http/query.h"

#include <fmt/core.h>

#include <algorithm>
#include <ctime>

#include "base/encode.h"
#include "base/text.h"

namespace faultcast::http {

namespace {

std::string decode_field(std::string_view text, bool plus_is_blank) {
  if (!plus_is_blank) return percent_decode(text);
  std::string copy(text);
  std::replace(copy.begin(), copy.end(), '+', ' ');
  return percent_decode(copy);
}

/// Digits only; a number that does not fit is the largest one.
std::optional<std::uint64_t> position(std::string_view digits) {
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return parse_unsigned(digits).value_or(UINT64_MAX);
}

}  // namespace

Fields parse_query(std::string_view query, bool plus_is_blank) {
  Fields fields;
  for (const std::string& part : split(query, '&')) {
    if (part.empty()) continue;
    const std::string_view field = part;
    const auto equals = field.find('=');
    fields.emplace_back(
        decode_field(field.substr(0, equals), plus_is_blank),
        equals == std::string_view::npos ? "" : decode_field(field.substr(equals + 1), plus_is_blank));
  }
  return fields;
}

const std::string* find(const Fields& fields, std::string_view name) {
  const auto at =
      std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == name; });
  return at == fields.end() ? nullptr : &at->second;
}

std::optional<std::string> decode_path(std::string_view encoded) {
  std::string path = percent_decode(encoded);
  if (path.find('\0') != std::string::npos) return std::nullopt;
  for (std::string_view rest = path; !rest.empty();) {
    const std::size_t length = utf8_length(rest);
    if (length == 0) return std::nullopt;
    rest.remove_prefix(length);
  }
  return path;
}

std::string encode_path(std::string_view decoded) {
  std::string out;
  for (;;) {
    const auto slash = decoded.find('/');
    out += percent_encode(decoded.substr(0, slash));
    if (slash == std::string_view::npos) return out;
    out += '/';
    decoded.remove_prefix(slash + 1);
  }
}

std::pair<RangeKind, ByteRange> parse_range(std::string_view header, std::uint64_t size) {
  constexpr std::pair<RangeKind, ByteRange> whole = {RangeKind::none, {}};
  constexpr std::pair<RangeKind, ByteRange> nothing = {RangeKind::unsatisfiable, {}};
  const auto equals = header.find('=');
  if (equals == std::string_view::npos || lower(trim(header.substr(0, equals))) != "bytes") return whole;
  const std::string_view range = trim(header.substr(equals + 1));
  const auto dash = range.find('-');
  if (dash == std::string_view::npos) return whole;

  const auto last = position(range.substr(dash + 1));
  if (dash == 0) {
    if (!last) return whole;
    if (*last == 0) return nothing;
    // The last bytes of nothing are nothing, and no Content-Range can say so.
    if (size == 0) return whole;
    const std::uint64_t length = std::min(*last, size);
    return {RangeKind::one, {size - length, length}};
  }
  const auto first = position(range.substr(0, dash));
  const bool open = dash + 1 == range.size();
  if (!first || (!open && (!last || *last < *first))) return whole;
  if (*first >= size) return nothing;
  const std::uint64_t end = open ? size - 1 : std::min(*last, size - 1);
  return {RangeKind::one, {*first, end - *first + 1}};
}

std::string http_date(Millis time) {
  constexpr std::string_view days = "SunMonTueWedThuFriSat", months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::time_t seconds = time / 1000 - (time % 1000 < 0 ? 1 : 0);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     days.substr(static_cast<std::size_t>(parts.tm_wday) * 3, 3), parts.tm_mday,
                     months.substr(static_cast<std::size_t>(parts.tm_mon) * 3, 3), parts.tm_year + 1900,
                     parts.tm_hour, parts.tm_min, parts.tm_sec);
}

}  // namespace faultcast::http
