#include "scenario/reading.h"

#include <fmt/core.h>

#include <algorithm>

#include "setup/placeholder.h"

namespace faultcast::scenario {

using json::Value;

const Code* Vocabulary::find_code(std::string_view full_name) const {
  for (const CodeTable* table : codes)
    for (const auto& row : *table)
      if (full_name.size() == row.service.size() + 1 + row.name.size() &&
          full_name.starts_with(row.service) && full_name[row.service.size()] == ':' &&
          full_name.ends_with(row.name))
        return &row;
  return nullptr;
}

const ObservedWord* Vocabulary::find_observed(std::string_view observer, std::string_view what) const {
  for (const auto& row : observed)
    if (row.observer == observer && row.what == what) return &row;
  return nullptr;
}

const Value* Reading::object(std::string_view pointer, std::string_view key) const {
  const Value* value = document.find(json::below(pointer, key));
  return value != nullptr && value->is_object() ? value : nullptr;
}

const Value* Reading::array(std::string_view pointer, std::string_view key) const {
  const Value* value = document.find(json::below(pointer, key));
  return value != nullptr && value->is_array() ? value : nullptr;
}

std::string Reading::text(std::string_view pointer, std::string_view key) const {
  const Value* value = document.find(json::below(pointer, key));
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

bool Reading::flag(std::string_view pointer, std::string_view key) const {
  const Value* value = document.find(json::below(pointer, key));
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

std::optional<std::uint64_t> Reading::whole(std::string_view pointer, std::string_view key) const {
  const Value* value = document.find(json::below(pointer, key));
  return value != nullptr && value->is_number_unsigned() ? std::optional(value->get<std::uint64_t>())
                                                         : std::nullopt;
}

Text Reading::texts(std::string_view pointer, std::string_view key) const {
  if (object(pointer, key) == nullptr) return {};
  const std::string both = json::below(pointer, key);
  Text read{text(both, "en"), text(both, "zh")};
  for (const std::string_view lang : {"en", "zh"}) {
    const Value* one = document.find(json::below(both, lang));
    if (one != nullptr && one->is_string() && trim(one->get_ref<const std::string&>()).empty())
      refuse(json::below(both, lang), fmt::format("'{}' of '{}' is empty", lang, key));
  }
  return read;
}

std::optional<std::string> check_placeholders(const Reading& reading, std::string_view pointer,
                                              std::string_view text) {
  const auto lookup = [&](std::string_view name) -> Result<std::string> {
    const auto& addresses = reading.words.addresses;
    if (std::find(addresses.begin(), addresses.end(), name) != addresses.end()) return "x";
    if (reading.words.catalogue->find(name) != nullptr) return "x";
    const std::vector<std::string> known(addresses.begin(), addresses.end());
    auto near = reading.words.catalogue->meant(name);
    if (!near) near = nearest(name, known);
    return fail(fmt::format("unknown placeholder '${{{}}}'{}", excerpt(name, 120),
                            near ? fmt::format(" (did you mean '${{{}}}'?)", *near) : ""));
  };
  auto done = setup::substitute(text, lookup);
  if (done) return std::move(*done);
  reading.refuse(pointer, done.error().message);
  return std::nullopt;
}

void check_all_placeholders(const Reading& reading, const std::string& pointer) {
  const Value& value = reading.at(pointer);
  if (value.is_string()) (void)check_placeholders(reading, pointer, value.get_ref<const std::string&>());
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i) check_all_placeholders(reading, json::below(pointer, i));
  if (!value.is_object()) return;
  for (const auto& member : value.items()) {
    const std::string at = json::below(pointer, member.key());
    (void)check_placeholders(reading, at, member.key());
    check_all_placeholders(reading, at);
  }
}

const Code* read_code(const Reading& reading, std::string_view pointer, std::string_view full_name) {
  if (const Code* row = reading.words.find_code(full_name)) return row;
  std::vector<std::string> names;
  for (const CodeTable* table : reading.words.codes)
    for (const auto& row : *table) names.push_back(fmt::format("{}:{}", row.service, row.name));
  const auto near = nearest(full_name, names);
  reading.refuse(pointer, fmt::format("unknown code '{}'{}", excerpt(full_name, 60),
                                      near ? fmt::format(" (did you mean '{}'?)", *near)
                                           : std::string(", a code is written service:name")));
  return nullptr;
}

}  // namespace faultcast::scenario
