#include "base/digest.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

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

std::array<std::uint8_t, 20> sha1(ByteView bytes) {
  std::array<std::uint8_t, 20> out{};
  if (EVP_Digest(bytes.data(), bytes.size(), out.data(), nullptr, EVP_sha1(), nullptr) != 1) std::abort();
  return out;
}

std::array<std::uint8_t, 20> hmac_sha1(ByteView key, ByteView bytes) {
  // HMAC() looks its methods up by name at every call, which costs more than the hashing.
  struct Context {
    EVP_MAC_CTX* held = nullptr;
    Context() {
      EVP_MAC* method = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
      held = EVP_MAC_CTX_new(method);
      EVP_MAC_free(method);
      std::array<char, 5> name = {"SHA1"};
      const std::array<OSSL_PARAM, 2> parameters = {
          OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
          OSSL_PARAM_construct_end()};
      if (held == nullptr || EVP_MAC_CTX_set_params(held, parameters.data()) != 1) std::abort();
    }
    ~Context() { EVP_MAC_CTX_free(held); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
  };
  thread_local const Context context;
  // A null key means "the key of before" to OpenSSL, also where its length is 0.
  constexpr std::uint8_t nothing = 0;
  const std::uint8_t* from = key.empty() ? &nothing : key.data();
  std::array<std::uint8_t, 20> out{};
  std::size_t length = 0;
  if (EVP_MAC_init(context.held, from, key.size(), nullptr) != 1 ||
      EVP_MAC_update(context.held, bytes.data(), bytes.size()) != 1 ||
      EVP_MAC_final(context.held, out.data(), &length, out.size()) != 1)
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
