#pragma once
// What the journal knows of a stream: codecs, picture, sound, counts, length. Fed with tag bodies as they
// pass; looks at a few bytes of each, keeps nothing of them.

#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace faultcast::media {

struct StreamFacts {
  std::string video_codec;  ///< "H.264", "HEVC", "AV1", "codec 2" …; empty without video
  std::string video_profile;
  std::uint32_t width = 0, height = 0;
  std::string audio_codec;  ///< "AAC", "MP3", "Speex" …; empty without audio
  std::uint32_t sample_rate = 0, channels = 0;
  std::uint64_t video_frames = 0, key_frames = 0, audio_frames = 0;  ///< sequence headers are not frames
  std::uint64_t bytes = 0;                                           ///< of tag bodies
  std::uint32_t first_timestamp = 0, last_timestamp = 0;
  std::string encoder;  ///< from onMetaData
  double metadata_frame_rate = 0;
  std::uint64_t broken_tags = 0;  ///< too short, or headers that could not be read; kept, but counted

  [[nodiscard]] std::uint32_t duration_ms() const;  ///< last - first by signed difference, never negative
  [[nodiscard]] double bits_per_second() const;     ///< 0 while duration is 0
};

class StreamMeter {
 public:
  /// type: 8 audio, 9 video, 18 script data (starting with "onMetaData"). Never throws, never trusts a
  /// length.
  void add(std::uint8_t type, std::uint32_t timestamp, ByteView body);
  [[nodiscard]] const StreamFacts& facts() const { return facts_; }

 private:
  void add_video(ByteView body);
  void add_audio(ByteView body);
  void add_script(ByteView body);

  StreamFacts facts_;
  bool seen_media_ = false;
  bool has_coded_size_ =
      false;  ///< the picture's size is from the decoder configuration, not from onMetaData
};

}  // namespace faultcast::media
