#include "json/field.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/text.h"

namespace faultcast::json {

namespace {

const Fields& languages() {
  static const Fields both = {{.name = "en", .type = Type::text, .required = true, .about = "in English"},
                              {.name = "zh", .type = Type::text, .required = true, .about = "in Chinese"}};
  return both;
}

bool fits(Type type, const Value& value) {
  switch (type) {
    case Type::text:
    case Type::choice:
    case Type::duration:
      return value.is_string();
    case Type::number:
      return value.is_number();
    case Type::whole:
      return value.is_number_unsigned();
    case Type::boolean:
      return value.is_boolean();
    case Type::texts:
    case Type::object:
      return value.is_object();
    case Type::strings:
    case Type::array:
      return value.is_array();
    case Type::any:
      return true;
  }
  return false;
}

std::vector<std::string> names_of(const std::vector<std::string_view>& words) {
  return {words.begin(), words.end()};
}

/// What is there, in words; a number where the reader would not see what is wrong with "a number".
std::string seen(Type wanted, const Value& value) {
  if (wanted == Type::whole && value.is_number()) return value.dump();
  return std::string(kind_of(value));
}

bool check_strings(const Document& document, std::string_view pointer, const Field& field,
                   Problems& problems) {
  const std::size_t before = problems.size();
  const Value& list = *document.find(pointer);
  for (std::size_t i = 0; i < list.size(); ++i)
    if (!list[i].is_string())
      problems.push_back(document.problem(below(pointer, i), fmt::format("'{}' holds strings, but this is {}",
                                                                         field.name, kind_of(list[i]))));
  return problems.size() == before;
}

}  // namespace

std::string_view type_name(Type type) {
  switch (type) {
    case Type::text:
    case Type::choice:
      return "a string";
    case Type::number:
      return "a number";
    case Type::whole:
      return "a whole number, 0 or more";
    case Type::boolean:
      return "true or false";
    case Type::duration:
      return "a duration like \"4h\" or \"250ms\"";
    case Type::texts:
      return "an object of two texts, \"en\" and \"zh\"";
    case Type::strings:
      return "an array of strings";
    case Type::object:
      return "an object";
    case Type::array:
      return "an array";
    case Type::any:
      return "a value";
  }
  return "";
}

std::string_view kind_of(const Value& value) {
  if (value.is_null()) return "null";
  if (value.is_object()) return "an object";
  if (value.is_array()) return "an array";
  if (value.is_string()) return "a string";
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  return "a number";
}

std::string allowed_words(std::string_view given, const std::vector<std::string>& allowed) {
  const auto meant = nearest(given, allowed);
  return join(allowed, ", ") + (meant ? fmt::format(" (did you mean '{}'?)", *meant) : "");
}

bool check(const Document& document, std::string_view pointer, const Field& field, Problems& problems) {
  const Value& value = *document.find(pointer);
  const auto refuse = [&](std::string sentence) {
    problems.push_back(document.problem(pointer, std::move(sentence)));
    return false;
  };
  if (!fits(field.type, value))
    return refuse(fmt::format("'{}' must be {}, but is {}", field.name, type_name(field.type),
                              seen(field.type, value)));
  if (field.type == Type::texts) return check(document, pointer, languages(), problems);
  if (field.type == Type::strings) return check_strings(document, pointer, field, problems);
  if (field.type == Type::choice) {
    const auto& given = value.get_ref<const std::string&>();
    if (std::find(field.allowed.begin(), field.allowed.end(), given) == field.allowed.end())
      return refuse(fmt::format("'{}' cannot be '{}', allowed are {}", field.name, excerpt(given, 60),
                                allowed_words(given, names_of(field.allowed))));
  }
  if (field.type == Type::duration) {
    const auto parsed = parse_duration(value.get_ref<const std::string&>());
    if (!parsed) return refuse(fmt::format("'{}': {}", field.name, printable(parsed.error().message)));
  }
  return true;
}

bool check(const Document& document, std::string_view pointer, const Fields& fields, Problems& problems) {
  const std::size_t before = problems.size();
  const Value& value = *document.find(pointer);
  if (!value.is_object()) {
    problems.push_back(
        document.problem(pointer, fmt::format("must be an object, but is {}", kind_of(value))));
    return false;
  }
  for (const auto& member : value.items()) {
    const std::string at = below(pointer, member.key());
    const auto row =
        std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == member.key(); });
    if (row != fields.end()) {
      check(document, at, *row, problems);
      continue;
    }
    std::vector<std::string> names;
    for (const auto& field : fields) names.emplace_back(field.name);
    problems.push_back(document.problem(
        at, names.empty() ? fmt::format("unknown key '{}', none is allowed here", excerpt(member.key(), 60))
                          : fmt::format("unknown key '{}', allowed are {}", excerpt(member.key(), 60),
                                        allowed_words(member.key(), names))));
  }
  for (const auto& field : fields)
    if (field.required && !value.contains(field.name))
      problems.push_back(document.problem(pointer, fmt::format("'{}' is missing", field.name)));
  return problems.size() == before;
}

}  // namespace faultcast::json
