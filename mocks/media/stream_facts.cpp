#include "media/stream_facts.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "amf/amf0.h"
#include "base/text.h"
#include "media/avc.h"

namespace faultcast::media {

namespace {

constexpr std::uint8_t audio_tag = 8;
constexpr std::uint8_t video_tag = 9;
constexpr std::uint8_t script_tag = 18;
constexpr std::uint8_t key_frame = 1;
constexpr std::uint8_t command_frame = 5;
constexpr std::uint8_t avc_id = 7;
constexpr std::uint8_t hevc_id = 12;  // not Adobe's: the habit of Chinese networks
constexpr std::uint8_t aac_id = 10;
constexpr std::size_t encoder_name_max = 256;

std::string video_codec_name(std::uint8_t id) {
  switch (id) {
    case 2:
      return "H.263";
    case 3:
      return "Screen video";
    case 4:
      return "VP6";
    case 5:
      return "VP6 with alpha";
    case 6:
      return "Screen video 2";
    case avc_id:
      return "H.264";
    case hevc_id:
      return "HEVC";
    default:
      return fmt::format("codec {}", id);
  }
}

std::string audio_codec_name(std::uint8_t id) {
  switch (id) {
    case 0:
    case 3:
      return "PCM";
    case 1:
      return "ADPCM";
    case 2:
    case 14:
      return "MP3";
    case 4:
    case 5:
    case 6:
      return "Nellymoser";
    case 7:
      return "G.711 A-law";
    case 8:
      return "G.711 mu-law";
    case aac_id:
      return "AAC";
    case 11:
      return "Speex";
    default:
      return fmt::format("codec {}", id);
  }
}

/// Enhanced RTMP names codecs by four letters.
std::string four_letter_name(std::string_view letters) {
  static constexpr std::pair<std::string_view, std::string_view> known[] = {
      {"avc1", "H.264"}, {"hvc1", "HEVC"}, {"av01", "AV1"},  {"vp08", "VP8"},
      {"vp09", "VP9"},   {"vvc1", "VVC"},  {"mp4a", "AAC"},  {"Opus", "Opus"},
      {"fLaC", "FLAC"},  {".mp3", "MP3"},  {"ac-3", "AC-3"}, {"ec-3", "E-AC-3"}};
  for (const auto& [code, name] : known) {
    if (code == letters) return std::string(name);
  }
  return printable(letters);
}

/// What one tag says of itself before anything of it is counted.
struct TagKind {
  std::string codec;
  bool is_key = false;
  bool is_frame = false;
  bool is_avc_header = false;
  bool is_aac_header = false;
  std::size_t payload = 0;  ///< where the decoder configuration begins
  bool is_broken = false;
};

TagKind enhanced_video(ByteView body) {
  constexpr std::uint8_t sequence_start = 0;
  constexpr std::uint8_t coded_frames = 1;
  constexpr std::uint8_t coded_frames_without_offset = 3;
  TagKind out;
  if (body.size() < 5) {
    out.is_broken = true;
    return out;
  }
  const std::uint8_t packet = body[0] & 0x0F;
  const std::string_view letters = as_text(body.subspan(1, 4));
  out.codec = four_letter_name(letters);
  out.is_frame = packet == coded_frames || packet == coded_frames_without_offset;
  out.is_key = (body[0] >> 4 & 7) == key_frame;
  out.is_avc_header = packet == sequence_start && letters == "avc1";
  out.payload = 5;
  return out;
}

TagKind classic_video(ByteView body) {
  TagKind out;
  const std::uint8_t id = body[0] & 0x0F;
  const std::uint8_t frame = body[0] >> 4;
  out.codec = video_codec_name(id);
  out.is_key = frame == key_frame;
  out.is_frame = frame != command_frame;
  if (id != avc_id && id != hevc_id) return out;
  // Packet type and composition time.
  if (body.size() < 5) {
    out.is_broken = true;
    return out;
  }
  out.is_frame = out.is_frame && body[1] == 1;
  out.is_avc_header = id == avc_id && body[1] == 0;
  out.payload = 5;
  return out;
}

TagKind audio_kind(ByteView body) {
  constexpr std::uint8_t enhanced_id = 9;
  constexpr std::uint8_t enhanced_coded_frames = 1;
  TagKind out;
  const std::uint8_t id = body[0] >> 4;
  if (id == enhanced_id) {
    out.is_broken = body.size() < 5;
    if (out.is_broken) return out;
    const std::string_view letters = as_text(body.subspan(1, 4));
    out.codec = four_letter_name(letters);
    out.is_frame = (body[0] & 0x0F) == enhanced_coded_frames;
    out.is_aac_header = letters == "mp4a" && (body[0] & 0x0F) == 0;
    out.payload = 5;
    return out;
  }
  out.codec = audio_codec_name(id);
  out.is_frame = true;
  if (id != aac_id) return out;
  out.is_broken = body.size() < 2;
  if (out.is_broken) return out;
  out.is_frame = body[1] == 1;
  out.is_aac_header = body[1] == 0;
  out.payload = 2;
  return out;
}

std::uint32_t picture_side(const amf0::Value* value) {
  if (value == nullptr || value->number() == nullptr) return 0;
  const double side = *value->number();
  return side >= 1 && side <= 65535 ? static_cast<std::uint32_t>(side) : 0;
}

}  // namespace

std::uint32_t StreamFacts::duration_ms() const {
  const auto difference = static_cast<std::int32_t>(last_timestamp - first_timestamp);
  return difference > 0 ? static_cast<std::uint32_t>(difference) : 0;
}

double StreamFacts::bits_per_second() const {
  const std::uint32_t duration = duration_ms();
  return duration == 0 ? 0 : static_cast<double>(bytes) * 8000.0 / duration;
}

void StreamMeter::add(std::uint8_t type, std::uint32_t timestamp, ByteView body) {
  facts_.bytes += body.size();
  if (body.empty()) {
    ++facts_.broken_tags;
    return;
  }
  switch (type) {
    case script_tag:
      add_script(body);
      return;
    case video_tag:
      add_video(body);
      break;
    case audio_tag:
      add_audio(body);
      break;
    default:
      ++facts_.broken_tags;
      return;
  }
  if (!seen_media_) facts_.first_timestamp = timestamp;
  const bool is_later = static_cast<std::int32_t>(timestamp - facts_.last_timestamp) > 0;
  if (!seen_media_ || is_later) facts_.last_timestamp = timestamp;
  seen_media_ = true;
}

void StreamMeter::add_video(ByteView body) {
  const bool is_enhanced = (body[0] & 0x80) != 0;
  const TagKind kind = is_enhanced ? enhanced_video(body) : classic_video(body);
  if (!kind.codec.empty()) facts_.video_codec = kind.codec;
  if (kind.is_broken) {
    ++facts_.broken_tags;
    return;
  }
  if (kind.is_frame) ++facts_.video_frames;
  if (kind.is_frame && kind.is_key) ++facts_.key_frames;
  if (!kind.is_avc_header) return;
  const auto picture = parse_avc_configuration(body.subspan(kind.payload));
  if (!picture) {
    ++facts_.broken_tags;
    return;
  }
  facts_.video_profile = picture->profile;
  facts_.width = picture->width;
  facts_.height = picture->height;
  has_coded_size_ = true;
}

void StreamMeter::add_audio(ByteView body) {
  static constexpr std::uint32_t classic_rates[] = {5512, 11025, 22050, 44100};
  const TagKind kind = audio_kind(body);
  if (!kind.codec.empty()) facts_.audio_codec = kind.codec;
  if (kind.is_broken) {
    ++facts_.broken_tags;
    return;
  }
  if (kind.is_frame) ++facts_.audio_frames;
  if (kind.is_aac_header) {
    const auto sound = parse_aac_configuration(body.subspan(kind.payload));
    if (!sound) {
      ++facts_.broken_tags;
      return;
    }
    facts_.sample_rate = sound->sample_rate;
    facts_.channels = sound->channels;
  } else if (kind.payload == 0 && kind.is_frame) {
    // Only codecs without a configuration of their own mean what the first byte says.
    facts_.sample_rate = classic_rates[body[0] >> 2 & 3];
    facts_.channels = (body[0] & 1) + 1u;
  }
}

void StreamMeter::add_script(ByteView body) {
  const auto values = amf0::read_all(body);
  if (!values) {
    ++facts_.broken_tags;
    return;
  }
  if (values->size() < 2 || values->front().text() == nullptr || *values->front().text() != "onMetaData")
    return;
  const amf0::Value& info = (*values)[1];
  const amf0::Value* encoder = info.member("encoder");
  if (encoder != nullptr && encoder->text() != nullptr)
    facts_.encoder = excerpt(*encoder->text(), encoder_name_max);
  const amf0::Value* rate = info.member("framerate");
  if (rate != nullptr && rate->number() != nullptr && std::isfinite(*rate->number()) &&
      *rate->number() >= 0) {
    facts_.metadata_frame_rate = *rate->number();
  }
  if (has_coded_size_) return;
  const std::uint32_t width = picture_side(info.member("width"));
  const std::uint32_t height = picture_side(info.member("height"));
  if (width == 0 || height == 0) return;
  facts_.width = width;
  facts_.height = height;
}

}  // namespace faultcast::media
