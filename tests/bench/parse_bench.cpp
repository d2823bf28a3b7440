// How fast one server session takes a publisher of 1 Mbit/s apart: 25 pictures and 43 sounds a second, a key
// frame every second, read in pieces of 64 KiB as from a socket. Prints MB/s and ns per message for both
// usual chunk sizes.

#include <fmt/core.h>

#include <chrono>

#include "rtmp/chunk_writer.h"
#include "rtmp/commands.h"
#include "rtmp/server_session.h"

using namespace faultcast;
using namespace faultcast::rtmp;

namespace {

constexpr int seconds_of_media = 60;

Bytes publisher(std::uint32_t chunk_size) {
  Bytes out(1 + 1536 + 1536, 0);
  out[0] = 3;
  ChunkWriter writer(ChunkWriter::Headers::compressed);
  Bytes size;
  put_be32(size, chunk_size);
  writer.write(out, {MessageType::set_chunk_size, 2, 0, 0, size});
  writer.set_chunk_size(chunk_size);
  amf0::Object object;
  object.members = {{"app", "live"}};
  writer.write(out,
               {MessageType::command_amf0, 3, 0, 0, command_body("connect", transaction_of(1), {object})});
  writer.write(out, {MessageType::command_amf0, 4, 1, 0,
                     command_body("publish", transaction_of(5), {amf0::Null{}, "S1", "live"})});
  return out;
}

Bytes media(std::uint32_t chunk_size) {
  Bytes out;
  ChunkWriter writer(ChunkWriter::Headers::full);
  writer.set_chunk_size(chunk_size);
  const Bytes key(20000, 0x17);
  const Bytes inter(3850, 0x27);
  const Bytes sound(280, 0xAF);
  for (std::uint32_t picture = 0; picture < 25 * seconds_of_media; ++picture) {
    const std::uint32_t time = picture * 40;
    writer.write(out, {MessageType::video, 6, 1, time, picture % 25 == 0 ? key : inter});
    for (std::uint32_t i = 0; i < (picture % 4 == 0 ? 1u : 2u); ++i) {
      writer.write(out, {MessageType::audio, 4, 1, time + i * 20, sound});
    }
  }
  return out;
}

struct Count {
  std::uint64_t messages = 0, bytes = 0;
};

void feed(ServerSession& session, ByteView all, Count& count) {
  constexpr std::size_t read_size = 64u << 10;
  while (!all.empty()) {
    ByteView piece = all.first(std::min(read_size, all.size()));
    all = all.subspan(piece.size());
    while (const auto event = session.next(piece)) {
      if (std::holds_alternative<ConnectRequest>(*event)) session.accept_connect();
      if (std::holds_alternative<PublishRequest>(*event)) session.accept_publish();
      if (const auto* m = std::get_if<Media>(&*event)) {
        ++count.messages;
        count.bytes += m->body.size();
      }
    }
  }
}

void measure(std::uint32_t chunk_size) {
  ServerSession session{ServerOptions{}};
  Count count;
  feed(session, publisher(chunk_size), count);
  const Bytes stream = media(chunk_size);
  feed(session, stream, count);
  const std::size_t held = session.bytes_held() + session.take_output().capacity();
  count = {};
  const auto start = std::chrono::steady_clock::now();
  std::chrono::duration<double> took{};
  std::uint64_t wire_bytes = 0;
  while (took.count() < 2) {
    feed(session, stream, count);
    wire_bytes += stream.size();
    session.take_output();
    took = std::chrono::steady_clock::now() - start;
  }
  const auto wire = static_cast<double>(wire_bytes);
  const double media_seconds = wire / static_cast<double>(stream.size()) * seconds_of_media;
  fmt::print(
      "chunk {:5}: {:7.0f} MB/s, {:6.0f} ns per message, {:.5f} % of a core per publisher, {} bytes held\n",
      chunk_size, wire / took.count() / 1e6, took.count() * 1e9 / static_cast<double>(count.messages),
      took.count() / media_seconds * 100, held);
}

}  // namespace

int main() {
  measure(4096);
  measure(128);
  return 0;
}
