#pragma once
// The handshake in front of the chunks, both sides (RTMP ingest, 1.1 and 1.2). An object of these lives only
// until the handshake is done, and its buffer with it.

#include <optional>

#include "base/bytes.h"
#include "rtmp/limits.h"

namespace faultcast::rtmp {

inline constexpr std::size_t handshake_block = 1536;

/// Where the digest of a C1 or S1 lies in its 1536 bytes; none if neither place holds the right one.
/// `key_text` is the ASCII part of the peer's key.
std::optional<std::size_t> find_digest(ByteView block, std::string_view key_text);

inline constexpr std::string_view player_key_text = "Genuine Adobe Flash Player 001";
inline constexpr std::string_view server_key_text = "Genuine Adobe Flash Media Server 001";

enum class HandshakeStep { more, done, broken };

class ServerHandshake {
 public:
  ServerHandshake(bool digest_answer, std::uint64_t random_seed)
      : digest_answer_(digest_answer), random_seed_(random_seed) {}

  /// Takes C0, C1 and 1536 bytes of C2 off `in`, whose content is not looked at, and appends S0 S1 S2 to
  /// `out` as soon as C1 is whole. A C0 other than 3 is broken at once, as "not_rtmp".
  HandshakeStep step(ByteView& in, Bytes& out);

  [[nodiscard]] bool saw_digest() const { return saw_digest_; }
  [[nodiscard]] const Broken& broken() const { return broken_; }
  [[nodiscard]] std::size_t bytes_held() const { return received_.capacity(); }

 private:
  void answer(Bytes& out);
  void answer_plain(Bytes& out) const;
  void answer_digest(Bytes& out, ByteView client_digest) const;

  bool digest_answer_;
  bool saw_digest_ = false;
  std::uint64_t random_seed_;
  Bytes received_;  ///< C0 and C1
  std::size_t c2_left_ = handshake_block;
  bool answered_ = false;
  Broken broken_;
};

class ClientHandshake {
 public:
  explicit ClientHandshake(std::uint64_t random_seed) : random_seed_(random_seed) {}

  void start(Bytes& out) const;
  /// Answers S1 with its echo, as librtmp does. An S0 of 3 to 31 is accepted, as by every client that was
  /// measured; anything else is no version number, so "not_rtmp".
  HandshakeStep step(ByteView& in, Bytes& out);
  [[nodiscard]] const Broken& broken() const { return broken_; }

 private:
  std::uint64_t random_seed_;
  Bytes received_;  ///< S0 and S1
  std::size_t s2_left_ = handshake_block;
  bool answered_ = false;
  Broken broken_;
};

}  // namespace faultcast::rtmp
