#pragma once
// An FLV file, laid out once as RTMP chunks, so that hundreds of publishers can send it without copying it.

#include <cstdint>
#include <string>
#include <vector>

namespace faultcast::bench {

using Bytes = std::vector<std::uint8_t>;

enum class TagType : std::uint8_t { audio = 8, video = 9, data = 18 };

/// The chunk stream that a tag travels on: one for each type, as most publishers do it.
std::uint8_t channel_of(TagType type);

struct Tag {
  TagType type;
  std::uint32_t at_ms;   ///< from the start of the file
  std::uint32_t length;  ///< of the body, without chunk headers
  Bytes chunked;         ///< the body with a one-byte header of form 3 before each further chunk
};

/// A whole file in memory.
struct Reel {
  std::vector<Tag> tags;        ///< audio and video, in the order of the file
  Bytes metadata;               ///< the body of onMetaData, empty if the file has none; not chunked
  std::uint32_t length_ms = 0;  ///< after which it starts again: the last tag's time and one video frame
  std::uint64_t bytes = 0;      ///< of all bodies
};

/// Reads the file and cuts it for this chunk size. Throws std::runtime_error with a sentence if it is not an
/// FLV file with audio or video (Adobe FLV 10.1, annex E).
Reel load_reel(const std::string& path, std::uint32_t chunk_size);

}  // namespace faultcast::bench
