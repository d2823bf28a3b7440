#include "sign/cos.h"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/encode.h"

using namespace faultcast;
using namespace faultcast::sign;

namespace {

struct Vector {
  std::string key, plain, digest, sign;
};

void check(const Vector& one) {
  CAPTURE(one.plain);
  CHECK(cos_sign(one.key, one.plain) == one.sign);
  std::string why;
  const auto parsed = parse_cos_signature(one.sign, why);
  REQUIRE(parsed);
  CHECK(why.empty());
  CHECK(parsed->plain == one.plain);
  if (!one.digest.empty()) CHECK(hex(parsed->digest) == one.digest);
  CHECK(fits(*parsed, one.key));
  CHECK_FALSE(fits(*parsed, one.key + " "));
  const CosOrder order =
      one.plain.find("&b=") < one.plain.find("&k=") ? CosOrder::abketrf : CosOrder::aketrfb;
  CHECK(cos_plain(parsed->fields, order) == one.plain);
}

std::string refused(const std::string& text) {
  std::string why;
  CHECK_FALSE(parse_cos_signature(text, why));
  return why;
}

std::string wrapped(const std::string& plain) {
  return base64(as_bytes(std::string(20, 'd') + plain));
}

}  // namespace

TEST_CASE("the 100 vectors of an independent computation, both orders") {
  std::ifstream file(FAULTCAST_SOURCE_DIR "/fixtures/vectors/cos_v4_and_legacy_sign.json");
  const auto vectors = nlohmann::json::parse(file);
  REQUIRE(vectors.at("cases").size() == 100);
  for (const auto& one : vectors.at("cases")) {
    check({one.at("secret_key"), one.at("plain"), "", one.at("sign")});
    std::string why;
    const auto parsed = parse_cos_signature(one.at("sign").get<std::string>(), why);
    REQUIRE(parsed);
    CHECK(parsed->fields.appid == one.at("appid"));
    CHECK(parsed->fields.bucket == one.at("bucket"));
    CHECK(parsed->fields.secret_id == one.at("secret_id"));
    CHECK((parsed->fields.expiry == "0") == (one.at("kind") == "once"));
  }
}

