#include <doctest/doctest.h>

#include <stdexcept>

#include "setup/catalogue_of_test.h"

using namespace faultcast::setup;

TEST_CASE("a path finds its row, through stars and aliases") {
  const auto& all = test_catalogue();
  REQUIRE(all.find("console.live.streams.8888_a.banned"));
  CHECK(all.find("console.live.streams.8888_a.banned")->path == "console.live.streams.*.banned");
  REQUIRE(all.find("client.COS_BUCKET"));
  CHECK(all.find("client.COS_BUCKET")->path == "client.kTCCOSBucket");
  CHECK(all.canonical("client.COS_BUCKET") == "client.kTCCOSBucket");
  CHECK(all.canonical("client.none") == "client.none");
  CHECK(all.find("console.live") == nullptr);
  CHECK(all.find("console.live.streams.a b.banned") == nullptr);
  CHECK(all.find("console.live.bizid.") == nullptr);
}

TEST_CASE("an alias with a star keeps the user's key") {
  Catalogue all;
  all.add({{.path = "a.buckets.*.region",
            .kind = Setting::Kind::text,
            .fallback = {},
            .aliases = {"old.*.place"}}});
  CHECK(all.canonical("old.mine.place") == "a.buckets.mine.region");
}

TEST_CASE("a fixed name beside a star goes first") {
  Catalogue all;
  all.add({{.path = "k.*.x", .kind = Setting::Kind::text, .fallback = {}},
           {.path = "k.main.x", .kind = Setting::Kind::number, .fallback = {}}});
  CHECK(all.find("k.main.x")->kind == Setting::Kind::number);
  CHECK(all.find("k.other.x")->kind == Setting::Kind::text);
}

TEST_CASE("a path that is no setting is explained") {
  const auto& all = test_catalogue();
  CHECK(all.unknown_sentence("console.live.bizd") ==
        "unknown setting 'console.live.bizd' (did you mean 'console.live.bizid'?)");
  CHECK(
      all.unknown_sentence("console.live.streams.mine.baned") ==
      "unknown setting 'console.live.streams.mine.baned' (did you mean 'console.live.streams.mine.banned'?)");
  CHECK(all.unknown_sentence("zzz") == "unknown setting 'zzz'");
  CHECK(all.unknown_sentence("console.live.bizid.x") ==
        "'console.live.bizid' is one setting, there is nothing below it like 'console.live.bizid.x'");
  CHECK(all.unknown_sentence("client") ==
        "'client' is a group of settings, below it: kTCCOSBucket, sdkappid, stream, server");
  CHECK(all.unknown_sentence("console.cos.keys") ==
        "'console.cos.keys' is a group of settings, below it: a key of your choice");
  CHECK(all.unknown_sentence("console.cos.keys.a b.secret_key") ==
        "'a b' cannot be a key of a setting, which has letters, digits, '_' and '-' only");
}
