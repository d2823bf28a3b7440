#include <doctest/doctest.h>

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "base/text.h"
#include "setup/catalogue_of_test.h"

using namespace faultcast;
using namespace faultcast::setup;

namespace {

constexpr std::string_view demo = R"({
  "console": {
    "live": {"bizid": "8888", "push_key": "f00dcafe0123456789abcdef01234567", "domain": "8888.push.example.com",
             "callback_url": "http://media-one.example.com/cb/8888", "streams": {"8888_anchor01": {}, "lobby": {}}},
    "cos": {"keys": {"AKIDs0meInventedId": {"secret_key": "Zq7TyB2"}}},
    "db": {"schema": {"live": "text", "live_data": "text"}}
  },
  "backend": {"APP_BIZID": "8888", "COSKEY_SECRECTID": "AKIDs0meInventedId", "DB": {"DBNAME": "live"}},
  "client": {"kTCCOSBucket": "", "sdkappid": 1400000001, "stream": "8888_anchor01",
             "server": "http://media-one.example.com"}
})";

bool all_in(std::string_view text, std::string_view alphabet) {
  return text.find_first_not_of(alphabet) == std::string_view::npos;
}

}  // namespace

TEST_CASE("in randomized setups all that agreed still agrees, and every name is another") {
  const Setup before = setup_of(demo);
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const Setup after = before.randomized(random);
    const std::string bizid = after.text("console.live.bizid"), id = after.text("backend.COSKEY_SECRECTID"),
                      name = after.text("backend.DB.DBNAME"), server = after.text("client.server");
    CHECK(bizid != "8888");
    CHECK(bizid.size() == 4);
    CHECK(bizid[0] != '0');
    CHECK(all_in(bizid, "0123456789"));
    CHECK(after.text("backend.APP_BIZID") == bizid);
    CHECK(after.text("console.live.domain") == bizid + ".push.example.com");
    CHECK(after.text("client.stream") == bizid + "_anchor01");
    CHECK(after.keys("console.live.streams") == std::vector<std::string>{bizid + "_anchor01", "lobby"});
    CHECK(id != "AKIDs0meInventedId");
    CHECK(after.keys("console.cos.keys") == std::vector<std::string>{id});
    CHECK(name != "live");
    CHECK(after.keys("console.db.schema") == std::vector<std::string>{name, "live_data"});
    CHECK(server != "http://media-one.example.com");
    CHECK(server.ends_with(".example.com"));
    CHECK(after.text("console.live.callback_url") == fmt::format("{}/cb/{}", server, bizid));
    const std::string key = after.text("console.live.push_key");
    CHECK(key != before.text("console.live.push_key"));
    CHECK(key.size() == 32);
    CHECK(all_in(key, "0123456789abcdef"));
    CHECK(after.text(fmt::format("console.cos.keys.{}.secret_key", id)) != "Zq7TyB2");
    CHECK(after.value()["client"]["sdkappid"].is_number_unsigned());
    CHECK(after.text("client.sdkappid") != "1400000001");
    CHECK(after.text("client.kTCCOSBucket").empty());
    CHECK(after.number("backend.DB.PORT") == 3306);
    CHECK(after.text("console.live.check") == "strict");
  }
}

TEST_CASE("different values stay different even where there is hardly room for that") {
  Catalogue all;
  std::vector<std::string> paths;
  paths.reserve(12);
  for (int i = 0; i < 12; ++i) paths.push_back("a.v" + std::to_string(i));
  for (const auto& path : paths)
    all.add({{.path = path, .kind = Setting::Kind::text, .fallback = {}, .shape = Shape::digits}});
  Setup before(all);
  for (std::size_t i = 0; i < paths.size(); ++i) REQUIRE(before.set(paths[i], std::to_string(i)));
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    const Setup after = before.randomized(random);
    std::set<std::string> seen;
    for (const auto& path : paths) {
      CHECK(after.text(path) != before.text(path));
      seen.insert(after.text(path));
    }
    CHECK(seen.size() == paths.size());
  }
}

TEST_CASE("the same seed gives the same names, another seed others") {
  const Setup setup = setup_of(demo);
  Random one(7), two(7), three(8);
  const Setup first = setup.randomized(one);
  CHECK(first == setup.randomized(two));
  CHECK_FALSE(first == setup.randomized(three));
}

TEST_CASE("placeholders, addresses in digits and localhost keep their names") {
  for (const std::string_view server : {"${http}", "http://10.255.255.1:80", "localhost", "[::1]:8080"}) {
    Setup setup(test_catalogue());
    REQUIRE(setup.set("client.server", std::string(server)));
    Random random(1);
    CHECK(setup.randomized(random).text("client.server") == server);
  }
}

TEST_CASE("a random value has the shape of the given one and is another") {
  struct Row {
    std::string_view like;
    Shape shape;
    std::string_view alphabet;
  };
  const Row rows[] = {
      {"1", Shape::digits, "123456789"},
      {"0123456789", Shape::digits, "0123456789"},
      {"0123456789abcdef", Shape::key, "0123456789abcdef"},
      {"0123456789ABCDEF", Shape::key, "0123456789ABCDEF"},
      {"facade", Shape::word, "abcdefghijklmnopqrstuvwxyz"},
      {"Name", Shape::word, "abcdefghijklmnopqrstuvwxyz"},
      {"ABC", Shape::key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
  };
  for (const auto& row : rows)
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      CAPTURE(row.like);
      Random random(seed);
      const std::string made = random_like(row.like, row.shape, random);
      CHECK(made != row.like);
      CHECK(made.size() == row.like.size());
      CHECK(all_in(made, row.alphabet));
      if (row.shape == Shape::digits) CHECK(made[0] != '0');
    }
  Random random(3);
  CHECK(random_like("", Shape::key, random).empty());
  CHECK(random_like("---", Shape::word, random).size() == 4);
  CHECK(random_like("a-key-that-was-rotated", Shape::key, random).find('-') == 1);
}
