#include "json/cursor.h"

#include <algorithm>

namespace faultcast::json {

namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::size_t count_digits(std::string_view text) {
  return std::min(text.find_first_not_of(digits), text.size());
}

std::size_t comment_length(std::string_view text) {
  if (text.starts_with("//")) return std::min(text.find('\n'), text.size());
  if (!text.starts_with("/*")) return 0;
  const auto end = text.find("*/", 2);
  return end == std::string_view::npos ? 0 : end + 2;
}

}  // namespace

Cursor::Cursor(std::string_view text) : rest_(text) {
  if (rest_.starts_with(byte_order_mark)) rest_.remove_prefix(byte_order_mark.size());
}

void Cursor::advance(std::size_t bytes) {
  for (const char c : rest_.substr(0, bytes)) {
    if (c == '\n') {
      at_ = {at_.line + 1, 1};
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++at_.column;
    }
  }
  rest_.remove_prefix(std::min(bytes, rest_.size()));
}

void Cursor::skip_blanks() {
  for (;;) {
    const std::size_t blanks = std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size());
    const std::size_t comment = blanks > 0 ? 0 : comment_length(rest_);
    if (blanks + comment == 0) return;
    advance(blanks + comment);
  }
}

void Cursor::skip_to_token() {
  skip_blanks();
  while (peek() == ',' || peek() == ':') {
    advance(1);
    skip_blanks();
  }
}

void Cursor::skip_token() {
  const char first = peek();
  if (first == '"') return advance(string_length(rest_));
  if (first == 't' || first == 'n') return advance(4);
  if (first == 'f') return advance(5);
  advance(std::max<std::size_t>(1, number_length(rest_)));
}

std::size_t number_length(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = count_digits(text.substr(at));
  if (whole == 0) return 0;
  at += text[at] == '0' ? 1 : whole;
  if (text.substr(at).starts_with('.')) {
    const std::size_t fraction = count_digits(text.substr(at + 1));
    if (fraction > 0) at += 1 + fraction;
  }
  if (const auto tail = text.substr(at); tail.starts_with('e') || tail.starts_with('E')) {
    const std::size_t sign = tail.substr(1).starts_with('+') || tail.substr(1).starts_with('-') ? 2 : 1;
    const std::size_t exponent = count_digits(tail.substr(std::min(sign, tail.size())));
    if (exponent > 0) at += sign + exponent;
  }
  return at;
}

std::size_t string_length(std::string_view text) {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return 0;
}

Position locate(std::string_view text, std::size_t byte) {
  Cursor cursor(text);
  const std::size_t mark = text.size() - cursor.rest().size();
  cursor.advance(byte > mark ? byte - mark : 0);
  return cursor.here();
}

}  // namespace faultcast::json
