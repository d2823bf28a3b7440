#include "media/avc.h"

#include <fmt/core.h>

#include <array>

#include "media/bit_reader.h"

namespace faultcast::media {

namespace {

constexpr std::uint8_t sps_nal_type = 7;
constexpr std::uint32_t picture_side_max = 16384;

std::string profile_name(std::uint8_t profile, std::uint8_t constraints) {
  switch (profile) {
    case 66:
      return (constraints & 0x40) != 0 ? "Constrained Baseline" : "Baseline";
    case 77:
      return "Main";
    case 88:
      return "Extended";
    case 100:
      return "High";
    case 110:
      return "High 10";
    case 122:
      return "High 4:2:2";
    case 244:
      return "High 4:4:4 Predictive";
    default:
      return fmt::format("profile {}", profile);
  }
}

bool has_chroma_fields(std::uint32_t profile) {
  for (const std::uint32_t with : {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135}) {
    if (profile == with) return true;
  }
  return false;
}

/// 00 00 03 stands for 00 00 (section 7.4.1).
Bytes without_emulation_prevention(ByteView nal) {
  Bytes out;
  int zeros = 0;
  for (const std::uint8_t byte : nal) {
    if (zeros >= 2 && byte == 3) {
      zeros = 0;
      continue;
    }
    zeros = byte == 0 ? zeros + 1 : 0;
    out.push_back(byte);
  }
  return out;
}

void skip_scaling_list(BitReader& in, int size) {
  std::int32_t last = 8;
  std::int32_t next = 8;
  for (int i = 0; i < size && in.ok(); ++i) {
    if (next != 0) next = static_cast<std::int32_t>((std::int64_t{last} + in.signed_golomb()) & 0xFF);
    if (next != 0) last = next;
  }
}

/// What profiles from High on have in front of the picture's size; gives chroma_format_idc.
std::uint32_t read_chroma_fields(BitReader& in, bool& separate_planes) {
  const std::uint32_t chroma = in.unsigned_golomb();
  if (chroma == 3) separate_planes = in.bits(1) == 1;
  in.unsigned_golomb();  // bit_depth_luma_minus8
  in.unsigned_golomb();  // bit_depth_chroma_minus8
  in.bits(1);            // qpprime_y_zero_transform_bypass_flag
  if (in.bits(1) == 0) return chroma;
  for (int i = 0; i < (chroma == 3 ? 12 : 8); ++i) {
    if (in.bits(1) == 1) skip_scaling_list(in, i < 6 ? 16 : 64);
  }
  return chroma;
}

void skip_picture_order(BitReader& in) {
  const std::uint32_t kind = in.unsigned_golomb();
  if (kind == 0) {
    in.unsigned_golomb();
  } else if (kind == 1) {
    in.bits(1);
    in.signed_golomb();
    in.signed_golomb();
    const std::uint32_t count = in.unsigned_golomb();
    for (std::uint32_t i = 0; i < count && in.ok(); ++i) in.signed_golomb();
  }
}

std::optional<PictureFormat> parse_sps(ByteView nal) {
  if (nal.size() < 4 || (nal[0] & 0x1F) != sps_nal_type) return std::nullopt;
  const Bytes payload = without_emulation_prevention(nal.subspan(1));
  BitReader in(payload);
  const std::uint32_t profile = in.bits(8);
  const std::uint32_t constraints = in.bits(8);
  in.bits(8);            // level
  in.unsigned_golomb();  // seq_parameter_set_id
  std::uint32_t chroma = 1;
  bool separate_planes = false;
  if (has_chroma_fields(profile)) chroma = read_chroma_fields(in, separate_planes);
  in.unsigned_golomb();  // log2_max_frame_num_minus4
  skip_picture_order(in);
  in.unsigned_golomb();  // max_num_ref_frames
  in.bits(1);            // gaps_in_frame_num_value_allowed_flag
  const std::uint64_t width = (std::uint64_t{in.unsigned_golomb()} + 1) * 16;
  const std::uint64_t map_units = std::uint64_t{in.unsigned_golomb()} + 1;
  const bool frames_only = in.bits(1) == 1;
  if (!frames_only) in.bits(1);
  in.bits(1);  // direct_8x8_inference_flag
  const std::uint64_t height = map_units * 16 * (frames_only ? 1 : 2);
  std::array<std::uint64_t, 4> crop{};  // left, right, top, bottom
  if (in.bits(1) == 1) {
    for (auto& side : crop) side = in.unsigned_golomb();
  }
  if (!in.ok() || chroma > 3) return std::nullopt;

  const bool is_subsampled = !separate_planes && (chroma == 1 || chroma == 2);
  const std::uint64_t unit_x = is_subsampled ? 2 : 1;
  const std::uint64_t unit_y = (!separate_planes && chroma == 1 ? 2 : 1) * (frames_only ? 1 : 2);
  const std::uint64_t cut_x = (crop[0] + crop[1]) * unit_x;
  const std::uint64_t cut_y = (crop[2] + crop[3]) * unit_y;
  if (width > picture_side_max || height > picture_side_max || cut_x >= width || cut_y >= height)
    return std::nullopt;
  return PictureFormat{
      profile_name(static_cast<std::uint8_t>(profile), static_cast<std::uint8_t>(constraints)),
      static_cast<std::uint32_t>(width - cut_x), static_cast<std::uint32_t>(height - cut_y)};
}

}  // namespace

std::optional<PictureFormat> parse_avc_configuration(ByteView record) {
  constexpr std::size_t fixed_part = 6;
  if (record.size() < fixed_part + 2 || record[0] != 1 || (record[5] & 0x1F) == 0) return std::nullopt;
  const std::size_t length = get_be16(record.data() + fixed_part);
  const ByteView rest = record.subspan(fixed_part + 2);
  if (length > rest.size()) return std::nullopt;
  return parse_sps(rest.first(length));
}

std::optional<SoundFormat> parse_aac_configuration(ByteView audio_specific_config) {
  static constexpr std::array<std::uint32_t, 13> rates = {96000, 88200, 64000, 48000, 44100, 32000, 24000,
                                                          22050, 16000, 12000, 11025, 8000,  7350};
  constexpr std::uint32_t escape_type = 31;
  constexpr std::uint32_t escape_rate = 15;
  constexpr std::uint32_t eight_channels = 7;
  BitReader in(audio_specific_config);
  if (in.bits(5) == escape_type) in.bits(6);
  const std::uint32_t index = in.bits(4);
  const bool is_spelled_out = index == escape_rate;
  if (!is_spelled_out && index >= rates.size()) return std::nullopt;
  const std::uint32_t rate = is_spelled_out ? in.bits(24) : rates[index];
  const std::uint32_t channels = in.bits(4);
  if (!in.ok() || channels > eight_channels) return std::nullopt;
  return SoundFormat{rate, channels == eight_channels ? 8 : channels};
}

}  // namespace faultcast::media
