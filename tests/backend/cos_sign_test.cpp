// The signatures of the stock backend against the vectors V1, V3, V4 and V6 of the COS v4 reference, 7, which
// the official PHP signer made. Those have a random number of their own, which is put in place of ours.
#include "backend/cos_sign.h"

#include <doctest/doctest.h>

#include <set>

#include "backend/settings.h"
#include "sign/cos.h"

using namespace faultcast;

namespace {

constexpr const char* secret = "harnessDemoSecretKey000000000000";
constexpr Millis signed_at = 1480000000999;

setup::Setup demo_backend() {
  static const setup::Catalogue catalogue = [] {
    setup::Catalogue built;
    built.add(backend::settings());
    return built;
  }();
  setup::Setup setup(catalogue);
  for (const auto& [name, value] : {std::pair{"COSKEY_APPID", "1250000001"},
                                    {"COSKEY_BUCKET", "harness"},
                                    {"COSKEY_SECRECTID", "AKIDharnessdemo00000000000000000000"},
                                    {"COSKEY_SECRECTKEY", secret},
                                    {"COSKEY_EXPIRED_TIME", "180"}})
    REQUIRE(setup.set_text(std::string("backend.") + name, value).has_value());
  return setup;
}

std::string random_of(const backend::CosSign& made) {
  std::string why;
  const auto read = sign::parse_cos_signature(made.sign, why);
  REQUIRE(read);
  CHECK(read->plain == made.plain);
  CHECK(sign::fits(*read, secret));
  return read->fields.random;
}

/// The same signature with the vector's random number.
std::string as_vector(const backend::CosSign& made) {
  return sign::cos_sign(secret, replace_all(made.plain, "&r=" + random_of(made) + "&", "&r=1234567890&"));
}

}  // namespace

TEST_CASE("V1: multi-use, bound to nothing") {
  Random random(1);
  CHECK(
      as_vector(backend::make_cos_sign(demo_backend(), signed_at, random)) ==
      "Ba/"
      "uhSYDbBIdm16WRdoQAkfB2W5hPTEyNTAwMDAwMDEmYj1oYXJuZXNzJms9QUtJRGhhcm5lc3NkZW1vMDAwMDAwMDAwMDAwMDAwMDAw"
      "MDAmZT0xNDgwMDAwMTgwJnQ9MTQ4MDAwMDAwMCZyPTEyMzQ1Njc4OTAmZj0=");
}

TEST_CASE("V3, V4, V6: one use, of a file, of one whose name is encoded, of a folder") {
  Random random(1);
  const auto once = [&](const char* path) {
    return as_vector(backend::make_cos_sign_once(demo_backend(), path, signed_at, random));
  };
  const std::string front =
      "hPTEyNTAwMDAwMDEmYj1oYXJuZXNzJms9QUtJRGhhcm5lc3NkZW1vMDAwMDAwMDAwMDAwMDAwMDAwMDAmZT0wJnQ9MTQ4MDAwMDAwM"
      "CZyP"
      "TEyMzQ1Njc4OTAmZj0vMTI1MDAwMDAwMS9oYXJuZXNzL2xpdmUv";
  CHECK(once("/live/cover.png") == "SQ5kXvfDj78jRR2xBRqHP5MKS51" + front + "Y292ZXIucG5n");
  CHECK(once("/live/头像 1.png") ==
        "4ttzFudlUgQ1v0dCJ51kpZcWsq9" + front + "JUU1JUE0JUI0JUU1JTgzJThGJTIwMS5wbmc=");
  CHECK(once("/live/") == "3yqFosr0T9gwG/n/7J2uZLKqa11" + front);
}

TEST_CASE("the random number is PHP's: another one each time, of 31 bits; the same seed gives the same") {
  Random random(1), same(1);
  std::set<std::string> seen;
  for (int i = 0; i < 50; ++i) {
    const auto made = backend::make_cos_sign(demo_backend(), signed_at, random);
    CHECK(made.sign == backend::make_cos_sign(demo_backend(), signed_at, same).sign);
    const auto number = parse_unsigned(random_of(made));
    REQUIRE(number);
    CHECK(*number < 1ull << 31);
    seen.insert(random_of(made));
  }
  CHECK(seen.size() > 45);
}

TEST_CASE("every setting is in the signature, and so is the backend's own clock") {
  struct Row {
    const char *name, *value, *part;
  };
  for (const Row& row : {Row{"COSKEY_APPID", "1250000002", "a=1250000002&b=harness&"},
                         {"COSKEY_BUCKET", "other", "&b=other&k="},
                         {"COSKEY_SECRECTID", "AKIDother", "&k=AKIDother&e="},
                         {"COSKEY_EXPIRED_TIME", "30", "&e=1480000030&t=1480000000&r="},
                         {"COSKEY_EXPIRED_TIME", "-5", "&e=1479999995&t=1480000000&r="},
                         {"clock_ahead_s", "-28800", "&e=1479971380&t=1479971200&r="}}) {
    setup::Setup setup = demo_backend();
    REQUIRE(setup.set_text(std::string("backend.") + row.name, row.value).has_value());
    Random random(1);
    const std::string plain = backend::make_cos_sign(setup, signed_at, random).plain;
    CHECK_MESSAGE(plain.find(row.part) != std::string::npos, plain);
    CHECK(plain.ends_with("&f="));
  }
  setup::Setup setup = demo_backend();
  REQUIRE(setup.set_text("backend.COSKEY_SECRECTKEY", "other").has_value());
  Random random(1);
  std::string why;
  const auto made = sign::parse_cos_signature(backend::make_cos_sign(setup, signed_at, random).sign, why);
  REQUIRE(made);
  CHECK(sign::fits(*made, "other"));
  CHECK_FALSE(sign::fits(*made, secret));
}
