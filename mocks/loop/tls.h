#pragma once
// TLS for connections: who a server says it is, and whom a client believes. Shared between connections of one
// loop. By OpenSSL; keys and serial numbers are really random, times come from outside.

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

struct ssl_ctx_st;
struct ssl_st;

namespace faultcast::loop {

/// What both ends agreed on.
struct TlsInfo {
  std::string version;      ///< "TLSv1.3"
  std::string cipher;       ///< "TLS_AES_256_GCM_SHA384"
  std::string server_name;  ///< SNI as the client sent it; empty: none, as for an address
};

enum class TlsVersion { v1_0, v1_1, v1_2, v1_3 };

/// What is offered. With a `lowest` below 1.2 OpenSSL's security level is 0, since those need SHA-1.
struct TlsVersions {
  TlsVersion lowest = TlsVersion::v1_2, highest = TlsVersion::v1_3;
};

/// A local certificate authority (P-256), made when it is first asked for. What it signs is accepted by
/// whoever trusts its PEM.
class TlsAuthority {
 public:
  /// Certificates hold from 400 days before `now` to 400 days after it: Apple's systems accept no more than
  /// 825.
  explicit TlsAuthority(Millis now);
  ~TlsAuthority();
  TlsAuthority(const TlsAuthority&) = delete;
  TlsAuthority& operator=(const TlsAuthority&) = delete;
  [[nodiscard]] const std::string& pem();

 private:
  friend class TlsServer;
  struct Made;
  Made& made();
  Millis now_;
  std::unique_ptr<Made> made_;
};

/// The server's side: a P-256 certificate for its names, made at the first connection. No session is ever
/// resumed, so that every handshake shows the certificate.
class TlsServer {
 public:
  enum class Certificate {
    good,
    expired,     ///< since a day before the authority's `now`
    wrong_name,  ///< for "wrong-name.invalid" instead of `names`
  };
  struct Settings {
    std::vector<std::string> names = {};  ///< DNS names, "*.example.com" too, and IP addresses
    Certificate certificate = Certificate::good;
    TlsVersions versions = {};
  };
  TlsServer(std::shared_ptr<TlsAuthority> authority, Settings settings);
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

 private:
  friend class Connection;
  [[nodiscard]] ssl_st* open();
  std::shared_ptr<TlsAuthority> authority_;
  Settings settings_;
  ssl_ctx_st* context_ = nullptr;
};

/// The client's side.
class TlsClient {
 public:
  struct Settings {
    std::vector<std::string> authorities = {};  ///< PEM; none: nobody is trusted
    bool verify = true;                         ///< chain, dates and name; false: anything goes
    TlsVersions versions = {};
    bool machines_authorities = false;          ///< those that this machine trusts, too
  };
  /// Fails if an authority is no PEM certificate.
  static Result<std::unique_ptr<TlsClient>> make(const Settings& settings);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

 private:
  friend class Connection;
  explicit TlsClient(ssl_ctx_st* context) : context_(context) {}
  /// `now` judges the dates.
  [[nodiscard]] ssl_st* open(const std::string& host, Millis now) const;
  ssl_ctx_st* context_;
};

}  // namespace faultcast::loop
