#pragma once
// Hashes by OpenSSL's EVP. MD5 and SHA-1 are here because the imitated services use them.

#include <array>
#include <memory>
#include <string>

#include "base/bytes.h"

namespace faultcast {

std::string md5_hex(std::string_view text);  ///< 32 lower-case digits
std::string sha256_hex(ByteView bytes);      ///< 64 lower-case digits
std::array<std::uint8_t, 20> sha1(ByteView bytes);
std::array<std::uint8_t, 20> hmac_sha1(ByteView key, ByteView bytes);
std::array<std::uint8_t, 32> hmac_sha256(ByteView key, ByteView bytes);

/// SHA-256 of bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(ByteView bytes);
  std::string hex_digest();  ///< ends it: add nothing afterwards

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace faultcast
