#include "backend/php.h"

#include <fmt/core.h>

#include <cstdlib>

#include "base/text.h"
#include "json/untrusted.h"

namespace faultcast::backend::php {

namespace {

constexpr int most_levels = 512;  // json_decode's

/// How many characters at the front are a number: digits, a fraction, an exponent.
std::size_t numeric_prefix(std::string_view text) {
  std::size_t at = 0, digits = 0;
  const auto run = [&] {
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) ++digits;
  };
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  run();
  if (at < text.size() && text[at] == '.') ++at, run();
  if (digits == 0) return 0;
  const std::size_t mantissa = at;
  if (at == text.size() || (text[at] != 'e' && text[at] != 'E')) return at;
  ++at;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  digits = 0;
  run();
  return digits == 0 ? mantissa : at;
}

bool is_numeric(std::string_view text) {
  return !text.empty() && numeric_prefix(text) == text.size();
}

double number_of(std::string_view text) {
  return std::strtod(std::string(text.substr(0, numeric_prefix(text))).c_str(), nullptr);
}

void dump(std::string& out, const Json& value, const std::string& indent) {
  if (value.is_structured()) {
    out += "array (\n";
    std::size_t place = 0;
    for (const auto& member : value.items()) {
      out += value.is_object() ? fmt::format("{}  '{}' => ", indent,
                                             replace_all(replace_all(member.key(), "\\", "\\\\"), "'", "\\'"))
                               : fmt::format("{}  {} => ", indent, place++);
      if (member.value().is_structured()) out += "\n" + indent + "  ";
      dump(out, member.value(), indent + "  ");
      out += ",\n";
    }
    out += indent + ")";
  } else if (value.is_string()) {
    out += "'" + replace_all(replace_all(value.get<std::string>(), "\\", "\\\\"), "'", "\\'") + "'";
  } else if (value.is_null()) {
    out += "NULL";
  } else {
    out += value.dump();
  }
}

}  // namespace

std::optional<Json> json_decode(std::string_view text) {
  Json value = json::parse_untrusted(text, most_levels);
  if (value.is_discarded() || value.is_null()) return std::nullopt;
  return value;
}

std::string json_encode(const Json& value) {
  return replace_all(value.dump(-1, ' ', true, Json::error_handler_t::replace), "/", "\\/");
}

bool is_falsy(const Json& value) {
  if (value.is_null()) return true;
  if (value.is_boolean()) return !value.get<bool>();
  if (value.is_number()) return value.get<double>() == 0;
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return text.empty() || text == "0";
  }
  return value.empty();
}

bool loosely_equal(const Json& value, std::string_view text, bool php8) {
  if (value.is_boolean()) return value.get<bool>() == !is_falsy(Json(std::string(text)));
  if (value.is_null()) return text.empty();
  if (value.is_number()) {
    if (php8 && !is_numeric(text)) return value.dump() == text;
    return value.get<double>() == number_of(text);
  }
  if (!value.is_string()) return false;
  const auto& own = value.get_ref<const std::string&>();
  if (is_numeric(own) && is_numeric(text)) return number_of(own) == number_of(text);
  return own == text;
}

bool loosely_equal(const Json& value, std::int64_t number, bool php8) {
  if (value.is_string()) {
    const auto& own = value.get_ref<const std::string&>();
    if (php8 && !is_numeric(own)) return own == std::to_string(number);
    return number_of(own) == static_cast<double>(number);
  }
  if (value.is_boolean()) return value.get<bool>() == (number != 0);
  if (value.is_null()) return number == 0;
  return value.is_number() && value.get<double>() == static_cast<double>(number);
}

std::string strval(const Json& value) {
  if (value.is_structured()) return "Array";
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "1" : "";
  return value.is_null() ? "" : value.dump();
}

bool is_number(const Json& value) {
  if (value.is_string()) return numeric_prefix(value.get_ref<const std::string&>()) > 0;
  return !value.is_structured();
}

std::int64_t intval(const Json& value) {
  if (value.is_structured()) return value.empty() ? 0 : 1;
  const double number = number_of(strval(value));
  // Beyond that the cast has no defined result.
  return number > -9e18 && number < 9e18 ? static_cast<std::int64_t>(number) : 0;
}

std::int64_t intval(const std::optional<std::string>& column) {
  return column ? intval(Json(*column)) : 0;
}

std::string var_export(const Json& value) {
  std::string out;
  dump(out, value, "");
  return out;
}

std::string sql_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\0')
      out += "\\0";
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\x1a')
      out += "\\Z";
    else
      out += (c == '\'' || c == '"' || c == '\\') ? std::string{'\\', c} : std::string{c};
  }
  return out + "'";
}

}  // namespace faultcast::backend::php
