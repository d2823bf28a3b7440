#include "cos/json_text.h"

#include <nlohmann/json.hpp>

namespace faultcast::cos {

namespace {

constexpr int most_depth = 32;  // custom_headers and uploadparts need three

bool too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"')
      in_string = !in_string;
    else if (in_string && c == '\\')
      ++i;
    else if (!in_string && (c == '[' || c == '{') && ++depth > most_depth)
      return true;
    else if (!in_string && (c == ']' || c == '}'))
      --depth;
  }
  return false;
}

}  // namespace

nlohmann::ordered_json read_json(std::string_view text) {
  using Json = nlohmann::ordered_json;
  return too_deep(text) ? Json(Json::value_t::discarded) : Json::parse(text, nullptr, false);
}

}  // namespace faultcast::cos
