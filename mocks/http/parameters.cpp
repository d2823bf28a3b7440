#include "http/parameters.h"

#include "base/encode.h"
#include "base/text.h"

namespace faultcast::http {

namespace {

/// From behind the opening quote; takes the closing one too.
std::string take_quoted(std::string_view& text) {
  std::string out;
  while (!text.empty() && text.front() != '"') {
    const bool escape = text.front() == '\\' && text.size() > 1 && (text[1] == '"' || text[1] == '\\');
    out += text[escape ? 1 : 0];
    text.remove_prefix(escape ? 2 : 1);
  }
  if (!text.empty()) text.remove_prefix(1);
  return out;
}

std::string_view take_until(std::string_view& text, std::string_view ends) {
  const std::string_view taken = text.substr(0, text.find_first_of(ends));
  text.remove_prefix(taken.size());
  return trim(taken);
}

void add_decoded(Headers& list) {
  constexpr std::string_view charset = "utf-8'";
  Headers decoded;
  for (const Header& header : list.list) {
    if (!header.name.ends_with('*') || !lower(header.value).starts_with(charset)) continue;
    const std::string name = header.name.substr(0, header.name.size() - 1);
    const auto language_end = header.value.find('\'', charset.size());
    if (language_end == std::string::npos) continue;
    decoded.add(name, percent_decode(std::string_view(header.value).substr(language_end + 1)));
  }
  for (Header& header : decoded.list) list.list.push_back(std::move(header));
}

}  // namespace

Parameters parse_parameters(std::string_view text) {
  Parameters out;
  out.value = lower(take_until(text, ";"));
  while (!text.empty()) {
    text.remove_prefix(1);
    const std::string_view name = take_until(text, "=;");
    if (!text.starts_with('=')) continue;
    text.remove_prefix(1);
    const auto begin = text.find_first_not_of(" \t");
    text.remove_prefix(begin == std::string_view::npos ? text.size() : begin);
    if (text.starts_with('"')) {
      text.remove_prefix(1);
      out.list.add(std::string(name), take_quoted(text));
      take_until(text, ";");
    } else {
      out.list.add(std::string(name), std::string(take_until(text, ";")));
    }
  }
  add_decoded(out.list);
  return out;
}

}  // namespace faultcast::http
