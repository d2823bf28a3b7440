#pragma once
// The few fields of H.264 and AAC decoder configurations that a journal shows (ISO/IEC 14496-15
// section 5.3.3, ITU-T H.264 section 7.3.2.1.1, ISO/IEC 14496-3 section 1.6.2.1). Input is untrusted; nothing
// is read beyond it.

#include <optional>
#include <string>

#include "base/bytes.h"

namespace faultcast::media {

struct PictureFormat {
  std::string profile;
  std::uint32_t width = 0, height = 0;  ///< after cropping
};
/// `record`: an AVCDecoderConfigurationRecord with at least one SPS that can be read.
std::optional<PictureFormat> parse_avc_configuration(ByteView record);

struct SoundFormat {
  std::uint32_t sample_rate = 0, channels = 0;  ///< channels 0: described elsewhere in the stream
};
std::optional<SoundFormat> parse_aac_configuration(ByteView audio_specific_config);

}  // namespace faultcast::media
