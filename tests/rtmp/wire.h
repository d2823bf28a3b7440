#pragma once
// Bytes for tests: recorded ones from fixtures/wire, and chunks made by hand.

#include <memory>
#include <string>
#include <vector>

#include "amf/amf0.h"
#include "base/bytes.h"
#include "rtmp/server_session.h"

namespace faultcast::rtmp {

/// fixtures/wire/<name>.hex without its comments.
Bytes recorded(const std::string& name);

/// Hex digits and blanks.
Bytes raw(std::string_view hex_text);

/// One message in one chunk with a full header; the caller keeps it below the chunk size, or sets that first.
Bytes chunk(std::uint8_t type, ByteView body, std::uint32_t timestamp = 0, std::uint8_t chunk_stream = 3,
            std::uint32_t stream_id = 0);
Bytes set_chunk_size_to(std::uint32_t size);

/// A command with a whole number as its transaction, in one chunk (of at most 65536 bytes: see ready()).
Bytes command(std::string_view name, double transaction, const std::vector<amf0::Value>& values);
Bytes connect_command();
Bytes publish_command(double transaction = 5);

/// A session behind its handshake, with a peer's chunk size of 65536; and what its events and answers were.
struct Server {
  explicit Server(const ServerOptions& options = {});
  /// Plays the bytes and returns the lines of the new events.
  std::vector<std::string> play(ByteView bytes);
  /// connect and publish, accepted.
  void go_live();
  /// Messages of the output since the last call, told by type, and commands by their values.
  std::vector<std::string> answers();

  ServerSession session;

 private:
  struct Answers;
  std::shared_ptr<Answers> answers_;
};

}  // namespace faultcast::rtmp
