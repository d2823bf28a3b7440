#include "rtmp/handshake.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/random.h"

namespace faultcast::rtmp {

namespace {

constexpr std::uint8_t version = 3;
constexpr std::size_t digest_size = 32;

/// The part of both keys that is no text.
constexpr std::array<std::uint8_t, 32> key_tail = {
    0xF0, 0xEE, 0xC2, 0x4A, 0x80, 0x68, 0xBE, 0xE8, 0x2E, 0x00, 0xD0, 0xD1, 0x02, 0x9E, 0x7E, 0x57,
    0x6E, 0xEC, 0x5D, 0x2D, 0x29, 0x80, 0x6F, 0xAB, 0x93, 0xB8, 0xE6, 0x36, 0xCF, 0xEB, 0x31, 0xAE};

std::size_t digest_place(ByteView block, std::size_t base) {
  const std::size_t sum = std::size_t{block[base]} + block[base + 1] + block[base + 2] + block[base + 3];
  return sum % 728 + base + 4;
}

std::array<std::uint8_t, digest_size> digest_around(ByteView block, std::size_t place, std::string_view key) {
  Bytes rest(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(place));
  append(rest, block.subspan(place + digest_size));
  return hmac_sha256(as_bytes(key), rest);
}

void append_random(Bytes& to, std::size_t count, std::uint64_t seed) {
  Random random(seed);
  for (std::size_t i = 0; i < count; ++i) to.push_back(random.byte());
}

/// Takes what is missing to `whole` bytes; true once they are there.
bool gather(Bytes& held, std::size_t whole, ByteView& in) {
  if (held.capacity() < whole) held.reserve(whole);
  const std::size_t taken = std::min(in.size(), whole - held.size());
  append(held, in.first(taken));
  in = in.subspan(taken);
  return held.size() == whole;
}

bool skip(std::size_t& left, ByteView& in) {
  const std::size_t taken = std::min(in.size(), left);
  in = in.subspan(taken);
  left -= taken;
  return left == 0;
}

std::string what_it_looks_like(std::uint8_t first) {
  switch (first) {
    case 0x16:
      return "a TLS hello";
    case 'C':
    case 'G':
    case 'H':
    case 'O':
    case 'P':
      return "an HTTP request";
    case 6:
      return "RTMPE";
    case 8:
      return "RTMPE with XTEA";
    default:
      return "no RTMP version that is served";
  }
}

}  // namespace

std::optional<std::size_t> find_digest(ByteView block, std::string_view key_text) {
  if (block.size() != handshake_block) return std::nullopt;
  for (const std::size_t base : {std::size_t{772}, std::size_t{8}}) {
    const std::size_t place = digest_place(block, base);
    const auto digest = digest_around(block, place, key_text);
    if (std::equal(digest.begin(), digest.end(), block.begin() + static_cast<std::ptrdiff_t>(place)))
      return place;
  }
  return std::nullopt;
}

HandshakeStep ServerHandshake::step(ByteView& in, Bytes& out) {
  if (!broken_.reason.empty()) return HandshakeStep::broken;
  if (!answered_) {
    if (received_.empty() && !in.empty() && in[0] != version) {
      broken_ = {"not_rtmp", fmt::format("the first byte is 0x{:02x}: {}", in[0], what_it_looks_like(in[0]))};
      return HandshakeStep::broken;
    }
    if (in.empty() || !gather(received_, 1 + handshake_block, in)) return HandshakeStep::more;
    answer(out);
    answered_ = true;
    received_ = Bytes();
  }
  return skip(c2_left_, in) ? HandshakeStep::done : HandshakeStep::more;
}

void ServerHandshake::answer(Bytes& out) {
  const ByteView c1 = ByteView(received_).subspan(1);
  const bool is_plain = get_be32(c1.data() + 4) == 0;
  const auto place = is_plain ? std::nullopt : find_digest(c1, player_key_text);
  saw_digest_ = place.has_value();
  out.reserve(out.size() + 1 + 2 * handshake_block);
  out.push_back(version);
  if (place && digest_answer_) {
    answer_digest(out, c1.subspan(*place, digest_size));
  } else {
    answer_plain(out);
  }
}

void ServerHandshake::answer_plain(Bytes& out) const {
  // The version word stays 0: players check for a digest where it is not (RTMP ingest, 0).
  put_be64(out, 0);
  append_random(out, handshake_block - 8, random_seed_);
  const ByteView c1 = ByteView(received_).subspan(1);
  append(out, c1.first(4));
  put_be32(out, 0);
  append(out, c1.subspan(8));
}

void ServerHandshake::answer_digest(Bytes& out, ByteView client_digest) const {
  Bytes s1;
  put_be32(s1, 0);
  put_be32(s1, 0x0D0E0A0D);
  append_random(s1, handshake_block - 8, random_seed_);
  const std::size_t place = digest_place(s1, 8);
  const auto s1_digest = digest_around(s1, place, server_key_text);
  std::copy(s1_digest.begin(), s1_digest.end(), s1.begin() + static_cast<std::ptrdiff_t>(place));
  append(out, s1);

  Bytes full_key;
  append(full_key, server_key_text);
  append(full_key, ByteView(key_tail));
  const auto s2_key = hmac_sha256(full_key, client_digest);
  Bytes s2;
  append_random(s2, handshake_block - digest_size, random_seed_ + 1);
  const auto s2_digest = hmac_sha256(s2_key, s2);
  append(s2, ByteView(s2_digest));
  append(out, s2);
}

void ClientHandshake::start(Bytes& out) const {
  out.push_back(version);
  put_be64(out, 0);
  append_random(out, handshake_block - 8, random_seed_);
}

HandshakeStep ClientHandshake::step(ByteView& in, Bytes& out) {
  if (!broken_.reason.empty()) return HandshakeStep::broken;
  if (!answered_) {
    if (received_.empty() && !in.empty() && (in[0] < version || in[0] > 31)) {
      broken_ = {"not_rtmp", fmt::format("the server's first byte is 0x{:02x}, no RTMP version", in[0])};
      return HandshakeStep::broken;
    }
    if (in.empty() || !gather(received_, 1 + handshake_block, in)) return HandshakeStep::more;
    append(out, ByteView(received_).subspan(1));
    answered_ = true;
    received_ = Bytes();
  }
  return skip(s2_left_, in) ? HandshakeStep::done : HandshakeStep::more;
}

}  // namespace faultcast::rtmp
