#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "words_of_test.h"

using namespace faultcast;
using namespace faultcast::scenario;

namespace {

Scenario scenario_with(std::string_view sides, std::string_view more = {}) {
  json::Problems problems;
  auto all = parse(
      test_words(), "f.json",
      file_with(std::string(sides) + std::string(good_steps) + std::string(good_expect) + std::string(more)),
      problems);
  for (const auto& problem : problems) MESSAGE(problem.str());
  REQUIRE(all.size() == 1);
  return all[0];
}

std::optional<std::string> addresses(std::string_view name) {
  return name == "rtmp" ? std::optional<std::string>("rtmp://127.0.0.1:1935") : std::nullopt;
}

}  // namespace

TEST_CASE("placeholders are expanded against the setup as it was before any change") {
  const auto scenario = scenario_with(R"("wrong_in_app": [{"unset": "client.bucket"}],
    "wrong_in_console": [
      {"set": "console.live.bizid", "to": "1${console.live.bizid}"},
      {"set": "console.live.callback_url", "to": "${console.live.callback_url}/${console.live.bizid}/${rtmp}"},
      {"set": "console.cos.keys.${backend.COSKEY_SECRECTID}", "to": {"secret_key": "${console.live.push_key}"}},
      {"set": "console.live.retries", "to": "${console.live.retries}0"},
      {"set": "console.cos.accelerated", "to": false}],)");
  setup::Setup setup(*test_words().catalogue);
  const auto rules = apply(test_words(), scenario.console, setup, addresses);
  REQUIRE(rules);
  CHECK(rules->empty());
  CHECK(setup.text("console.live.bizid") == "18888");
  CHECK(setup.text("console.live.callback_url") == "${http}/callback/8888/rtmp://127.0.0.1:1935");
  CHECK(setup.text("console.cos.keys.AKIDinvented1.secret_key") == "0123456789abcdef");
  CHECK(setup.number("console.live.retries") == 30);
  CHECK_FALSE(setup.flag("console.cos.accelerated"));
  REQUIRE(apply(test_words(), scenario.app, setup, addresses));
  CHECK_FALSE(setup.has("client.bucket"));
}

TEST_CASE("a forced verdict comes back as a rule for the exchanges that the code is for") {
  const auto scenario = scenario_with(R"("wrong_in_app": [{"unset": "client.bucket"}],
    "wrong_in_console": [{"answer": "live:account_stopped"},
      {"answer": "cos:sign_wrong", "on": {"match": {"bucket": "${client.bucket}*"}}}],)");
  setup::Setup setup(*test_words().catalogue);
  const setup::Setup before = setup;
  const auto rules = apply(test_words(), scenario.console, setup, {});
  REQUIRE(rules);
  CHECK(setup == before);
  REQUIRE(rules->size() == 2);
  CHECK((*rules)[0].id == "forced:live:account_stopped");
  CHECK((*rules)[0].on == fault::On{"live", "connect", {}});
  CHECK(std::get<fault::AnswerCode>((*rules)[0].effects.at(0)).code == "live:account_stopped");
  CHECK((*rules)[1].on == fault::On{"cos", "upload", {{"bucket", "covers*"}}});
}

TEST_CASE("a change that cannot be made is told, and none of them is made") {
  const auto scenario = scenario_with(R"("wrong_in_app": [
      {"set": "backend.APP_BIZID", "to": "1"}, {"set": "client.bucket", "to": "${rtmp}"},
      {"unset": "backend.PUSH_URL_KEY"}, {"unset": "backend.PUSH_URL_KEY"}],
    "wrong_in_console": [{"set": "console.cos.keys.${http}.secret_key", "to": "1"}],)");
  setup::Setup setup(*test_words().catalogue);
  const setup::Setup before = setup;
  const auto twice = apply(test_words(), scenario.app, setup, addresses);
  REQUIRE_FALSE(twice);
  CHECK(twice.error().message == "unset backend.PUSH_URL_KEY: nothing is set at 'backend.PUSH_URL_KEY'");
  const auto nameless = apply(test_words(), scenario.app, setup, {});
  REQUIRE_FALSE(nameless);
  CHECK(nameless.error().message == "set client.bucket: unknown placeholder '${rtmp}'");
  CHECK_FALSE(apply(test_words(), scenario.console, setup, addresses));
  CHECK(setup == before);
}

TEST_CASE("the rules of a scenario follow the setup they are played on") {
  const auto scenario = scenario_with(
      good_sides,
      R"("faults": [{"id": "f", "on": {"match": {"stream": "${console.live.bizid}_*"}}, "do": {"reset": {}}}],)");
  setup::Setup setup(*test_words().catalogue);
  REQUIRE(setup.set("console.live.bizid", "77"));
  const auto rules = expand(scenario.faults, setup, {});
  REQUIRE(rules);
  CHECK((*rules)[0].on.match[0].second == "77_*");
  REQUIRE(setup.unset("console.live.bizid"));
  CHECK(expand(scenario.faults, setup, {}).error().message ==
        "fault f: stream: '${console.live.bizid}': this setting is not set");
}

