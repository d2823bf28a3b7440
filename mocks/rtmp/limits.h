#pragma once
// What a peer may do before the connection is over, and how that end is told.

#include <cstddef>
#include <cstdint>
#include <string>

namespace faultcast::rtmp {

/// What a server tolerates; defaults as in the reference (RTMP ingest, 2.4).
struct Limits {
  std::size_t message_max = 4u << 20;   ///< longest message of any kind
  std::size_t command_max = 64u << 10;  ///< longest command, data or control message
  std::size_t partial_max = 8u << 20;   ///< announced bytes of unfinished messages over all chunk streams
  std::size_t chunk_streams_max = 64;
  std::size_t message_streams_max = 8;  ///< at most 64, whatever is set
  std::uint32_t chunk_size_min = 1;
  std::size_t media_before_publish_max = 64u << 10;
  std::size_t control_messages_max = 1000;  ///< without a media message between them
};

/// These bytes are not RTMP, or break a limit: the connection is over. One of a fixed list of short names
/// (broken_reasons()), and a sentence with the numbers.
struct Broken {
  std::string reason;
  std::string detail;
};

}  // namespace faultcast::rtmp
