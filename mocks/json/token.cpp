// What a token that was refused looks like to a reader of the file.
#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "json/reader.h"

namespace faultcast::json {

namespace {

std::string_view bare_word(std::string_view text) {
  return text.substr(0, std::min(text.find_first_of(" \t\r\n,:[]{}\"/"), text.size()));
}

std::optional<unsigned long long> code_unit(std::string_view escape) {
  return escape.size() < 6 || !escape.starts_with("\\u") ? std::nullopt
                                                         : parse_unsigned(escape.substr(2, 4), 16);
}

/// Bytes of the escape at the front; 0 if it is wrong.
std::size_t escape_length(std::string_view text) {
  if (text.size() < 2) return 0;
  if (text[1] != 'u') return std::string_view("\"\\/bfnrt").find(text[1]) == std::string_view::npos ? 0 : 2;
  const auto unit = code_unit(text);
  if (!unit) return 0;
  if (*unit < 0xD800 || *unit > 0xDFFF) return 6;
  const auto second = code_unit(text.substr(6));
  return *unit < 0xDC00 && second && *second >= 0xDC00 && *second <= 0xDFFF ? 12 : 0;
}

std::optional<std::string> string_defect(Cursor& cursor) {
  const std::size_t length = string_length(cursor.rest());
  const std::string_view text = cursor.rest();
  std::size_t at = 1;
  while (at < text.size() && text[at] != '"') {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c == '\n' || c == '\r') return "this string is not closed in its line";
    if (c < 0x20) {
      cursor.advance(at);
      return fmt::format("control character \\x{:02x} in a string, write it as \\u{:04x}", c, c);
    }
    const std::size_t step = c == '\\' ? escape_length(text.substr(at)) : 1;
    if (step == 0) {
      cursor.advance(at);
      return fmt::format("'{}' is no escape that JSON knows",
                         excerpt(text.substr(at, text.substr(at).starts_with("\\u") ? 6 : 2), 12));
    }
    at += step;
  }
  if (length == 0) return "this string is not closed";
  return std::nullopt;
}

std::optional<std::string> number_defect(std::string_view word) {
  if (number_length(word) != word.size()) return fmt::format("'{}' is not a number", excerpt(word, 40));
  const auto value = parse_double(word);
  if (!value) return fmt::format("number '{}' is too large or too small", excerpt(word, 40));
  return std::nullopt;
}

}  // namespace

std::optional<std::string> defect(Cursor& cursor) {
  const char first = cursor.peek();
  if (first == '"') return string_defect(cursor);
  if (first == '\'') return "strings are written in double quotes";
  if (cursor.rest().starts_with("/*")) return "this comment is not closed";
  if (first == '/') return "a '/' that begins no comment";
  const std::string_view word = bare_word(cursor.rest());
  if (!word.empty() && std::string_view("0123456789-+.").find(first) != std::string_view::npos)
    return number_defect(word);
  return std::nullopt;
}

std::string token_words(const Cursor& cursor) {
  if (cursor.rest().empty()) return "end of the file";
  if (cursor.peek() == '"')
    return fmt::format("string {}", excerpt(cursor.rest().substr(0, string_length(cursor.rest())), 40));
  const std::string_view word = bare_word(cursor.rest());
  if (word.empty()) return fmt::format("'{}'", cursor.peek());
  const bool number = number_length(word) == word.size();
  return fmt::format("{} '{}'", number ? "number" : "word", excerpt(word, 40));
}

}  // namespace faultcast::json
