#pragma once
// SHA-1 of bytes that come in pieces, and its registers in between, which OpenSSL's EVP does not show.

#include <array>
#include <memory>
#include <string>

#include "base/bytes.h"

namespace faultcast {

/// By OpenSSL.
class Sha1 {
 public:
  Sha1();
  ~Sha1();
  Sha1(Sha1&&) noexcept;
  Sha1& operator=(Sha1&&) noexcept;
  void add(ByteView bytes);
  /// Of what has come so far, 40 lower-case digits; more may come.
  [[nodiscard]] std::string hex_digest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The five registers after whole blocks of 64 bytes (FIPS 180-4, 6.1.2). Several times slower than Sha1.
class Sha1State {
 public:
  static constexpr std::size_t block = 64;
  /// Whole blocks; what is left over at the end is ignored.
  void add(ByteView blocks);
  /// Each register as 8 digits, its lowest byte first: 40 lower-case digits.
  [[nodiscard]] std::string hex_registers() const;

 private:
  void add_block(const std::uint8_t* at);
  std::array<std::uint32_t, 5> registers_{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
};

}  // namespace faultcast
