#include "base/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cstdlib>

#include "base/encode.h"

namespace faultcast {

namespace {

std::string digest_hex(const EVP_MD* method, ByteView bytes) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  // Fails only if the default provider is missing; nothing here could work then.
  if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, method, nullptr) != 1) std::abort();
  return hex(ByteView(out.data(), length));
}

}  // namespace

std::string md5_hex(std::string_view text) {
  return digest_hex(EVP_md5(), as_bytes(text));
}
std::string sha256_hex(ByteView bytes) {
  return digest_hex(EVP_sha256(), bytes);
}

std::array<std::uint8_t, 32> hmac_sha256(ByteView key, ByteView bytes) {
  std::array<std::uint8_t, 32> out{};
  unsigned length = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes.data(), bytes.size(), out.data(),
           &length) == nullptr)
    std::abort();
  return out;
}

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() { EVP_MD_CTX_free(context); }
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  if (EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) != 1) std::abort();
}
Sha256::~Sha256() = default;

void Sha256::add(ByteView bytes) {
  EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
}

std::string Sha256::hex_digest() {
  std::array<std::uint8_t, 32> out{};
  unsigned length = 0;
  EVP_DigestFinal_ex(state_->context, out.data(), &length);
  return hex(ByteView(out.data(), length));
}

}  // namespace faultcast