TEST_CASE("COS v4 reference, 7: V1 to V10") {
  const std::string key = "harnessDemoSecretKey000000000000";
  const std::string front = "a=1250000001&b=harness&k=AKIDharnessdemo00000000000000000000";
  const std::string other = "a=1250000001&k=AKIDharnessdemo00000000000000000000";
  const std::string multi = "&e=1480000180&t=1480000000&r=1234567890&f=";
  const std::string once = "&e=0&t=1480000000&r=1234567890&f=";
  const std::string cover = "/1250000001/harness/live/cover.png";
  const Vector rows[] = {
      {key, front + multi, "05afee8526036c121d9b5e9645da100247c1d96e",
       "Ba/"
       "uhSYDbBIdm16WRdoQAkfB2W5hPTEyNTAwMDAwMDEmYj1oYXJuZXNzJms9QUtJRGhhcm5lc3NkZW1vMDAwMDAwMDAwMDAwMDAwMDAw"
       "MDAmZT0xNDgwMDAwMTgwJnQ9MTQ4MDAwMDAwMCZyPTEyMzQ1Njc4OTAmZj0="},
      {key, front + multi + cover, "96ea95bf26d7e760023f83775dfb5f81d18e9387",
       "luqVvybX52ACP4N3XftfgdGOk4dhPTEyNTAwMDAwMDEmYj1oYXJuZXNzJms9QUtJRGhhcm5lc3NkZW1vMDAwMDAwMDAwMDAwMDAwM"
       "DAwMDAmZT0xNDgwMDAwMTgwJnQ9MTQ4MDAwMDAwMCZyPTEyMzQ1Njc4OTAmZj0vMTI1MDAwMDAwMS9oYXJuZXNzL2xpdmUvY292ZX"
       "IucG5n"},
      {key, front + once + cover, "490e645ef7c38fbf23451db1051a873f930a4b9d",
       "SQ5kXvfDj78jRR2xBRqHP5MKS51hPTEyNTAwMDAwMDEmYj1oYXJuZXNzJms9QUtJRGhhcm5lc3NkZW1vMDAwMDAwMDAwMDAwMDAwM"
       "DAwMDAmZT0wJnQ9MTQ4MDAwMDAwMCZyPTEyMzQ1Njc4OTAmZj0vMTI1MDAwMDAwMS9oYXJuZXNzL2xpdmUvY292ZXIucG5n"},
      {key, front + once + "/1250000001/harness/live/%E5%A4%B4%E5%83%8F%201.png",
       "e2db7316e765520435bf4742279d64a59716b2af",
       "4ttzFudlUgQ1v0dCJ51kpZcWsq9hPTEyNTAwMDAwMDEmYj1oYXJuZXNzJms9QUtJRGhhcm5lc3NkZW1vMDAwMDAwMDAwMDAwMDAwM"
       "DAwMDAmZT0wJnQ9MTQ4MDAwMDAwMCZyPTEyMzQ1Njc4OTAmZj0vMTI1MDAwMDAwMS9oYXJuZXNzL2xpdmUvJUU1JUE0JUI0JUU1JT"
       "gzJThGJTIwMS5wbmc="},
      {key, front + multi + "/live/cover.png", "6848e2fc57bb534626c21d30753f846c22d427a3",
       "aEji/"
       "Fe7U0Ymwh0wdT+"
       "EbCLUJ6NhPTEyNTAwMDAwMDEmYj1oYXJuZXNzJms9QUtJRGhhcm5lc3NkZW1vMDAwMDAwMDAwMDAwMDAwMDAwMDAmZT0xNDgwMDAw"
       "MTgwJnQ9MTQ4MDAwMDAwMCZyPTEyMzQ1Njc4OTAmZj0vbGl2ZS9jb3Zlci5wbmc="},
      {key, front + once + "/1250000001/harness/live/", "df2a85a2caf44fd8301bf9ffec9dae64b2aa6b5d",
       "3yqFosr0T9gwG/n/"
       "7J2uZLKqa11hPTEyNTAwMDAwMDEmYj1oYXJuZXNzJms9QUtJRGhhcm5lc3NkZW1vMDAwMDAwMDAwMDAwMDAwMDAwMDAmZT0wJnQ9M"
       "TQ4MDAwMDAwMCZyPTEyMzQ1Njc4OTAmZj0vMTI1MDAwMDAwMS9oYXJuZXNzL2xpdmUv"},
      {key, other + "&e=1480000060&t=1480000000&r=1234567890&f=&b=harness",
       "8b5d31ab35aa12c3a122bd92ce7aa7a59c3c1d92",
       "i10xqzWqEsOhIr2SznqnpZw8HZJhPTEyNTAwMDAwMDEmaz1BS0lEaGFybmVzc2RlbW8wMDAwMDAwMDAwMDAwMDAwMDAwMCZlPTE0O"
       "DAwMDAwNjAmdD0xNDgwMDAwMDAwJnI9MTIzNDU2Nzg5MCZmPSZiPWhhcm5lc3M="},
      {key, other + once + cover + "&b=harness", "8c14071926f786618d04da8019c393c76a75b5ca",
       "jBQHGSb3hmGNBNqAGcOTx2p1tcphPTEyNTAwMDAwMDEmaz1BS0lEaGFybmVzc2RlbW8wMDAwMDAwMDAwMDAwMDAwMDAwMCZlPTAmd"
       "D0xNDgwMDAwMDAwJnI9MTIzNDU2Nzg5MCZmPS8xMjUwMDAwMDAxL2hhcm5lc3MvbGl2ZS9jb3Zlci5wbmcmYj1oYXJuZXNz"},
      {"wrongKey", front + multi, "52ad681495ed9cdec17db1f7a351b11716d4b9e0",
       "Uq1oFJXtnN7BfbH3o1GxFxbUueBhPTEyNTAwMDAwMDEmYj1oYXJuZXNzJms9QUtJRGhhcm5lc3NkZW1vMDAwMDAwMDAwMDAwMDAwM"
       "DAwMDAmZT0xNDgwMDAwMTgwJnQ9MTQ4MDAwMDAwMCZyPTEyMzQ1Njc4OTAmZj0="},
      {key, "a=1250000002&b=harness&k=AKIDharnessdemo00000000000000000000" + multi,
       "888c2de07066b6ed87489386790c6dc1b6f17125",
       "iIwt4HBmtu2HSJOGeQxtwbbxcSVhPTEyNTAwMDAwMDImYj1oYXJuZXNzJms9QUtJRGhhcm5lc3NkZW1vMDAwMDAwMDAwMDAwMDAwM"
       "DAwMDAmZT0xNDgwMDAwMTgwJnQ9MTQ4MDAwMDAwMCZyPTEyMzQ1Njc4OTAmZj0="},
  };
  for (const auto& row : rows) check(row);
}

