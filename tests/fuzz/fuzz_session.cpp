// A server session behind its handshake: whole or cut, the same events, every break by a published name, and
// memory and answers in proportion to the input. The first byte of the input is the size of the pieces.

#include <algorithm>

#include "fuzz/require.h"
#include "rtmp/transcript.h"

using namespace faultcast;
using namespace faultcast::rtmp;

namespace {

void check(ServerSession& session, const Event& event, std::size_t size) {
  if (const auto* broken = std::get_if<Broken>(&event)) {
    const auto& names = broken_reasons();
    require(std::find(names.begin(), names.end(), broken->reason) != names.end(),
            "a published name of a break");
    require(!broken->detail.empty(), "a break has a sentence");
  }
  if (const auto* media = std::get_if<Media>(&event)) require(!media->body.empty(), "media is never empty");
  require(session.bytes_held() < 64 * 65536 + 64 * size, "memory in proportion");
}

std::vector<std::string> play(ByteView in, std::size_t fragment) {
  ServerSession session{ServerOptions{}};
  Bytes hello(1 + 1536 + 1536, 0);
  hello[0] = 3;
  std::vector<std::string> lines;
  drain(session, hello, lines);
  const std::size_t size = in.size();
  while (!in.empty()) {
    const std::size_t part = std::min(fragment, in.size());
    const Bytes piece(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(part));
    in = in.subspan(part);
    drain(session, piece, lines, [&](const Event& event) { check(session, event, size); });
  }
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2 || size > 65536) return 0;
  const ByteView in(data + 1, size - 1);
  require(play(in, SIZE_MAX) == play(in, data[0] % 64 + 1), "events do not depend on the cuts");
  return 0;
}
