#pragma once
// FLV files, written (Adobe FLV 10.1; RTMP ingest, 6).

#include "base/bytes.h"

namespace faultcast::media {

/// The 9 bytes of the header and the first back pointer.
void write_flv_header(Bytes& to, bool has_audio, bool has_video);
/// One tag with its back pointer. `type` 8, 9 or 18; `body` shorter than 2^24, else it aborts.
void write_flv_tag(Bytes& to, std::uint8_t type, std::uint32_t timestamp, ByteView body);

}  // namespace faultcast::media
