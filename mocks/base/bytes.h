#pragma once
// Bytes as they come from and go to the wire, and big-endian access to them. Nothing here allocates but
// append.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultcast {

using Bytes = std::vector<std::uint8_t>;
/// Borrowed bytes: valid only as long as their owner, normally for the length of one call.
using ByteView = std::span<const std::uint8_t>;

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline void append(Bytes& to, ByteView what) {
  to.insert(to.end(), what.begin(), what.end());
}
inline void append(Bytes& to, std::string_view what) {
  append(to, as_bytes(what));
}

// Reading: the caller has checked that the bytes are there.
inline std::uint32_t get_be16(const std::uint8_t* p) {
  return std::uint32_t{p[0]} << 8 | p[1];
}
inline std::uint32_t get_be24(const std::uint8_t* p) {
  return std::uint32_t{p[0]} << 16 | std::uint32_t{p[1]} << 8 | p[2];
}
inline std::uint32_t get_be32(const std::uint8_t* p) {
  return get_be16(p) << 16 | get_be16(p + 2);
}
inline std::uint32_t get_le32(const std::uint8_t* p) {
  return std::uint32_t{p[3]} << 24 | std::uint32_t{p[2]} << 16 | std::uint32_t{p[1]} << 8 | p[0];
}
inline std::uint64_t get_be64(const std::uint8_t* p) {
  return std::uint64_t{get_be32(p)} << 32 | get_be32(p + 4);
}

inline void put_be16(Bytes& to, std::uint32_t v) {
  to.push_back(static_cast<std::uint8_t>(v >> 8));
  to.push_back(static_cast<std::uint8_t>(v));
}
inline void put_be24(Bytes& to, std::uint32_t v) {
  to.push_back(static_cast<std::uint8_t>(v >> 16));
  put_be16(to, v);
}
inline void put_be32(Bytes& to, std::uint32_t v) {
  put_be16(to, v >> 16);
  put_be16(to, v);
}
inline void put_le32(Bytes& to, std::uint32_t v) {
  for (int shift = 0; shift < 32; shift += 8) to.push_back(static_cast<std::uint8_t>(v >> shift));
}
inline void put_be64(Bytes& to, std::uint64_t v) {
  put_be32(to, static_cast<std::uint32_t>(v >> 32));
  put_be32(to, static_cast<std::uint32_t>(v));
}

}  // namespace faultcast
