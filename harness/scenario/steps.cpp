// steps: {"push": {…}, "after": …}.
#include <fmt/core.h>

#include <algorithm>

#include "scenario/reading.h"

namespace faultcast::scenario {

using json::Type;
using json::Value;

const json::Fields& after_fields() {
  static const json::Fields fields = {
      {.name = "wire",
       .type = Type::text,
       .required = true,
       .about = "the exchange to wait for: service.operation"},
      {.name = "count", .type = Type::whole, .about = "after so many of them; without it the first"}};
  return fields;
}

namespace {

const StepWord* find_verb(const Vocabulary& words, std::string_view verb) {
  const auto row =
      std::find_if(words.steps.begin(), words.steps.end(), [&](const auto& s) { return s.verb == verb; });
  return row == words.steps.end() ? nullptr : &*row;
}

Step::After read_after(const Reading& reading, const std::string& pointer) {
  Step::After after;
  std::string at = pointer;
  if (const Value& given = reading.at(pointer); given.is_string()) {
    after.wire = given.get<std::string>();
  } else {
    if (!given.is_object())
      reading.refuse(pointer,
                     fmt::format("'after' must be a string like \"live.publish\", or an object of 'wire' and "
                                 "'count', but is {}",
                                 json::kind_of(given)));
    if (!given.is_object() || !json::check(reading.document, pointer, after_fields(), reading.problems))
      return after;
    after.wire = reading.text(pointer, "wire");
    after.count = reading.whole(pointer, "count").value_or(1);
    if (after.count == 0) reading.refuse(json::below(pointer, "count"), "'count' must be 1 or more");
    at = json::below(pointer, "wire");
  }
  if (reading.words.find_observed("wire", after.wire) != nullptr) return after;
  std::vector<std::string> known;
  for (const auto& row : reading.words.observed)
    if (row.observer == "wire") known.emplace_back(row.what);
  reading.refuse(at, fmt::format("nothing on the wire is called '{}', known are {}", excerpt(after.wire, 60),
                                 json::allowed_words(after.wire, known)));
  return after;
}

/// {"upload": "avatar.jpg"}: what is no object stands for the verb's first field.
Value read_short(const Reading& reading, const std::string& pointer, const StepWord& word) {
  if (word.fields.empty()) {
    reading.refuse(pointer, fmt::format("'{}' takes no arguments, write an empty object", word.verb));
    return Value::object();
  }
  if (!json::check(reading.document, pointer, word.fields.front(), reading.problems)) return Value::object();
  for (const auto& field : word.fields)
    if (field.required && &field != &word.fields.front())
      reading.refuse(pointer, fmt::format("'{}' needs an object with '{}'", word.verb, field.name));
  return {{std::string(word.fields.front().name), reading.at(pointer)}};
}

Value read_arguments(const Reading& reading, const std::string& pointer, const StepWord& word) {
  const Value& given = reading.at(pointer);
  check_all_placeholders(reading, pointer);
  if (!given.is_object()) return read_short(reading, pointer, word);
  json::check(reading.document, pointer, word.fields, reading.problems);
  return given;
}

Step read_step(const Reading& reading, const std::string& pointer) {
  Step step;
  step.at = reading.document.at(pointer);
  const Value& given = reading.at(pointer);
  if (!given.is_object()) {
    reading.refuse(pointer, fmt::format("a step must be an object, but is {}", json::kind_of(given)));
    return step;
  }
  std::vector<std::string> verbs;
  for (const auto& word : reading.words.steps) verbs.emplace_back(word.verb);
  for (const auto& member : given.items()) {
    const std::string at = json::below(pointer, member.key());
    const StepWord* word = find_verb(reading.words, member.key());
    if (member.key() == "after") {
      step.after = read_after(reading, at);
    } else if (word == nullptr) {
      reading.refuse(at, fmt::format("unknown step '{}', known are {}", excerpt(member.key(), 60),
                                     json::allowed_words(member.key(), verbs)));
      step.verb = "?";  // it has been told that this is no step; not also that there is none
    } else if (step.arguments != nullptr) {
      reading.refuse(at, fmt::format("a step is one act, but this is '{}' and '{}'", step.verb, word->verb));
    } else {
      step.verb = word->verb;
      step.arguments = std::make_shared<const Value>(read_arguments(reading, at, *word));
    }
  }
  if (step.verb.empty())
    reading.refuse(pointer, fmt::format("this step does nothing, known are {}", join(verbs, ", ")));
  return step;
}

}  // namespace

std::vector<Step> read_steps(const Reading& reading, const std::string& pointer) {
  std::vector<Step> steps;
  for (std::size_t i = 0; i < reading.at(pointer).size(); ++i)
    steps.push_back(read_step(reading, json::below(pointer, i)));
  return steps;
}

}  // namespace faultcast::scenario
