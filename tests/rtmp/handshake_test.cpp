#include "rtmp/handshake.h"

#include <doctest/doctest.h>

#include "base/digest.h"
#include "rtmp/wire.h"

using namespace faultcast;
using namespace faultcast::rtmp;

namespace {

struct Answer {
  HandshakeStep step;
  Bytes out;
  std::size_t left;
};

Answer answer(ServerHandshake& handshake, ByteView in) {
  Answer result{};
  result.step = handshake.step(in, result.out);
  result.left = in.size();
  return result;
}

Bytes hello(std::uint8_t c0, std::uint8_t fill) {
  Bytes out(1 + handshake_block, fill);
  out[0] = c0;
  return out;
}

}  // namespace

TEST_CASE("a first byte other than 3 ends it at once and says what it looks like") {
  const std::pair<int, const char*> cases[] = {{0x16, "the first byte is 0x16: a TLS hello"},
                                               {'G', "the first byte is 0x47: an HTTP request"},
                                               {'P', "the first byte is 0x50: an HTTP request"},
                                               {6, "the first byte is 0x06: RTMPE"},
                                               {0, "the first byte is 0x00: no RTMP version that is served"}};
  for (const auto& [first, detail] : cases) {
    ServerHandshake handshake(false, 1);
    const std::uint8_t byte = static_cast<std::uint8_t>(first);
    const Answer a = answer(handshake, {&byte, 1});
    CHECK(a.step == HandshakeStep::broken);
    CHECK(handshake.broken().reason == "not_rtmp");
    CHECK(handshake.broken().detail == detail);
    CHECK(a.out.empty());
  }
}

TEST_CASE("the plain answer has zero version bytes, echoes C1 in S2 and never in S1") {
  ServerHandshake handshake(false, 1);
  const Bytes c = hello(3, 0x5A);
  const Answer a = answer(handshake, c);
  REQUIRE(a.out.size() == 1 + 2 * handshake_block);
  CHECK(a.out[0] == 3);
  CHECK(get_be64(a.out.data() + 1) == 0);
  CHECK_FALSE(std::equal(a.out.begin() + 9, a.out.begin() + 1537, c.begin() + 9));
  CHECK(std::equal(a.out.begin() + 1537 + 8, a.out.end(), c.begin() + 9));
  CHECK(get_be32(a.out.data() + 1537) == 0x5A5A5A5A);
}

TEST_CASE("C1 of zeros, of FF and with an absurd digest offset take the plain path") {
  for (const int fill : {0x00, 0xFF}) {
    ServerHandshake handshake(true, 1);
    const Answer a = answer(handshake, hello(3, static_cast<std::uint8_t>(fill)));
    CHECK(a.out.size() == 1 + 2 * handshake_block);
    CHECK_FALSE(handshake.saw_digest());
    CHECK(get_be32(a.out.data() + 5) == 0);
  }
}

TEST_CASE("C2 is any 1536 bytes; what follows it stays") {
  ServerHandshake handshake(false, 1);
  Bytes bytes = hello(3, 1);
  bytes.insert(bytes.end(), handshake_block, 0xEE);
  bytes.insert(bytes.end(), 7, 0x11);
  const Answer a = answer(handshake, bytes);
  CHECK(a.step == HandshakeStep::done);
  CHECK(a.left == 7);
}

TEST_CASE("the digest of a recorded ffmpeg lies at 494, and is answered with ours if that is wanted") {
  const Bytes bytes = recorded("rtmp/ffmpeg");
  const ByteView c1 = ByteView(bytes).subspan(1, handshake_block);
  REQUIRE(find_digest(c1, player_key_text) == 494);
  Bytes spoilt(c1.begin(), c1.end());
  spoilt[1000] ^= 1;
  CHECK_FALSE(find_digest(spoilt, player_key_text));

  ServerHandshake handshake(true, 1);
  const Answer a = answer(handshake, ByteView(bytes).first(1 + handshake_block));
  CHECK(handshake.saw_digest());
  const ByteView s1 = ByteView(a.out).subspan(1, handshake_block);
  CHECK(get_be32(s1.data() + 4) == 0x0D0E0A0D);
  CHECK(find_digest(s1, server_key_text));

  // S2 is signed by a key that comes from C1's digest and the long server key.
  Bytes key;
  append(key, server_key_text);
  append(key, ByteView(raw("F0EEC24A8068BEE82E00D0D1029E7E576EEC5D2D29806FAB93B8E636CFEB31AE")));
  const auto s2_key = hmac_sha256(key, c1.subspan(494, 32));
  const ByteView s2 = ByteView(a.out).subspan(1 + handshake_block);
  const auto digest = hmac_sha256(s2_key, s2.first(handshake_block - 32));
  CHECK(std::equal(digest.begin(), digest.end(), s2.end() - 32));
}

TEST_CASE("the client echoes S1, accepts an odd version as clients do, and no other protocol") {
  ClientHandshake client(7);
  Bytes out;
  client.start(out);
  CHECK(out.size() == 1537);
  CHECK(out[0] == 3);
  CHECK(get_be64(out.data() + 1) == 0);
  out.clear();
  Bytes server(1 + 2 * handshake_block, 0x42);
  server[0] = 6;
  ByteView in = server;
  CHECK(client.step(in, out) == HandshakeStep::done);
  CHECK(out == Bytes(handshake_block, 0x42));

  ClientHandshake confused(7);
  ByteView http = as_bytes("HTTP/1.1 400 Bad Request");
  CHECK(confused.step(http, out) == HandshakeStep::broken);
  CHECK(confused.broken().reason == "not_rtmp");
}
