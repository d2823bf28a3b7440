#include "judge/match.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "base/text.h"

namespace faultcast::judge {

namespace {

using Kind = scenario::Matcher::Kind;

std::string plain(const json::Value& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

bool equal(const json::Value& wanted, const std::string& seen) {
  if (wanted.is_number()) {
    const auto number = parse_double(seen);
    return number && *number == wanted.get<double>();
  }
  return plain(wanted) == seen;
}

bool within(const json::Value& limits, const std::string& seen) {
  const auto number = parse_double(seen);
  return number && *number >= limits[0].get<double>() && *number <= limits[1].get<double>();
}

}  // namespace

bool matches(const scenario::Matcher& matcher, const std::string* value) {
  if (matcher.kind == Kind::absent) return value == nullptr;
  if (value == nullptr) return false;
  switch (matcher.kind) {
    case Kind::contains:
      return value->find(matcher.value->get<std::string>()) != std::string::npos;
    case Kind::matches:
      return std::regex_search(*value, std::regex(matcher.value->get<std::string>()));
    case Kind::between:
      return within(*matcher.value, *value);
    default:
      return equal(*matcher.value, *value);
  }
}

std::string in_words(const scenario::Matcher& matcher) {
  switch (matcher.kind) {
    case Kind::absent:
      return "absent";
    case Kind::contains:
      return fmt::format("contains '{}'", plain(*matcher.value));
    case Kind::matches:
      return fmt::format("matches /{}/", plain(*matcher.value));
    case Kind::between:
      return fmt::format("between {} and {}", plain((*matcher.value)[0]), plain((*matcher.value)[1]));
    default:
      return fmt::format("= {}", plain(*matcher.value));
  }
}

}  // namespace faultcast::judge
