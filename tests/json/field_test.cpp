#include "json/field.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace faultcast::json;

namespace {

const Fields fields = {
    {.name = "from", .type = Type::text, .required = true, .about = "where it begins"},
    {.name = "way", .type = Type::choice, .allowed = {"in", "out"}},
    {.name = "count", .type = Type::whole},
    {.name = "share", .type = Type::number},
    {.name = "loud", .type = Type::boolean},
    {.name = "pause", .type = Type::duration},
    {.name = "title", .type = Type::texts},
    {.name = "tags", .type = Type::strings},
    {.name = "more", .type = Type::object},
    {.name = "list", .type = Type::array},
    {.name = "free", .type = Type::any},
};

std::vector<std::string> complaints_about(std::string_view text) {
  Problems problems;
  const auto document = Document::parse("f", text, problems);
  REQUIRE(problems.empty());
  const bool fine = check(document, "", fields, problems);
  CHECK(fine == problems.empty());
  std::vector<std::string> lines;
  for (const auto& problem : problems) lines.push_back(problem.str());
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("an object that fits its fields has no problems") {
  CHECK(complaints_about(
            R"({"from": "a", "way": "in", "count": 0, "share": -0.5, "loud": false, "pause": "2d12h",
                       "title": {"en": "t", "zh": "题"}, "tags": [], "more": {}, "list": [1], "free": null})")
            .empty());
}

TEST_CASE("each field that does not fit is told with what must be there and what is") {
  struct Row {
    std::string_view text, sentence;
  };
  const Row rows[] = {
      {"[]", "f:1:1: must be an object, but is an array"},
      {"{}", "f:1:1: 'from' is missing"},
      {R"({"from": 1})", "f:1:2: 'from' must be a string, but is a number"},
      {R"({"from": "", "fom": 1})",
       "f:1:14: unknown key 'fom', allowed are from, way, count, share, loud, pause, title, tags, more, "
       "list, free (did "
       "you mean 'from'?)"},
      {R"({"from": "", "way": "inn"})",
       "f:1:14: 'way' cannot be 'inn', allowed are in, out (did you mean 'in'?)"},
      {R"({"from": "", "way": "zzzzzzz"})", "f:1:14: 'way' cannot be 'zzzzzzz', allowed are in, out"},
      {R"({"from": "", "count": -3})", "f:1:14: 'count' must be a whole number, 0 or more, but is -3"},
      {R"({"from": "", "count": 2.5})", "f:1:14: 'count' must be a whole number, 0 or more, but is 2.5"},
      {R"({"from": "", "share": "2"})", "f:1:14: 'share' must be a number, but is a string"},
      {R"({"from": "", "loud": null})", "f:1:14: 'loud' must be true or false, but is null"},
      {R"({"from": "", "pause": 5})",
       "f:1:14: 'pause' must be a duration like \"4h\" or \"250ms\", but is a number"},
      {R"({"from": "", "pause": "soon"})",
       "f:1:14: 'pause': 'soon' is not a duration: allowed is e.g. +4h, -90s, 250ms, 2d12h"},
      {R"({"from": "", "title": "x"})",
       "f:1:14: 'title' must be an object of two texts, \"en\" and \"zh\", but is a string"},
      {R"({"from": "", "title": {"en": "x"}})", "f:1:14: 'zh' is missing"},
      {R"({"from": "", "tags": ["a", 1]})", "f:1:28: 'tags' holds strings, but this is a number"},
      {R"({"from": "", "more": []})", "f:1:14: 'more' must be an object, but is an array"},
      {R"({"from": "", "list": {}})", "f:1:14: 'list' must be an array, but is an object"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(complaints_about(row.text) == Lines{std::string(row.sentence)});
  }
}

TEST_CASE("all problems of an object are told at once") {
  CHECK(complaints_about("{\"way\": 1,\n \"count\": true}") ==
        Lines{"f:1:2: 'way' must be a string, but is a number",
              "f:2:2: 'count' must be a whole number, 0 or more, but is true", "f:1:1: 'from' is missing"});
}

TEST_CASE("the same rows become JSON Schema") {
  const Value made = schema(fields);
  CHECK(made["additionalProperties"] == false);
  CHECK(made["required"] == Value::array({"from"}));
  CHECK(made["properties"]["from"].dump() == R"({"type":"string","description":"where it begins"})");
  CHECK(made["properties"]["way"].dump() == R"({"enum":["in","out"]})");
  CHECK(made["properties"]["count"]["minimum"] == 0);
  CHECK(made["properties"]["free"].dump() == "{}");
  CHECK(made["properties"].size() == fields.size());
}
