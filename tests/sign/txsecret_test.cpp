#include "sign/txsecret.h"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

using faultcast::sign::txsecret;

TEST_CASE("all vectors: made by an independent computation") {
  std::ifstream file(FAULTCAST_SOURCE_DIR "/fixtures/vectors/txsecret.json");
  const auto vectors = nlohmann::json::parse(file);
  REQUIRE(vectors.at("cases").size() == 100);
  for (const auto& one : vectors.at("cases")) {
    const std::string key = one.at("push_key"), stream = one.at("stream_id"), time = one.at("tx_time");
    CHECK(txsecret(key, stream, time) == one.at("tx_secret"));
    CHECK(txsecret(key + " ", stream, time) != one.at("tx_secret"));
  }
}

TEST_CASE("the text of txTime counts, not its number") {
  const char* key = "mockpushkey0123456789abcdefabcd0";
  CHECK(txsecret(key, "8888_anchor01", "58a1fbf0") == "b266ceffb8ed6c1cc04e616aa37a856f");
  CHECK(txsecret(key, "8888_anchor01", "58A1FBF0") == "8f969e5c6087b777c3cbb910f020ad54");
}
