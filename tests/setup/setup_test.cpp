#include "setup/setup.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "setup/catalogue_of_test.h"

using namespace faultcast;
using namespace faultcast::setup;
using json::Value;

TEST_CASE("a new setup has every fallback, in the order of the catalogue") {
  const Setup setup(test_catalogue());
  CHECK(
      setup.value().dump() ==
      R"({"console":{"live":{"bizid":"8888","retries":3,"check":"strict"}},"backend":{"APP_BIZID":"8888","DB":{"PORT":3306}}})");
  CHECK(setup.text("console.live.bizid") == "8888");
  CHECK(setup.number("console.live.retries") == 3);
  CHECK(setup.text("console.live.retries") == "3");
  CHECK(setup.text("console.live.push_key").empty());
  CHECK_FALSE(setup.flag("console.live.streams.a.banned"));
  CHECK_FALSE(setup.has("console.live.push_key"));
  CHECK_FALSE(setup.shown("console.live.push_key"));
  CHECK_FALSE(setup.shown("console.none"));
}

TEST_CASE("what is set later stands where the catalogue has it") {
  Setup setup(test_catalogue());
  REQUIRE(setup.set("client.server", "s.example.com"));
  REQUIRE(setup.set("console.live.callback_url", "u"));
  REQUIRE(setup.set("console.live.push_key", "k"));
  CHECK(setup.value()["console"]["live"].dump() ==
        R"({"bizid":"8888","push_key":"k","callback_url":"u","retries":3,"check":"strict"})");
}

TEST_CASE("a key of the user's choice comes with the fallbacks below it and goes with all of them") {
  Setup setup(test_catalogue());
  REQUIRE(setup.set("console.live.streams.b.note", "hello"));
  REQUIRE(setup.set("console.live.streams.a", Value::object()));
  CHECK(setup.value()["console"]["live"]["streams"].dump() ==
        R"({"b":{"banned":false,"note":"hello"},"a":{"banned":false}})");
  CHECK(setup.keys("console.live.streams") == std::vector<std::string>{"b", "a"});
  CHECK(setup.keys("console.live").empty());
  REQUIRE(setup.unset("console.live.streams.b"));
  CHECK(setup.keys("console.live.streams") == std::vector<std::string>{"a"});
  REQUIRE(setup.unset("console.live.streams.a"));
  CHECK_FALSE(setup.has("console.live.streams"));
  CHECK(setup == Setup(test_catalogue()));
}

TEST_CASE("a chosen key that is set with an object is made anew") {
  Setup setup(test_catalogue());
  REQUIRE(setup.set("console.live.streams.a", Value{{"banned", true}, {"note", "old"}}));
  REQUIRE(setup.set("console.live.streams.a", Value{{"note", "new"}}));
  CHECK(setup.value()["console"]["live"]["streams"]["a"].dump() == R"({"banned":false,"note":"new"})");
  REQUIRE(setup.set("console.live", Value{{"retries", 9}}));
  CHECK(setup.number("console.live.retries") == 9);
  CHECK(setup.text("console.live.bizid") == "8888");
}

TEST_CASE("a value of the wrong kind is refused with what is allowed, and nothing changes") {
  struct Row {
    std::string_view path;
    Value to;
    std::string_view sentence;
  };
  const Row rows[] = {
      {"console.live.push_key", 5, "'console.live.push_key' must be a string, but is a number"},
      {"console.live.push_key", "\xff", "'console.live.push_key' is not valid UTF-8"},
      {"console.live.bizid", -5,
       "'console.live.bizid' must be digits, as a string or number, but is a number"},
      {"console.live.retries", "3", "'console.live.retries' must be a number, but is a string"},
      {"console.live.streams.a.banned", "true",
       "'console.live.streams.a.banned' must be true or false, but is a string"},
      {"console.live.check", "lux",
       "'console.live.check' cannot be 'lux', allowed are strict, lax (did you mean 'lax'?)"},
      {"console.live.check", 1, "'console.live.check' must be a string, one of strict, lax, but is a number"},
      {"console.live.bizid", Value::object(), "'console.live.bizid' is one setting, but is given an object"},
      {"console.live", 1,
       "'console.live' is a group of settings, below it: bizid, push_key, domain, callback_url, "
       "retries, check, streams"},
      {"console.live.streams.a", Value{{"note", "n"}, {"baned", true}},
       "unknown setting 'console.live.streams.a.baned' (did you mean 'console.live.streams.a.banned'?)"},
      {"console.cos.keys", Value{{"a.b", Value::object()}},
       "'a.b' cannot be a key of a setting, which has letters, digits, '_' and '-' only"},
      {"console.life", 1, "unknown setting 'console.life'"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.path);
    Setup setup(test_catalogue());
    const auto done = setup.set(row.path, row.to);
    REQUIRE_FALSE(done);
    CHECK(done.error().message == row.sentence);
    CHECK(setup == Setup(test_catalogue()));
  }
}

