#include "base/digest.h"

#include <doctest/doctest.h>

#include "base/encode.h"

using namespace faultcast;

TEST_CASE("SHA-1: FIPS 180 examples and the empty text") {
  CHECK(hex(sha1({})) == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  CHECK(hex(sha1(as_bytes("abc"))) == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(hex(sha1(as_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))) ==
        "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
}

TEST_CASE("HMAC-SHA1: RFC 2202, 3; each call stands alone") {
  const std::string jefe = "what do ya want for nothing?";
  CHECK(hex(hmac_sha1(as_bytes("Jefe"), as_bytes(jefe))) == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  CHECK(hex(hmac_sha1(Bytes(20, 0x0b), as_bytes("Hi There"))) == "b617318655057264e28bc0b6fb378c8ef146be00");
  CHECK(hex(hmac_sha1(Bytes(80, 0xaa), as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))) ==
        "aa4ae5e15272d00e95705637ce8a3b55ed402112");
  // python3: hmac.new(b"", b"", "sha1").hexdigest()
  CHECK(hex(hmac_sha1({}, {})) == "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d");
  CHECK(hex(hmac_sha1(as_bytes("Jefe"), as_bytes(jefe))) == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}
