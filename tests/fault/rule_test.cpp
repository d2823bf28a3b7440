#include "fault/rule.h"

#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "fault/faults.h"

using namespace faultcast;
using namespace faultcast::fault;

namespace {

struct Fields {
  std::map<std::string, std::string, std::less<>> held;
  const std::string* operator()(std::string_view name) const {
    const auto at = held.find(name);
    return at == held.end() ? nullptr : &at->second;
  }
};

std::vector<bool> applied_to(const When& when, int exchanges) {
  Faults faults(1);
  faults.set({{"r", {"live", "publish", {}}, when, {Effect(CloseBeforeAnswer{})}}});
  std::vector<bool> out;
  out.reserve(static_cast<std::size_t>(exchanges));
  for (int i = 0; i < exchanges; ++i)
    out.push_back(!faults.take("live", "publish", Fields{}).effects.empty());
  return out;
}

}  // namespace

TEST_CASE("patterns: '*' stands for any run of characters") {
  CHECK(matches_pattern("8888_anchor01", "*_anchor01"));
  CHECK(matches_pattern("8888_anchor01", "8888_*"));
  CHECK(matches_pattern("", "*"));
  CHECK(matches_pattern("aXbXc", "a*b*c"));
  CHECK_FALSE(matches_pattern("8888_anchor01", "anchor01"));
  CHECK_FALSE(matches_pattern("ab", "a*c"));
  CHECK_FALSE(matches_pattern("", "a"));
}

TEST_CASE("when: after, times") {
  CHECK(applied_to({0, 0, 1}, 3) == std::vector<bool>{true, true, true});
  CHECK(applied_to({1, 0, 1}, 3) == std::vector<bool>{false, true, true});
  CHECK(applied_to({0, 2, 1}, 4) == std::vector<bool>{true, true, false, false});
  CHECK(applied_to({1, 1, 1}, 4) == std::vector<bool>{false, true, false, false});
}

TEST_CASE("when: one in n, by the seed") {
  const auto some = applied_to({0, 0, 4}, 400);
  const auto hits = std::count(some.begin(), some.end(), true);
  CHECK(hits > 60);
  CHECK(hits < 140);
  CHECK(applied_to({0, 0, 4}, 400) == some);
}

TEST_CASE("a rule applies where service, op and fields match, and says who it is") {
  Faults faults(1);
  faults.set(
      {{"one", {"live", "publish", {{"stream", "*_a"}}}, {}, {Effect(Reset{}), Effect(AnswerCode{"live:x"})}},
       {"two", {"", "", {}}, {}, {Effect(CloseBeforeAnswer{})}}});
  const auto both = faults.take("live", "publish", Fields{{{"stream", "1_a"}}});
  CHECK(both.rules() == std::vector<std::string>{"one", "two"});
  CHECK(both.find<AnswerCode>().first->code == "live:x");
  CHECK(*both.find<AnswerCode>().second == "one");
  CHECK(faults.take("live", "publish", Fields{{{"stream", "1_b"}}}).rules() ==
        std::vector<std::string>{"two"});
  CHECK(faults.take("live", "publish", Fields{}).rules() == std::vector<std::string>{"two"});
  CHECK(faults.take("cos_v4", "upload", Fields{}).find<AnswerCode>().first == nullptr);
}

TEST_CASE("every effect can be made from its row, and refuses what it cannot do") {
  const std::map<std::string, const char*> examples = {
      {"delay", R"({"time": "250ms"})"},
      {"bandwidth", R"({"bytes_per_second": 500, "way": "in"})"},
      {"slice", R"({"bytes": 1})"},
      {"stall", R"({})"},
      {"cut_after", R"({"bytes": 20000})"},
      {"reset", R"({"after_bytes": 7, "way": "out"})"},
      {"close_before_answer", R"({})"},
      {"refuse_accept", R"({"how": "filtered"})"},
      {"answer_code", R"({"code": "live:txsecret_wrong"})"},
      {"rewrite_field", R"({"name": "description", "to": "x"})"}};
  CHECK(examples.size() == kinds().size());
  for (const auto& row : kinds()) {
    REQUIRE(examples.contains(std::string(row.name)));
    const auto effect = row.make(json::Value::parse(examples.at(std::string(row.name))));
    REQUIRE(effect);
    CHECK(name_of(*effect) == row.name);
    CHECK(kind(row.name) == &row);
  }
  CHECK(std::get<Bandwidth>(*kind("bandwidth")->make(json::Value::parse(examples.at("bandwidth")))).way ==
        Way::in);
  CHECK(std::get<RefuseAccept>(*kind("refuse_accept")->make(json::Value::parse(examples.at("refuse_accept"))))
            .filtered);
  CHECK_FALSE(kind("bandwidth")->make(json::Value::parse(R"({"bytes_per_second": 0})")));
  CHECK_FALSE(kind("slice")->make(json::Value::parse(R"({"bytes": 0})")));
  CHECK_FALSE(kind("delay")->make(json::Value::parse(R"({"time": "soon"})")));
  CHECK(kind("nothing") == nullptr);
}
