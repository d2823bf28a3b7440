#include "loop/certificate.h"

#include <fmt/core.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdlib>

#include "loop/resolver.h"

namespace faultcast::loop {

namespace {

using Names = std::unique_ptr<GENERAL_NAMES, FreedBy<GENERAL_NAMES_free>>;
constexpr long version_3 = 2;
constexpr int serial_bits = 127;  // RFC 5280 4.1.2.2: positive, at most 20 bytes

void set_serial(X509* certificate) {
  const std::unique_ptr<BIGNUM, FreedBy<BN_free>> number(BN_new());
  need(BN_rand(number.get(), serial_bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1, "serial number");
  need(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr, "serial number");
}

void set_times(X509* certificate, Validity validity) {
  const auto set = [](ASN1_TIME* to, Millis time) {
    need(ASN1_TIME_adj(to, static_cast<time_t>(time / 1000), 0, 0) != nullptr, "validity");
  };
  set(X509_getm_notBefore(certificate), validity.from);
  set(X509_getm_notAfter(certificate), validity.to);
}

void name_it(X509* certificate, const std::string& common_name) {
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>("faultcast"),
                             -1, -1, 0);
  // Refused beyond 64 bytes; clients look at the alternative names alone.
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.data()),
                             static_cast<int>(common_name.size()), -1, 0);
}

void extend(X509* certificate, X509* issuer, int what, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, FreedBy<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, what, value));
  need(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, value);
}

void add_names(X509* certificate, const std::vector<std::string>& names) {
  const Names all(GENERAL_NAMES_new());
  for (const auto& name : names) {
    GENERAL_NAME* entry = GENERAL_NAME_new();
    if (is_address(name)) {
      GENERAL_NAME_set0_value(entry, GEN_IPADD, a2i_IPADDRESS(name.c_str()));
    } else {
      ASN1_IA5STRING* text = ASN1_IA5STRING_new();
      ASN1_STRING_set(text, name.data(), static_cast<int>(name.size()));
      GENERAL_NAME_set0_value(entry, GEN_DNS, text);
    }
    need(sk_GENERAL_NAME_push(all.get(), entry) > 0, "name");
  }
  need(X509_add1_ext_i2d(certificate, NID_subject_alt_name, all.get(), 0, X509V3_ADD_DEFAULT) == 1, "names");
}

Signed begin(const std::string& common_name, Validity validity) {
  Signed made{Key(EVP_EC_gen("P-256")), X509Certificate(X509_new())};
  need(made.key != nullptr && made.certificate != nullptr, "key");
  X509_set_version(made.certificate.get(), version_3);
  set_serial(made.certificate.get());
  set_times(made.certificate.get(), validity);
  name_it(made.certificate.get(), common_name);
  need(X509_set_pubkey(made.certificate.get(), made.key.get()) == 1, "key");
  return made;
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* key) {
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  need(X509_sign(certificate, key, EVP_sha256()) > 0, "signature");
}

}  // namespace

void need(bool fine, const char* what) {
  if (fine) return;
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_peek_last_error(), text.data(), text.size());
  fmt::print(stderr, "TLS: {}: {}\n", what, text.data());
  std::abort();
}

Signed make_authority(Validity validity) {
  Signed made = begin("faultcast local CA", validity);
  X509* own = made.certificate.get();
  extend(own, own, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  extend(own, own, NID_key_usage, "critical,keyCertSign,cRLSign");
  extend(own, own, NID_subject_key_identifier, "hash");
  sign(own, own, made.key.get());
  return made;
}

Signed make_leaf(const Signed& authority, const std::vector<std::string>& names, Validity validity) {
  Signed made = begin(names.empty() ? "" : names.front(), validity);
  X509 *own = made.certificate.get(), *issuer = authority.certificate.get();
  extend(own, issuer, NID_basic_constraints, "critical,CA:FALSE");
  extend(own, issuer, NID_key_usage, "critical,digitalSignature");
  extend(own, issuer, NID_ext_key_usage, "serverAuth");
  extend(own, issuer, NID_subject_key_identifier, "hash");
  extend(own, issuer, NID_authority_key_identifier, "keyid:always");
  if (!names.empty()) add_names(own, names);
  sign(own, issuer, authority.key.get());
  return made;
}

std::string pem_of(X509* certificate) {
  const std::unique_ptr<BIO, FreedBy<BIO_free>> memory(BIO_new(BIO_s_mem()));
  need(PEM_write_bio_X509(memory.get(), certificate) == 1, "PEM");
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace faultcast::loop
