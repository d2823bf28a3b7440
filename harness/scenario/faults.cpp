// faults: on, when, do.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "scenario/reading.h"

namespace faultcast::scenario {

using json::Type;
using json::Value;

const json::Fields& on_fields() {
  static const json::Fields fields = {
      {.name = "service", .type = Type::text, .about = "whose exchanges; without it anybody's"},
      {.name = "op", .type = Type::text, .about = "which of its operations; without it any"},
      {.name = "match", .type = Type::object, .about = "field of the exchange -> text, where * is anything"}};
  return fields;
}

const json::Fields& when_fields() {
  static const json::Fields fields = {
      {.name = "after", .type = Type::whole, .about = "so many matching exchanges pass first"},
      {.name = "times", .type = Type::whole, .about = "then at most so many are hit; 0: all"},
      {.name = "one_in", .type = Type::whole, .about = "and of these one in so many, by chance"}};
  return fields;
}

const json::Fields& fault_fields() {
  static const json::Fields fields = {
      {.name = "id", .type = Type::text, .required = true, .about = "what reports call it"},
      {.name = "on", .type = Type::object, .about = "which exchanges"},
      {.name = "when", .type = Type::object, .about = "which of them"},
      {.name = "do", .type = Type::object, .required = true, .about = "the effects"}};
  return fields;
}

namespace {

/// The services of all tables and, with a service, its operations (also those where only faults act, like
/// "listen").
std::vector<std::string> known_services(const Vocabulary& words) {
  std::set<std::string> names;
  for (const CodeTable* table : words.codes)
    for (const auto& row : *table) names.emplace(row.service);
  for (const auto& row : words.observed)
    if (row.observer == "wire") names.emplace(row.what.substr(0, row.what.find('.')));
  return {names.begin(), names.end()};
}

std::vector<std::string> known_ops(const Vocabulary& words, std::string_view service) {
  std::set<std::string> names;
  for (const auto point : words.fault_points) {
    const auto dot = point.find('.');
    if (service.empty() || point.substr(0, dot) == service) names.emplace(point.substr(dot + 1));
  }
  for (const CodeTable* table : words.codes)
    for (const auto& row : *table)
      if ((service.empty() || row.service == service) && !row.op.empty()) names.emplace(row.op);
  for (const auto& row : words.observed) {
    const auto dot = row.what.find('.');
    const bool of_service = service.empty() || row.what.substr(0, dot) == service;
    if (row.observer == "wire" && of_service && dot != std::string_view::npos)
      names.emplace(row.what.substr(dot + 1));
  }
  return {names.begin(), names.end()};
}

void check_word(const Reading& reading, const std::string& pointer, std::string_view what,
                const std::string& given, const std::vector<std::string>& known) {
  if (given.empty() || std::find(known.begin(), known.end(), given) != known.end()) return;
  reading.refuse(pointer, fmt::format("unknown {} '{}', known are {}", what, excerpt(given, 60),
                                      json::allowed_words(given, known)));
}

void read_match(const Reading& reading, const std::string& pointer, fault::On& on) {
  const ObservedWord* row = reading.words.find_observed("wire", fmt::format("{}.{}", on.service, on.op));
  for (const auto& member : reading.at(pointer).items()) {
    const std::string at = json::below(pointer, member.key());
    if (row != nullptr &&
        std::find(row->fields.begin(), row->fields.end(), member.key()) == row->fields.end()) {
      const std::vector<std::string> fields(row->fields.begin(), row->fields.end());
      reading.refuse(at, fmt::format("'{}' is no field of {}, known are {}", excerpt(member.key(), 60),
                                     row->what, json::allowed_words(member.key(), fields)));
      continue;
    }
    if (!member.value().is_string()) {
      reading.refuse(at, fmt::format("'{}' must be a string, where * is anything, but is {}",
                                     excerpt(member.key(), 60), json::kind_of(member.value())));
      continue;
    }
    (void)check_placeholders(reading, at, member.value().get_ref<const std::string&>());
    on.match.emplace_back(member.key(), member.value().get<std::string>());
  }
}

std::vector<fault::Effect> read_effects(const Reading& reading, const std::string& pointer) {
  std::vector<fault::Effect> effects;
  std::vector<std::string> known;
  for (const auto& row : fault::kinds()) known.emplace_back(row.name);
  for (const auto& member : reading.at(pointer).items()) {
    const std::string at = json::below(pointer, member.key());
    const fault::EffectKind* kind = fault::kind(member.key());
    if (kind == nullptr) {
      reading.refuse(at, fmt::format("unknown effect '{}', allowed are {}", excerpt(member.key(), 60),
                                     json::allowed_words(member.key(), known)));
      continue;
    }
    if (!json::check(reading.document, at, kind->fields, reading.problems)) continue;
    auto effect = kind->make(member.value());
    if (!effect) {
      reading.refuse(at, fmt::format("'{}': {}", member.key(), printable(effect.error().message)));
      continue;
    }
    if (const auto* forced = std::get_if<fault::AnswerCode>(&*effect))
      (void)read_code(reading, json::below(at, "code"), forced->code);
    effects.push_back(std::move(*effect));
  }
  if (reading.at(pointer).empty())
    reading.refuse(pointer, fmt::format("'do' has no effect, allowed are {}", join(known, ", ")));
  return effects;
}

fault::When read_when(const Reading& reading, const std::string& pointer) {
  fault::When when;
  if (!json::check(reading.document, pointer, when_fields(), reading.problems)) return when;
  when.after = reading.whole(pointer, "after").value_or(0);
  when.times = reading.whole(pointer, "times").value_or(0);
  when.one_in = reading.whole(pointer, "one_in").value_or(1);
  if (when.one_in == 0) reading.refuse(json::below(pointer, "one_in"), "'one_in' must be 1 or more");
  return when;
}

}  // namespace

fault::On read_on(const Reading& reading, const std::string& pointer) {
  fault::On on;
  if (!json::check(reading.document, pointer, on_fields(), reading.problems)) return on;
  on.service = reading.text(pointer, "service");
  on.op = reading.text(pointer, "op");
  check_word(reading, json::below(pointer, "service"), "service", on.service, known_services(reading.words));
  check_word(reading, json::below(pointer, "op"), "operation", on.op, known_ops(reading.words, on.service));
  if (reading.object(pointer, "match") != nullptr) read_match(reading, json::below(pointer, "match"), on);
  return on;
}

std::vector<fault::FaultRule> read_faults(const Reading& reading, const std::string& pointer) {
  std::vector<fault::FaultRule> rules;
  std::set<std::string> ids;
  for (std::size_t i = 0; i < reading.at(pointer).size(); ++i) {
    const std::string at = json::below(pointer, i);
    if (!json::check(reading.document, at, fault_fields(), reading.problems)) continue;
    fault::FaultRule rule;
    rule.id = reading.text(at, "id");
    if (rule.id.empty()) reading.refuse(json::below(at, "id"), "'id' is empty");
    if (!ids.insert(rule.id).second)
      reading.refuse(json::below(at, "id"), fmt::format("fault '{}' is there twice", excerpt(rule.id, 60)));
    if (reading.object(at, "on") != nullptr) rule.on = read_on(reading, json::below(at, "on"));
    if (reading.object(at, "when") != nullptr) rule.when = read_when(reading, json::below(at, "when"));
    rule.effects = read_effects(reading, json::below(at, "do"));
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace faultcast::scenario
