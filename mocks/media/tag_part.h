#pragma once
// What one tag body is to somebody who joins a stream in the middle, or cuts it into files.

#include "base/bytes.h"

namespace faultcast::media {

enum class TagPart : std::uint8_t {
  metadata,      ///< a script tag that begins with "onMetaData"
  video_header,  ///< decoder configuration
  key_frame,     ///< a picture that needs no other
  video_frame,   ///< any other picture
  audio_header,  ///< decoder configuration
  audio_frame,
  other,  ///< end of sequence, other script data, too short to be told
};

/// `type`: 8, 9 or 18. Adobe's layout, HEVC as codec 12, and Enhanced RTMP's four letters. (RTMP ingest, 6)
TagPart tag_part(std::uint8_t type, ByteView body);

}  // namespace faultcast::media
