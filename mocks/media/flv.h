#pragma once
// FLV files and what their tags tell about a stream (Adobe FLV 10.1; RTMP ingest, 6).

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace faultcast::media {

struct FlvTag {
  std::uint8_t type;        ///< 8 audio, 9 video, 18 script
  std::uint32_t timestamp;  ///< ms
  Bytes body;
};

struct FlvFile {
  std::vector<FlvTag> tags;
};

/// A whole FLV file. Errors name the byte offset.
Result<FlvFile> parse_flv(ByteView file);
Result<FlvFile> read_flv(const std::string& path);

}  // namespace faultcast::media
