#include "json/untrusted.h"

#include <nlohmann/json.hpp>

namespace faultcast::json {

namespace {

bool too_deep(std::string_view text, int levels) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"')
      in_string = !in_string;
    else if (in_string && c == '\\')
      ++i;
    else if (!in_string && (c == '[' || c == '{') && ++depth > levels)
      return true;
    else if (!in_string && (c == ']' || c == '}'))
      --depth;
  }
  return false;
}

}  // namespace

nlohmann::ordered_json parse_untrusted(std::string_view text, int levels) {
  using Json = nlohmann::ordered_json;
  return too_deep(text, levels) ? Json(Json::value_t::discarded) : Json::parse(text, nullptr, false);
}

}  // namespace faultcast::json
