// Chunks: whole or cut, the same messages come out; they stay below the limits; and what the writer makes of
// them reads the same again. The first byte of the input is the size of the pieces.

#include <algorithm>
#include <string>

#include "fuzz/require.h"
#include "rtmp/chunk_reader.h"
#include "rtmp/chunk_writer.h"

using namespace faultcast;
using namespace faultcast::rtmp;

namespace {

struct Kept {
  std::uint8_t type;
  std::uint32_t chunk_stream, stream_id, timestamp;
  Bytes body;
  bool operator==(const Kept&) const = default;
};
struct Seen {
  std::vector<Kept> messages;
  std::string end;
  bool operator==(const Seen&) const = default;
};

Seen read_chunks(ByteView in, std::size_t fragment) {
  const Limits limits;
  ChunkReader reader(limits);
  Seen seen;
  while (!in.empty() && seen.end.empty()) {
    const std::size_t size = std::min(fragment, in.size());
    const Bytes piece(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(size));
    in = in.subspan(size);
    ByteView left = piece;
    Message m;
    auto outcome = ChunkReader::Outcome::message;
    while ((outcome = reader.next(left, m)) == ChunkReader::Outcome::message) {
      require(m.body.size() <= (is_media(m.type) ? limits.message_max : limits.command_max),
              "a body below its limit");
      seen.messages.push_back(
          {m.type, m.chunk_stream, m.stream_id, m.timestamp, {m.body.begin(), m.body.end()}});
    }
    if (outcome == ChunkReader::Outcome::broken) seen.end = reader.broken().reason;
    require(outcome == ChunkReader::Outcome::broken || left.empty(), "a reader that wants more has used all");
    require(reader.bytes_held() <= limits.chunk_streams_max * (65536 + 256),
            "little memory for little input");
  }
  return seen;
}

void check_writer(const std::vector<Kept>& messages, ChunkWriter::Headers headers) {
  ChunkWriter writer(headers);
  Bytes wire;
  std::vector<Kept> expected;
  for (const Kept& m : messages) {
    // Those two would change how the rest is read.
    if (m.type == MessageType::set_chunk_size || m.type == MessageType::abort_message) continue;
    writer.write(wire, {m.type, m.chunk_stream, m.stream_id, m.timestamp, m.body});
    expected.push_back(m);
  }
  require(read_chunks(wire, SIZE_MAX).messages == expected, "what was written reads the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2 || size > 65536) return 0;
  const ByteView in(data + 1, size - 1);
  const Seen whole = read_chunks(in, SIZE_MAX);
  require(whole == read_chunks(in, data[0] % 64 + 1), "messages do not depend on the cuts");
  check_writer(whole.messages, ChunkWriter::Headers::full);
  check_writer(whole.messages, ChunkWriter::Headers::compressed);
  return 0;
}
