#include "base/sha1.h"

#include <doctest/doctest.h>

#include "store/blob.h"

using namespace faultcast;
using namespace faultcast::store;

namespace {

Bytes pattern(std::size_t from, std::size_t to) {
  Bytes bytes;
  for (std::size_t i = from; i < to; ++i) bytes.push_back(static_cast<std::uint8_t>(7 * i + 3));
  return bytes;
}

}  // namespace

TEST_CASE("the registers after each slice, and the hash at the end, as the SDKs have them") {
  constexpr std::size_t slice = 1 << 20;
  BlobWriter writer(Disk::temporary());
  CHECK(writer.sha1_state() == "0123456789abcdeffedcba9876543210f0e1d2c3");
  REQUIRE(writer.add(pattern(0, slice)));
  CHECK(writer.sha1_state() == "bc92149b0ce9d856ab29eb0a92f3e63e43355e67");
  REQUIRE(writer.add(pattern(slice, 2 * slice)));
  CHECK(writer.sha1_state() == "29d3a11d3780c46c9e1034ece2c4b0602855568b");
  REQUIRE(writer.add(pattern(2 * slice, 2 * slice + 10)));
  CHECK(writer.sha1() == "295dadc6086aaea9577fe40a8fe0e649872f0bcc");
  CHECK(writer.size() == 2 * slice + 10);
}

TEST_CASE("a hash that was asked for goes on") {
  // FIPS 180-4's own examples.
  Sha1 hash;
  CHECK(hash.hex_digest() == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  hash.add(as_bytes("ab"));
  (void)hash.hex_digest();
  hash.add(as_bytes("c"));
  CHECK(hash.hex_digest() == "a9993e364706816aba3e25717850c26c9cd0d89d");
}
