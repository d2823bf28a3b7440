#pragma once
// A message of the RTMP chunk stream, and the numbers of its types (RTMP ingest, 2.3 and 3.1).

#include <cstdint>

#include "base/bytes.h"

namespace faultcast::rtmp {

enum MessageType : std::uint8_t {
  set_chunk_size = 1,
  abort_message = 2,
  acknowledgement = 3,
  user_control = 4,
  window_ack_size = 5,
  set_peer_bandwidth = 6,
  audio = 8,
  video = 9,
  data_amf3 = 15,
  command_amf3 = 17,
  data_amf0 = 18,
  command_amf0 = 20,
  aggregate = 22,
};

/// A 24-bit time field of this value says that four more bytes follow (RTMP ingest, 2.2).
inline constexpr std::uint32_t extended_mark = 0xFFFFFF;

enum UserControl : std::uint8_t {
  stream_begin = 0,
  stream_eof = 1,
  ping_request = 6,
  ping_response = 7,
};

/// Audio, video and aggregate: what may be long.
constexpr bool is_media(std::uint8_t type) {
  return type == MessageType::audio || type == MessageType::video || type == MessageType::aggregate;
}

struct Message {
  std::uint8_t type = 0;
  std::uint32_t chunk_stream = 0;
  std::uint32_t stream_id = 0;
  std::uint32_t timestamp = 0;  ///< ms, absolute, wraps at 2^32
  ByteView body;                ///< borrowed from the reader or from its input
};

}  // namespace faultcast::rtmp
