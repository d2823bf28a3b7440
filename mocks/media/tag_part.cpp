#include "media/tag_part.h"

namespace faultcast::media {

namespace {

TagPart video_part(ByteView body) {
  constexpr std::size_t head = 5;  // packet type and composition time, or four letters
  const bool is_enhanced = (body[0] & 0x80) != 0;
  const std::uint8_t low = body[0] & 0x0F, frame = body[0] >> 4 & 7;
  const TagPart picture = frame == 1 ? TagPart::key_frame : TagPart::video_frame;
  if (is_enhanced) {
    if (body.size() < head) return TagPart::other;
    if (low == 0) return TagPart::video_header;
    return low == 1 || low == 3 ? picture : TagPart::other;
  }
  constexpr std::uint8_t command = 5, avc = 7, hevc = 12;
  if (frame == command) return TagPart::other;
  if (low != avc && low != hevc) return picture;
  if (body.size() < head) return TagPart::other;
  if (body[1] == 0) return TagPart::video_header;
  return body[1] == 1 ? picture : TagPart::other;
}

TagPart audio_part(ByteView body) {
  constexpr std::uint8_t enhanced = 9, aac = 10;
  const std::uint8_t format = body[0] >> 4;
  if (format == enhanced) {
    if (body.size() < 5) return TagPart::other;
    const std::uint8_t packet = body[0] & 0x0F;
    return packet == 0 ? TagPart::audio_header : packet == 1 ? TagPart::audio_frame : TagPart::other;
  }
  if (format != aac) return TagPart::audio_frame;
  if (body.size() < 2) return TagPart::other;
  return body[1] == 0 ? TagPart::audio_header : TagPart::audio_frame;
}

}  // namespace

TagPart tag_part(std::uint8_t type, ByteView body) {
  constexpr std::string_view metadata("\x02\x00\x0AonMetaData", 13);
  if (body.empty()) return TagPart::other;
  if (type == 9) return video_part(body);
  if (type == 8) return audio_part(body);
  return as_text(body).starts_with(metadata) ? TagPart::metadata : TagPart::other;
}

}  // namespace faultcast::media
