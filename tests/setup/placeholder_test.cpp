#include "setup/placeholder.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "setup/catalogue_of_test.h"

using namespace faultcast;
using namespace faultcast::setup;

namespace {

std::string expanded(std::string_view text) {
  const Setup setup = setup_of(R"({"backend": {"COSKEY_SECRECTID": "AKIDa"},
      "console": {"cos": {"keys": {"AKIDa": {"secret_key": "the ${key}"}}}}})");
  const auto names = [](std::string_view name) {
    return name == "rtmp" ? std::optional<std::string>("rtmp://127.0.0.1:1935") : std::nullopt;
  };
  const auto done = expand(text, setup, names);
  return done ? *done : "error: " + done.error().message;
}

}  // namespace

TEST_CASE("placeholders are replaced from the inside out, and what comes in is left alone") {
  CHECK(expanded("${rtmp}/live/${backend.APP_BIZID}_a") == "rtmp://127.0.0.1:1935/live/8888_a");
  CHECK(expanded("<${console.cos.keys.${backend.COSKEY_SECRECTID}.secret_key}>") == "<the ${key}>");
  CHECK(expanded("${console.live.retries}") == "3");
  CHECK(expanded("$${rtmp} $$ $ } {x} 5$") == "${rtmp} $ $ } {x} 5$");
  CHECK(expanded("") == "");
}

TEST_CASE("a placeholder that means nothing is named") {
  CHECK(expanded("${console.live.bizd}") ==
        "error: unknown placeholder '${console.live.bizd}' (did you mean '${console.live.bizid}'?)");
  CHECK(expanded("${nowhere}") == "error: unknown placeholder '${nowhere}'");
  CHECK(expanded("${console.live.push_key}") == "error: '${console.live.push_key}': this setting is not set");
  CHECK(expanded("a ${rtmp b") == "error: '${rtmp b' has no closing '}'");
  CHECK(expanded("${}") == "error: unknown placeholder '${}'");
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "${";
  CHECK(expanded(deep) == "error: placeholders in each other, more than 8 deep");
}

TEST_CASE("values are expanded in depth, keys too") {
  const Setup setup(test_catalogue());
  const json::Value given = {
      {"${backend.APP_BIZID}_a", {{"n", 5}, {"list", {"${console.live.bizid}", true}}}}};
  const auto done = expand_all(given, setup, {});
  REQUIRE(done);
  CHECK(done->dump() == R"({"8888_a":{"n":5,"list":["8888",true]}})");
  CHECK_FALSE(expand_all(json::Value{"ok", "${none}"}, setup, {}));
}

TEST_CASE("a doubled sign is no placeholder") {
  CHECK(has_placeholder("a${b"));
  CHECK_FALSE(has_placeholder("a$${b}"));
  CHECK(has_placeholder("$$${b}"));
  CHECK_FALSE(has_placeholder("5$"));
}
