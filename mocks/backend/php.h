#pragma once
// What PHP does with values, as far as the stock backend lets it: comparisons, dumps, JSON. The language's
// rules changed with version 8. (PHP manual: "Comparison with various types", "Numeric strings", var_export,
// json_encode)

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace faultcast::backend::php {

using Json = nlohmann::ordered_json;

/// json_decode(…, true); none for what it gives NULL: no JSON, or deeper than 512.
std::optional<Json> json_decode(std::string_view text);
/// json_encode: '/' and whatever is not ASCII is escaped.
std::string json_encode(const Json& value);
/// empty() of an array, a number, a string …
bool is_falsy(const Json& value);
/// value == text.
bool loosely_equal(const Json& value, std::string_view text, bool php8);
/// value == number.
bool loosely_equal(const Json& value, std::int64_t number, bool php8);
/// strval(): "Array" for arrays.
std::string strval(const Json& value);
/// Can it be reckoned with? A number, or a string that begins with one.
bool is_number(const Json& value);
std::int64_t intval(const Json& value);
std::int64_t intval(const std::optional<std::string>& column);
/// "array (\n  'flag' => 1,\n)"
std::string var_export(const Json& value);
/// mysqli_real_escape_string, in quotes.
std::string sql_text(std::string_view text);

}  // namespace faultcast::backend::php
