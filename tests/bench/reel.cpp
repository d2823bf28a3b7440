#include "reel.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace faultcast::bench {
namespace {

constexpr std::size_t tag_header = 11;
constexpr std::size_t tag_trailer = 4;  // the size of the tag before
constexpr std::uint32_t frame_ms = 40;

std::uint32_t be24(const std::uint8_t* p) {
  return std::uint32_t{p[0]} << 16 | std::uint32_t{p[1]} << 8 | p[2];
}
std::uint32_t be32(const std::uint8_t* p) {
  return std::uint32_t{p[0]} << 24 | be24(p + 1);
}

Bytes read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path + ": cannot be opened");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Bytes cut(const std::uint8_t* body, std::size_t length, std::uint32_t chunk_size, std::uint8_t channel) {
  Bytes out;
  out.reserve(length + length / chunk_size);
  for (std::size_t at = 0; at < length; at += chunk_size) {
    if (at > 0) out.push_back(static_cast<std::uint8_t>(0xC0 | channel));
    out.insert(out.end(), body + at, body + std::min(length, at + chunk_size));
  }
  return out;
}

}  // namespace

std::uint8_t channel_of(TagType type) {
  return type == TagType::video ? 6 : 4;
}

Reel load_reel(const std::string& path, std::uint32_t chunk_size) {
  const Bytes file = read_file(path);
  if (file.size() < 13 || file[0] != 'F' || file[1] != 'L' || file[2] != 'V') {
    throw std::runtime_error(path + ": is not an FLV file");
  }
  Reel reel;
  std::size_t at = std::size_t{be32(&file[5])} + tag_trailer;
  while (at + tag_header <= file.size()) {
    const std::uint8_t* head = &file[at];
    const std::uint32_t length = be24(head + 1);
    const std::uint32_t time = std::uint32_t{head[7]} << 24 | be24(head + 4);
    const std::size_t body = at + tag_header;
    if (body + length > file.size()) break;  // a cut file: what is whole is used
    at = body + length + tag_trailer;
    const auto type = static_cast<TagType>(head[0] & 0x1F);
    if (type == TagType::data && reel.metadata.empty()) {
      reel.metadata.assign(&file[body], &file[body] + length);
    }
    if ((type != TagType::audio && type != TagType::video) || length == 0) continue;
    reel.tags.push_back({type, time, length, cut(&file[body], length, chunk_size, channel_of(type))});
    reel.length_ms = std::max(reel.length_ms, time + frame_ms);
    reel.bytes += length;
  }
  if (reel.tags.empty()) throw std::runtime_error(path + ": holds neither audio nor video");
  return reel;
}

}  // namespace faultcast::bench
