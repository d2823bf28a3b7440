// The JSON Schema of scenario files (draft-07, json-schema.org), from the tables that the readers use.
#include <fmt/core.h>

#include "scenario/reading.h"

namespace faultcast::scenario {

namespace {

using json::Value;

Value ref(std::string_view name) {
  return {{"$ref", fmt::format("#/definitions/{}", name)}};
}
Value list_of(Value item) {
  return {{"type", "array"}, {"items", std::move(item)}};
}

/// A table's schema with some members described more closely than a row can.
Value with(Value schema, std::initializer_list<std::pair<const char*, Value>> closer) {
  for (const auto& [name, value] : closer) schema["properties"][name].update(value);
  return schema;
}

Value texts() {
  Value text = {{"type", "string"}, {"minLength", 1}};
  return {{"type", "object"},
          {"properties", {{"en", text}, {"zh", text}}},
          {"required", {"en", "zh"}},
          {"additionalProperties", false}};
}

/// Paths may hold placeholders, so that only the part they begin with is fixed; the settings are examples.
Value setting_path(const Vocabulary& words, const char* owners, bool console) {
  Value examples = Value::array();
  for (const auto& row : words.catalogue->rows())
    if (row.path.starts_with("console.") == console) examples.push_back(row.path);
  return {
      {"type", "string"}, {"pattern", fmt::format("^({})\\.", owners)}, {"examples", std::move(examples)}};
}

Value code_names(const Vocabulary& words, std::string_view service, bool full) {
  Value names = Value::array();
  for (const CodeTable* table : words.codes)
    for (const auto& row : *table)
      if (full || row.service == service)
        names.push_back(full ? fmt::format("{}:{}", row.service, row.name) : std::string(row.name));
  return names;
}

Value change(const Vocabulary& words, const char* owners, bool console) {
  const Value path = setting_path(words, owners, console);
  Value kinds = {with(json::schema(set_fields()), {{"set", path}}),
                 with(json::schema(unset_fields()), {{"unset", path}})};
  if (console)
    kinds.push_back(with(json::schema(answer_fields()),
                         {{"answer", {{"enum", code_names(words, {}, true)}}}, {"on", ref("on")}}));
  return {{"anyOf", std::move(kinds)}};
}

Value side(std::string_view change_name) {
  Value why = {{"type", "object"},
               {"properties", {{"why", ref("texts")}}},
               {"required", {"why"}},
               {"additionalProperties", false}};
  return {{"anyOf", {list_of(ref(change_name)), std::move(why)}}};
}

Value on() {
  return with(json::schema(on_fields()), {{"match", {{"additionalProperties", {{"type", "string"}}}}}});
}

Value effects() {
  Value properties = Value::object();
  for (const auto& kind : fault::kinds()) {
    properties[std::string(kind.name)] = json::schema(kind.fields);
    properties[std::string(kind.name)]["description"] = kind.about;
  }
  return {{"type", "object"},
          {"minProperties", 1},
          {"properties", std::move(properties)},
          {"additionalProperties", false}};
}

Value step(const Vocabulary& words) {
  Value wires = Value::array();
  for (const auto& row : words.observed)
    if (row.observer == "wire") wires.push_back(row.what);
  const Value wire = {{"enum", wires}};
  const Value after = {{"anyOf", {wire, with(json::schema(after_fields()), {{"wire", wire}})}}};
  Value verbs = Value::array();
  for (const auto& word : words.steps) {
    Value forms = Value::array({json::schema(word.fields)});
    if (!word.fields.empty()) forms.push_back(json::schema(word.fields.front()));
    Value properties = {{std::string(word.verb), {{"anyOf", std::move(forms)}}}, {"after", after}};
    verbs.push_back({{"type", "object"},
                     {"properties", std::move(properties)},
                     {"required", {word.verb}},
                     {"additionalProperties", false}});
  }
  return {{"anyOf", std::move(verbs)}};
}

Value matcher_words() {
  return {{"contains", {{"type", "string"}, {"minLength", 1}}},
          {"matches", {{"type", "string"}, {"maxLength", most_pattern_bytes}}},
          {"between", {{"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 2}, {"maxItems", 2}}},
          {"absent", {{"const", true}}}};
}

Value matcher() {
  Value object = {{"type", "object"},
                  {"properties", matcher_words()},
                  {"minProperties", 1},
                  {"maxProperties", 1},
                  {"additionalProperties", false}};
  return {{"anyOf", {{{"type", {"string", "number", "boolean"}}}, std::move(object)}}};
}

std::string codes_name(std::string_view service) {
  return fmt::format("codes_of_{}", service);
}

Value expectation_of(const ObservedWord& row) {
  Value properties = {{std::string(row.observer), {{"const", row.what}}}};
  for (const auto field : row.fields) properties[std::string(field)] = ref("matcher");
  if (row.observer == "wire") {
    properties["code"] = ref(std::string_view(codes_name(row.what.substr(0, row.what.find('.')))));
  }
  const Value direct = row.fields.empty() ? Value::object() : matcher_words();
  for (const auto& word : direct.items())
    if (!properties.contains(word.key())) properties[word.key()] = word.value();
  properties["count"] = {{"type", "integer"}, {"minimum", 1}};
  properties["none"] = {{"type", "boolean"}};
  properties["strict"] = {{"type", "boolean"}};
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", {row.observer}},
          {"additionalProperties", false}};
}

Value expectation(const Vocabulary& words) {
  Value kinds = Value::array();
  for (const auto& row : words.observed) kinds.push_back(expectation_of(row));
  return {{"anyOf", std::move(kinds)}};
}

Value order() {
  Value list = list_of(ref("seen"));
  list["minItems"] = 2;
  return {{"type", "object"},
          {"properties", {{"order", std::move(list)}}},
          {"required", {"order"}},
          {"additionalProperties", false}};
}

/// What a file and a case have in common.
Value play(Value schema) {
  Value expect = list_of({{"anyOf", {ref("seen"), ref("order")}}});
  expect["minItems"] = 1;
  Value steps = list_of(ref("step"));
  steps["minItems"] = 1;
  return with(std::move(schema), {{"given", list_of(ref("change_of_console"))},
                                  {"wrong_in_app", side("change_of_app")},
                                  {"wrong_in_console", side("change_of_console")},
                                  {"faults", list_of(ref("fault"))},
                                  {"steps", std::move(steps)},
                                  {"expect", std::move(expect)}});
}

}  // namespace

Value schema(const Vocabulary& words) {
  Value out = {{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "faultcast scenario"}};
  out.update(with(play(json::schema(file_fields())), {{"doc", {{"pattern", "^[0-9]+(\\.[0-9]+)*$"}}},
                                                      {"teach", ref("teach")},
                                                      {"cases", list_of(ref("case"))}}));
  const char* id = "^[a-z0-9]+(-[a-z0-9]+)*$";
  out["definitions"] = {
      {"texts", texts()},
      {"teach", json::schema(teach_fields())},
      {"case", with(play(json::schema(case_fields())), {{"id", {{"pattern", id}}}})},
      {"change_of_app", change(words, "backend|client", false)},
      {"change_of_console", change(words, "console", true)},
      {"on", on()},
      {"when", json::schema(when_fields())},
      {"fault",
       with(json::schema(fault_fields()), {{"on", ref("on")}, {"when", ref("when")}, {"do", effects()}})},
      {"step", step(words)},
      {"matcher", matcher()},
      {"seen", expectation(words)},
      {"order", order()},
  };
  for (const CodeTable* table : words.codes) {
    const std::string_view service = table->front().service;
    out["definitions"][codes_name(service)] = {
        {"anyOf", {{{"enum", code_names(words, service, false)}}, {{"type", "integer"}}, ref("matcher")}}};
  }
  return out;
}

}  // namespace faultcast::scenario
