#pragma once
// One audio, video or script message of a live stream, immutable, one copy for everybody who watches.

#include <memory>

#include "base/bytes.h"
#include "media/tag_part.h"

namespace faultcast::channel {

struct Packet {
  std::uint8_t type = 0;  ///< 8 audio, 9 video, 18 script
  media::TagPart part = media::TagPart::other;
  std::uint32_t timestamp = 0;  ///< ms, as in the stream
  Bytes tag;                    ///< a whole FLV tag with its back pointer

  [[nodiscard]] ByteView body() const { return ByteView(tag).subspan(11, tag.size() - 15); }
};

using SharedPacket = std::shared_ptr<const Packet>;

/// `body` is shorter than 2^24.
SharedPacket make_packet(std::uint8_t type, std::uint32_t timestamp, ByteView body);

}  // namespace faultcast::channel