TEST_CASE("COS legacy reference, 4: vectors 1 to 6") {
  const std::string key = "testsecretkey0001";
  const std::string front = "a=10026302&k=AKIDtestsecretid0001";
  const std::string multi = "&e=1480003600&t=1480000000&r=12345678&f=";
  const std::string once = "&e=0&t=1480000000&r=12345678&f=";
  const Vector rows[] = {
      {key, front + multi + "&b=test", "cfb161f46b0e3f415f8c7aa3921023a3e08145ce",
       "z7Fh9GsOP0FfjHqjkhAjo+"
       "CBRc5hPTEwMDI2MzAyJms9QUtJRHRlc3RzZWNyZXRpZDAwMDEmZT0xNDgwMDAzNjAwJnQ9MTQ4MDAwMDAwMCZyPTEyMzQ1Njc4JmY"
       "9JmI9dGVzdA=="},
      {key, front + once + "/10026302/test/a/1.txt&b=test", "8b8f8514b01c56b9c01fb6b9be2862e7ba2b3c8a",
       "i4+"
       "FFLAcVrnAH7a5vihi57orPIphPTEwMDI2MzAyJms9QUtJRHRlc3RzZWNyZXRpZDAwMDEmZT0wJnQ9MTQ4MDAwMDAwMCZyPTEyMzQ1"
       "Njc4JmY9LzEwMDI2MzAyL3Rlc3QvYS8xLnR4dCZiPXRlc3Q="},
      {key, front + once + "/10026302/test/a%20b/%E4%B8%AD.txt&b=test",
       "3ca140e1f3160bafdfcb89176cf5a23bf9374b02",
       "PKFA4fMWC6/fy4kXbPWiO/"
       "k3SwJhPTEwMDI2MzAyJms9QUtJRHRlc3RzZWNyZXRpZDAwMDEmZT0wJnQ9MTQ4MDAwMDAwMCZyPTEyMzQ1Njc4JmY9LzEwMDI2MzA"
       "yL3Rlc3QvYSUyMGIvJUU0JUI4JUFELnR4dCZiPXRlc3Q="},
      {key, front + multi + "/10026302/test/a%20b/%E4%B8%AD.txt&b=test",
       "53d2575d36b2673c3e413e061288ddac815ff59c",
       "U9JXXTayZzw+"
       "QT4GEojdrIFf9ZxhPTEwMDI2MzAyJms9QUtJRHRlc3RzZWNyZXRpZDAwMDEmZT0xNDgwMDAzNjAwJnQ9MTQ4MDAwMDAwMCZyPTEyM"
       "zQ1Njc4JmY9LzEwMDI2MzAyL3Rlc3QvYSUyMGIvJUU0JUI4JUFELnR4dCZiPXRlc3Q="},
      {key, front + multi + "/a/1.txt&b=test", "cbd7c1417017b95744c680f1ca945037d3be825d",
       "y9fBQXAXuVdExoDxypRQN9O+"
       "gl1hPTEwMDI2MzAyJms9QUtJRHRlc3RzZWNyZXRpZDAwMDEmZT0xNDgwMDAzNjAwJnQ9MTQ4MDAwMDAwMCZyPTEyMzQ1Njc4JmY9L"
       "2EvMS50eHQmYj10ZXN0"},
      {key, "a=10026302&b=test&k=AKIDtestsecretid0001" + multi, "8077772da2d6567d38cb73aeff74458f30cb214c",
       "gHd3LaLWVn04y3Ou/"
       "3RFjzDLIUxhPTEwMDI2MzAyJmI9dGVzdCZrPUFLSUR0ZXN0c2VjcmV0aWQwMDAxJmU9MTQ4MDAwMzYwMCZ0PTE0ODAwMDAwMDAmcj"
       "0xMjM0NTY3OCZmPQ=="},
  };
  for (const auto& row : rows) check(row);
}

TEST_CASE("the fields are taken in any order; b and f may be missing, and what is unknown is passed over") {
  std::string why;
  const auto parsed = parse_cos_signature(wrapped("z=1&r=3&t=2&e=1&k=id&nothing&&a=77"), why);
  REQUIRE(parsed);
  CHECK(parsed->fields.appid == "77");
  CHECK(parsed->fields.random == "3");
  CHECK_FALSE(parsed->has_bucket);
  CHECK_FALSE(parsed->has_fileid);
  const auto empty = parse_cos_signature(wrapped("a=&k=&e=&t=&r=&f=a=b&b="), why);
  REQUIRE(empty);
  CHECK(empty->has_bucket);
  CHECK(empty->has_fileid);
  CHECK(empty->fields.fileid == "a=b");
  CHECK(empty->fields.appid.empty());
}

TEST_CASE("what is no signature is refused, and why") {
  CHECK(refused("").find("no text") != std::string::npos);
  CHECK(refused("not base64!").find("not base64") != std::string::npos);
  CHECK(refused(base64(as_bytes(std::string(20, 'd')))).find("20 bytes") != std::string::npos);
  CHECK(refused(wrapped("a")).find("lacks a, k, e, t, r") != std::string::npos);
  CHECK(refused(wrapped("a=1&k=2&e=3&t=4&f=&b=")).find("lacks r") != std::string::npos);
  CHECK(refused(wrapped("a=1&k=2&e=3&t=4&r=5&f=&b=&e=9")).find("e is there twice") != std::string::npos);
  CHECK(refused(wrapped("a=1&k=2&e=3&t=4&r=5&b=1&b=1")).find("b is there twice") != std::string::npos);
}

TEST_CASE("one padded line without anything around it: so every official signer writes it") {
  const std::string good = wrapped("a=1&k=2&e=3&t=4&r=5&f=&b=7");
  std::string why;
  REQUIRE(parse_cos_signature(good, why));
  for (const char* around : {"\n", "\r\n", " "}) {
    CHECK(refused(good + around).find("not base64") != std::string::npos);
    CHECK(refused(around + good).find("not base64") != std::string::npos);
  }
  CHECK(refused(good.substr(0, 40) + "\n" + good.substr(40)).find("line ends") != std::string::npos);
  REQUIRE(good.back() == '=');
  CHECK(refused(good.substr(0, good.size() - 1)).find("padded") != std::string::npos);
}