TEST_CASE("literal wrong values are made anew in their shape; what follows the setup, and choices, stay") {
  const auto scenario = scenario_with(R"("wrong_in_app": [
      {"set": "backend.APP_BIZID", "to": "999"}, {"set": "backend.PUSH_URL_KEY", "to": "${console.live.push_key}x"},
      {"set": "client.bucket", "to": ""}, {"set": "client.cos_sdk", "to": "v3"}],
    "wrong_in_console": [
      {"set": "console.live.bizid", "to": 999}, {"set": "console.live.retries", "to": 5},
      {"set": "console.live.callback_url", "to": "http://fixed"},
      {"set": "console.cos.keys.${backend.COSKEY_SECRECTID}", "to": {"secret_key": "fedcba9876543210"}}],)");
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const Scenario other = randomized(test_words(), scenario, random);
    const auto app = [&](std::size_t i) { return *other.app.changes[i].to; };
    const auto console = [&](std::size_t i) { return *other.console.changes[i].to; };
    REQUIRE(app(0).is_string());
    const auto bizid = app(0).get<std::string>();
    CHECK(bizid != "999");
    CHECK(bizid.size() == 3);
    CHECK(bizid.find_first_not_of("0123456789") == std::string::npos);
    REQUIRE(console(0).is_number());
    CHECK(console(0).dump() == bizid);
    CHECK(app(1) == "${console.live.push_key}x");
    CHECK(app(2) == "");
    CHECK(app(3) == "v3");
    CHECK(console(1) == 5);
    CHECK(console(2) == "http://fixed");
    const auto key = console(3)["secret_key"].get<std::string>();
    CHECK(key != "fedcba9876543210");
    CHECK(key.size() == 16);
    seen.insert(bizid);
  }
  CHECK(seen.size() > 50);
  CHECK(*scenario.app.changes[0].to == "999");
}

TEST_CASE("no wrong value made anew is the right one by chance") {
  const auto scenario = scenario_with(R"("wrong_in_app": [{"set": "backend.APP_BIZID", "to": "9"}],
    "wrong_in_console": [{"set": "console.live.bizid", "to": "9"}],)");
  setup::Setup setup(*test_words().catalogue);
  REQUIRE(setup.set("backend.APP_BIZID", "4"));
  REQUIRE(setup.set("console.live.bizid", "7"));
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    const auto made = *randomized(test_words(), scenario, random, &setup).app.changes[0].to;
    CHECK(made != "9");
    CHECK(made != "4");
    CHECK(made != "7");
  }
}

TEST_CASE("the schema says what the readers take") {
  const json::Value made = schema(test_words());
  CHECK(made["$schema"] == "http://json-schema.org/draft-07/schema#");
  CHECK(made["additionalProperties"] == false);
  CHECK(made["required"].dump() == R"(["title"])");
  const auto& definitions = made["definitions"];
  CHECK(definitions["texts"]["required"].dump() == R"(["en","zh"])");
  REQUIRE(definitions["step"]["anyOf"].size() == 4);
  CHECK(definitions["step"]["anyOf"][0]["required"].dump() == R"(["push"])");
  CHECK(definitions["step"]["anyOf"][0]["properties"]["push"]["anyOf"][0]["properties"]["wrong"]["enum"]
            .dump() == R"(["twice","no_query"])");
  CHECK(definitions["fault"]["properties"]["do"]["properties"].size() == fault::kinds().size());
  CHECK(definitions["change_of_app"]["anyOf"].size() == 2);
  CHECK(definitions["change_of_console"]["anyOf"].size() == 3);
  CHECK(definitions["change_of_console"]["anyOf"][2]["properties"]["answer"]["enum"].dump() ==
        R"(["live:ok","live:txsecret_wrong","live:account_stopped","cos:ok","cos:sign_wrong"])");
  CHECK(definitions["change_of_app"]["anyOf"][0]["properties"]["set"]["pattern"] == "^(backend|client)\\.");
  CHECK(definitions["change_of_app"]["anyOf"][0]["properties"]["set"]["examples"].dump().find("console.") ==
        std::string::npos);
  REQUIRE(definitions["seen"]["anyOf"].size() == 5);
  CHECK(definitions["seen"]["anyOf"][1]["properties"]["wire"].dump() == R"({"const":"cos.upload"})");
  CHECK(definitions["seen"]["anyOf"][1]["properties"]["code"]["$ref"] == "#/definitions/codes_of_cos");
  CHECK(definitions["codes_of_cos"]["anyOf"][0]["enum"].dump() == R"(["ok","sign_wrong"])");
  // every reference leads somewhere
  const std::string text = made.dump();
  constexpr std::string_view mark = "#/definitions/";
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const auto begin = at + mark.size();
    CHECK(definitions.contains(text.substr(begin, text.find('"', begin) - begin)));
  }
}
