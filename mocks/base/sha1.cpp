#include "base/sha1.h"

#include <openssl/evp.h>

#include <bit>
#include <cstdlib>

#include "base/encode.h"

namespace faultcast {

namespace {

/// EVP_sha1() is looked up by its name at every start of a digest; this one is not.
const EVP_MD* method() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  return fetched;
}

}  // namespace

struct Sha1::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_MD_CTX* copy = EVP_MD_CTX_new();
  ~State() {
    EVP_MD_CTX_free(context);
    EVP_MD_CTX_free(copy);
  }
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Sha1::Sha1() : state_(std::make_unique<State>()) {
  // Fails only if the default provider is missing; nothing here could work then.
  if (EVP_DigestInit_ex(state_->context, method(), nullptr) != 1) std::abort();
}
Sha1::~Sha1() = default;
Sha1::Sha1(Sha1&&) noexcept = default;
Sha1& Sha1::operator=(Sha1&&) noexcept = default;

void Sha1::add(ByteView bytes) {
  EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
}

std::string Sha1::hex_digest() const {
  std::array<std::uint8_t, 20> out{};
  unsigned length = 0;
  if (EVP_MD_CTX_copy_ex(state_->copy, state_->context) != 1) std::abort();
  EVP_DigestFinal_ex(state_->copy, out.data(), &length);
  return hex(out);
}

void Sha1State::add(ByteView blocks) {
  for (; blocks.size() >= block; blocks = blocks.subspan(block)) add_block(blocks.data());
}

void Sha1State::add_block(const std::uint8_t* at) {
  std::array<std::uint32_t, 80> word{};
  for (std::size_t t = 0; t < 16; ++t) word[t] = get_be32(at + 4 * t);
  for (std::size_t t = 16; t < 80; ++t)
    word[t] = std::rotl(word[t - 3] ^ word[t - 8] ^ word[t - 14] ^ word[t - 16], 1);

  std::uint32_t a = registers_[0], b = registers_[1], c = registers_[2], d = registers_[3], e = registers_[4];
  const auto round = [&](std::uint32_t mixed, std::uint32_t constant, std::size_t t) {
    const std::uint32_t next = std::rotl(a, 5) + mixed + e + constant + word[t];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  };
  for (std::size_t t = 0; t < 20; ++t) round((b & c) | (~b & d), 0x5a827999, t);
  for (std::size_t t = 20; t < 40; ++t) round(b ^ c ^ d, 0x6ed9eba1, t);
  for (std::size_t t = 40; t < 60; ++t) round((b & c) | (b & d) | (c & d), 0x8f1bbcdc, t);
  for (std::size_t t = 60; t < 80; ++t) round(b ^ c ^ d, 0xca62c1d6, t);
  registers_[0] += a;
  registers_[1] += b;
  registers_[2] += c;
  registers_[3] += d;
  registers_[4] += e;
}

std::string Sha1State::hex_registers() const {
  Bytes out;
  for (const std::uint32_t value : registers_) put_le32(out, value);
  return hex(out);
}

}  // namespace faultcast
