// Whole or byte by byte, the handshake takes the same bytes, answers the same and ends the same. The input is
// put behind a block of its own repeated to length, so that a short input reaches the digest's arithmetic
// too.

#include <algorithm>

#include "fuzz/require.h"
#include "rtmp/handshake.h"

using namespace faultcast;
using namespace faultcast::rtmp;

namespace {

struct Seen {
  HandshakeStep step = HandshakeStep::more;
  Bytes out;
  std::size_t used = 0;
  bool operator==(const Seen&) const = default;
};

template <class Handshake>
Seen play(Handshake handshake, ByteView in, std::size_t fragment) {
  Seen seen;
  while (seen.used < in.size() && seen.step == HandshakeStep::more) {
    const ByteView rest = in.subspan(seen.used);
    const Bytes piece(rest.begin(),
                      rest.begin() + static_cast<std::ptrdiff_t>(std::min(fragment, rest.size())));
    ByteView left = piece;
    seen.step = handshake.step(left, seen.out);
    seen.used += piece.size() - left.size();
    require(seen.step != HandshakeStep::more || left.empty(), "a handshake that wants more has used all");
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2) return 0;
  Bytes bytes(1 + 2 * handshake_block + 5);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = data[i < size ? i : i % size];
  const std::size_t fragment = 1 + data[size - 1];
  const bool digest = data[size - 1] % 2 == 1;
  require(
      play(ServerHandshake(digest, 1), bytes, SIZE_MAX) == play(ServerHandshake(digest, 1), bytes, fragment),
      "a server's handshake does not depend on the cuts");
  require(play(ClientHandshake(1), bytes, SIZE_MAX) == play(ClientHandshake(1), bytes, fragment),
          "a client's handshake does not depend on the cuts");
  const auto place = find_digest(ByteView(bytes).subspan(1, handshake_block), player_key_text);
  require(!place || *place + 32 <= handshake_block, "a digest lies inside the block");
  return 0;
}