TEST_CASE("digits may be written as a number and are kept as text") {
  Setup setup(test_catalogue());
  REQUIRE(setup.set("backend.APP_BIZID", 1234));
  CHECK(setup.value()["backend"]["APP_BIZID"] == "1234");
}

TEST_CASE("a value given as text is read as its setting's kind") {
  Setup setup(test_catalogue());
  REQUIRE(setup.set_text("console.live.retries", "12"));
  REQUIRE(setup.set_text("console.live.streams.a.banned", "true"));
  REQUIRE(setup.set_text("console.live.bizid", "99"));
  REQUIRE(setup.set_text("backend.DB.PORT", "0.5"));
  CHECK(setup.value()["console"]["live"]["retries"] == 12);
  CHECK(setup.value()["console"]["live"]["bizid"] == "99");
  CHECK(setup.flag("console.live.streams.a.banned"));
  CHECK(setup.text("backend.DB.PORT") == "0.5");
  CHECK(setup.set_text("console.live.retries", "x").error().message ==
        "'console.live.retries' must be a number, but is 'x'");
  CHECK_FALSE(setup.set_text("console.live.retries", "inf"));
  CHECK(setup.set_text("console.live.streams.a.banned", "yes").error().message ==
        "'console.live.streams.a.banned' must be true or false, but is 'yes'");
  CHECK_FALSE(setup.set_text("console.live", "x"));
}

TEST_CASE("an alias reads and writes the same setting") {
  Setup setup(test_catalogue());
  REQUIRE(setup.set("client.COS_BUCKET", "b"));
  CHECK(setup.text("client.kTCCOSBucket") == "b");
  CHECK(setup.shown("client.COS_BUCKET") == "b");
  REQUIRE(setup.unset("client.COS_BUCKET"));
  CHECK_FALSE(setup.has("client.kTCCOSBucket"));
}

TEST_CASE("unsetting what is not there, or is no setting, says so") {
  Setup setup(test_catalogue());
  CHECK(setup.unset("client.stream").error().message == "nothing is set at 'client.stream'");
  CHECK(setup.unset("client.strem").error().message ==
        "unknown setting 'client.strem' (did you mean 'client.stream'?)");
  REQUIRE(setup.unset("backend.DB.PORT"));
  CHECK_FALSE(setup.has("backend.DB"));
}

TEST_CASE("a copy is a value of its own") {
  Setup one(test_catalogue());
  Setup two = one;
  REQUIRE(two.set("client.stream", "s"));
  CHECK(one.text("client.stream").empty());
  CHECK_FALSE(one == two);
  one = two;
  CHECK(one == two);
}

TEST_CASE("secrets are masked to two characters at both ends, short ones wholly") {
  CHECK(masked("") == "");
  CHECK(masked("1234567") == "…");
  CHECK(masked("12345678") == "12…78");
  CHECK(masked("推流密钥推流密码") == "推流…密码");
  Setup setup(test_catalogue());
  REQUIRE(setup.set("console.live.push_key", "abcdefghijkl"));
  REQUIRE(setup.set("console.cos.keys.AKIDx.secret_key", "short"));
  CHECK(setup.masked()["console"]["live"]["push_key"] == "ab…kl");
  CHECK(setup.masked()["console"]["cos"]["keys"]["AKIDx"]["secret_key"] == "…");
  CHECK(setup.masked()["console"]["live"]["bizid"] == "8888");
  CHECK(setup.masked().dump().find("abcdefghijkl") == std::string::npos);
}

TEST_CASE("the schema of setup files allows what the catalogue has and nothing else") {
  const Value made = schema(test_catalogue());
  const auto& live = made["properties"]["console"]["properties"]["live"];
  CHECK(live["additionalProperties"] == false);
  CHECK(live["properties"]["check"]["enum"] == Value::array({"strict", "lax"}));
  CHECK(live["properties"]["streams"]["additionalProperties"]["properties"]["banned"]["type"] == "boolean");
  CHECK(made["properties"]["backend"]["properties"]["APP_BIZID"]["description"] == "the business id");
  CHECK(made["properties"]["client"]["properties"].contains("COS_BUCKET"));
}
