#include "base/encode.h"

#include <doctest/doctest.h>

#include "base/digest.h"
#include "base/random.h"

using namespace faultcast;

TEST_CASE("hex reads either case and blanks, writes lower case") {
  CHECK(hex(*from_hex("DE ad\nBE ef")) == "deadbeef");
  CHECK_FALSE(from_hex("abc"));
  CHECK_FALSE(from_hex("zz"));
}

TEST_CASE("base64 of RFC 4648 section 10, and back") {
  const char* pairs[][2] = {{"", ""},
                            {"f", "Zg=="},
                            {"fo", "Zm8="},
                            {"foo", "Zm9v"},
                            {"foob", "Zm9vYg=="},
                            {"fooba", "Zm9vYmE="},
                            {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : pairs) {
    CHECK(base64(as_bytes(plain)) == coded);
    CHECK(as_text(*from_base64(coded)) == plain);
  }
  CHECK_FALSE(from_base64("Zg="));
  CHECK_FALSE(from_base64("Z==="));
  CHECK_FALSE(from_base64("Zg==Zg=="));
}

TEST_CASE("percent encoding") {
  CHECK(percent_decode("a%7Cb%2") == "a|b%2");
  CHECK(percent_decode("%") == "%");
  CHECK(percent_decode("%41") == "A");
  CHECK(percent_encode("flv|hls") == "flv%7Chls");
}

TEST_CASE("digests of the published examples") {
  CHECK(md5_hex("") == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(md5_hex("message digest") == "f96b697d7cb7938d525a2f31aaf161d0");
  CHECK(sha256_hex(as_bytes("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 pieces;
  pieces.add(as_bytes("a"));
  pieces.add(as_bytes("bc"));
  CHECK(pieces.hex_digest() == sha256_hex(as_bytes("abc")));
  CHECK(hex(hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("the same seed gives the same run") {
  Random a(7), b(7), c(8);
  const auto first = a.text(20, "abcdef");
  CHECK(first == b.text(20, "abcdef"));
  CHECK(first != c.text(20, "abcdef"));
}
