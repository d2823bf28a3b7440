#pragma once
// As much RTMP as a publisher needs: what it says, and how it reads the answers. Written for the bench alone,
// so that the program under test is measured by another voice than its own (Adobe RTMP 1.0, sections 5 and
// 7).

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "reel.h"

namespace faultcast::bench {

constexpr std::size_t handshake_block = 1536;
constexpr std::size_t server_handshake = 1 + 2 * handshake_block;

/// C0 and C1: version 3, a time of zero, four zero bytes (no digest), filler.
Bytes opening();

/// The transaction ids that the commands below carry.
constexpr double connect_id = 1, release_id = 2, fc_publish_id = 3, create_id = 4, publish_id = 5;

// Whole messages in one chunk stream each, cut to `chunk_size`.
Bytes set_chunk_size(std::uint32_t size);
Bytes connect_command(std::string_view app, std::string_view tc_url, std::uint32_t chunk_size);
/// releaseStream, FCPublish and createStream in one burst, as publishers send them.
Bytes stream_commands(std::string_view name, std::uint32_t chunk_size);
Bytes publish_command(std::string_view name, std::uint32_t stream_id, std::uint32_t chunk_size);
/// FCUnpublish and deleteStream: the polite end.
Bytes goodbye(std::string_view name, std::uint32_t stream_id, std::uint32_t chunk_size);
Bytes metadata_message(const Bytes& on_metadata, std::uint32_t stream_id, std::uint32_t chunk_size);
Bytes ping_answer(std::uint32_t stamp);

/// The head of an audio or video message: form 0 with an absolute time, or form 1 with the time since the
/// last one.
Bytes media_head(const Tag& tag, bool first, std::uint32_t time_or_delta, std::uint32_t stream_id);

struct Answer {
  std::uint8_t type = 0;  ///< RTMP message type
  Bytes body;
};

/// Puts the server's chunks together again.
class AnswerReader {
 public:
  void feed(const std::uint8_t* bytes, std::size_t count);
  /// The next whole message; none if more bytes are needed. Set Chunk Size is obeyed before it is given out.
  std::optional<Answer> next();

 private:
  struct Channel {
    std::uint32_t length = 0;
    std::uint8_t type = 0;
    bool extended = false;
    Bytes body;
  };
  std::optional<Answer> take_chunk();

  Bytes inbox_;
  std::size_t used_ = 0;
  std::uint32_t chunk_size_ = 128;
  std::map<std::uint32_t, Channel> channels_;
};

/// The parts of a command (message type 20) that a publisher looks at.
struct CommandAnswer {
  std::string name;
  double transaction = 0;
  std::string code;                        ///< the value of the first member called "code"
  std::optional<std::uint32_t> stream_id;  ///< the number that follows a null command object
};
CommandAnswer parse_command(const Bytes& body);

}  // namespace faultcast::bench
