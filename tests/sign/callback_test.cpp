#include "sign/callback.h"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

using faultcast::sign::callback_sign;

TEST_CASE("all vectors: made by an independent computation") {
  std::ifstream file(FAULTCAST_SOURCE_DIR "/fixtures/vectors/callback_sign.json");
  const auto vectors = nlohmann::json::parse(file);
  REQUIRE(vectors.at("cases").size() == 60);
  for (const auto& one : vectors.at("cases")) {
    const std::string key = one.at("api_key");
    const std::int64_t t = one.at("t");
    CHECK(callback_sign(key, t) == one.at("sign"));
    CHECK(callback_sign(key, std::to_string(t)) == one.at("sign"));
    CHECK(callback_sign(key, t + 1) != one.at("sign"));
    CHECK(callback_sign(key + "\n", t) != one.at("sign"));
  }
}

TEST_CASE("an account without a key signs the time alone") {
  CHECK(callback_sign("", 1487000600) == "8d0947657b2139ba48bf7e73cd1d9514");
}
