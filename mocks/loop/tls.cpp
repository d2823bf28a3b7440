#include "loop/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>

#include "loop/certificate.h"
#include "loop/resolver.h"

namespace faultcast::loop {

namespace {

constexpr Millis day = 86'400'000;
constexpr Millis half_life = 400 * day;

int number_of(TlsVersion version) {
  constexpr std::array numbers = {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION};
  return numbers[static_cast<std::size_t>(version)];
}

SSL_CTX* make_context(const SSL_METHOD* method, TlsVersions versions) {
  SSL_CTX* context = SSL_CTX_new(method);
  need(context != nullptr, "context");
  if (versions.lowest < TlsVersion::v1_2)
    need(SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=0") == 1, "ciphers");
  SSL_CTX_set_min_proto_version(context, number_of(versions.lowest));
  SSL_CTX_set_max_proto_version(context, number_of(versions.highest));
  // Buffers of an idle connection would take 34 KiB.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_num_tickets(context, 0);
  return context;
}

bool trust(SSL_CTX* context, const std::string& pem) {
  const std::unique_ptr<BIO, FreedBy<BIO_free>> text(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  bool any = false;
  while (const auto certificate = X509Certificate(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr))) {
    any = true;
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate.get());
  }
  return any;
}

}  // namespace

struct TlsAuthority::Made {
  Signed authority;
  std::string pem;
};

TlsAuthority::TlsAuthority(Millis now) : now_(now) {}
TlsAuthority::~TlsAuthority() = default;

TlsAuthority::Made& TlsAuthority::made() {
  if (!made_) {
    made_ = std::make_unique<Made>();
    made_->authority = make_authority({now_ - half_life, now_ + half_life});
    made_->pem = pem_of(made_->authority.certificate.get());
  }
  return *made_;
}

const std::string& TlsAuthority::pem() {
  return made().pem;
}

TlsServer::TlsServer(std::shared_ptr<TlsAuthority> authority, Settings settings)
    : authority_(std::move(authority)), settings_(std::move(settings)) {}
TlsServer::~TlsServer() {
  SSL_CTX_free(context_);
}

ssl_st* TlsServer::open() {
  if (context_ == nullptr) {
    const Millis now = authority_->now_;
    const bool wrong = settings_.certificate == Certificate::wrong_name;
    const Signed leaf = make_leaf(
        authority_->made().authority,
        wrong ? std::vector<std::string>{"wrong-name.invalid"} : settings_.names,
        {now - half_life, settings_.certificate == Certificate::expired ? now - day : now + half_life});
    context_ = make_context(TLS_server_method(), settings_.versions);
    need(SSL_CTX_use_certificate(context_, leaf.certificate.get()) == 1 &&
             SSL_CTX_use_PrivateKey(context_, leaf.key.get()) == 1,
         "certificate");
  }
  SSL* ssl = SSL_new(context_);
  need(ssl != nullptr, "connection");
  SSL_set_accept_state(ssl);
  return ssl;
}

Result<std::unique_ptr<TlsClient>> TlsClient::make(const Settings& settings) {
  auto client =
      std::unique_ptr<TlsClient>(new TlsClient(make_context(TLS_client_method(), settings.versions)));
  if (settings.machines_authorities) SSL_CTX_set_default_verify_paths(client->context_);
  for (const auto& pem : settings.authorities)
    if (!trust(client->context_, pem)) return fail("a trusted authority is no certificate in PEM");
  ERR_clear_error();  // the end of each PEM counts as an error
  SSL_CTX_set_verify(client->context_, settings.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  return client;
}

TlsClient::~TlsClient() {
  SSL_CTX_free(context_);
}

ssl_st* TlsClient::open(const std::string& host, Millis now) const {
  SSL* ssl = SSL_new(context_);
  need(ssl != nullptr, "connection");
  SSL_set_connect_state(ssl);
  X509_VERIFY_PARAM* judged = SSL_get0_param(ssl);
  X509_VERIFY_PARAM_set_time(judged, static_cast<time_t>(now / 1000));
  if (is_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(judged, host.c_str());
  } else {
    // RFC 6066 3: names alone, no addresses.
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(host.c_str()));
    X509_VERIFY_PARAM_set_hostflags(judged, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    X509_VERIFY_PARAM_set1_host(judged, host.data(), host.size());
  }
  return ssl;
}

}  // namespace faultcast::loop
