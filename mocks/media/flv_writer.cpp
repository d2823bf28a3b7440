#include "media/flv_writer.h"

#include <cstdlib>

namespace faultcast::media {

void write_flv_header(Bytes& to, bool has_audio, bool has_video) {
  append(to, "FLV\x01");
  to.push_back(static_cast<std::uint8_t>((has_audio ? 4 : 0) | (has_video ? 1 : 0)));
  put_be32(to, 9);
  put_be32(to, 0);
}

void write_flv_tag(Bytes& to, std::uint8_t type, std::uint32_t timestamp, ByteView body) {
  if (body.size() > 0xFFFFFF) std::abort();
  const auto size = static_cast<std::uint32_t>(body.size());
  to.push_back(type);
  put_be24(to, size);
  put_be24(to, timestamp);
  to.push_back(static_cast<std::uint8_t>(timestamp >> 24));
  put_be24(to, 0);
  append(to, body);
  put_be32(to, 11 + size);
}

}  // namespace faultcast::media
