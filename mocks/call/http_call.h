#pragma once
// One HTTP request of ours to somebody else, over a connection of its own: resolved, connected, secured,
// sent, answered, each within its time. The reference app, the callback sender and the backend ask so.

#include <memory>
#include <optional>
#include <string>

#include "base/callback.h"
#include "http/client_session.h"
#include "loop/lookup.h"
#include "loop/resolver.h"
#include "loop/tls.h"

namespace faultcast::call {

struct HttpRequest {
  std::string method = "GET";
  std::string url;  ///< http:// or https://
  http::Headers headers = {};
  Bytes body = {};
};

/// What an asker is content with. Times in milliseconds.
struct HttpTerms {
  Millis connect = 10'000;           ///< until the connection stands
  Millis silence = 30'000;           ///< without a byte of the answer
  Millis whole = 0;                  ///< from the start to the end of the answer; 0: no limit
  std::size_t most_body = SIZE_MAX;  ///< bytes of the answer's body that are read; the rest is cut off
  bool system_names = false;         ///< ask the machine's own resolver for names that ours does not know
};

/// What came of it: an answer, or why there is none.
struct HttpResult {
  enum class Kind {
    answered,
    no_such_host,
    refused,
    connect_timeout,
    tls,
    reset,
    closed,
    timeout,
    broken
  } kind;
  std::string detail;  ///< why there is no answer
  http::ReplyHead head;
  Bytes body;
  bool cut = false;  ///< the body was longer than most_body
  [[nodiscard]] bool answered() const { return kind == Kind::answered; }
};

class HttpCall final : public loop::ConnectionOwner {
 public:
  /// `tls`: for https; may be null where no https is asked for. All outlive it.
  HttpCall(loop::Loop& loop, const loop::Resolver& resolver, const loop::TlsClient* tls, HttpRequest request,
           const HttpTerms& terms = {});
  /// `done` once, from the loop, not from within this call. The call may be destroyed there.
  void start(Callback<void(HttpResult)> done);
  /// Address of the other side, once one is known.
  [[nodiscard]] std::string peer() const { return connection_ ? connection_->peer().str() : std::string(); }

  void on_connected() override;
  void on_secured(const loop::TlsInfo& info) override;
  void on_bytes(ByteView bytes) override;
  void on_end(const loop::EndReason& reason) override;

 private:
  void find_host();
  void connect(const loop::Endpoint& to);
  void send();
  void handle(const http::ClientEvent& event);
  void take(ByteView body);
  void end(HttpResult::Kind kind, std::string detail = {});

  loop::Loop& loop_;
  const loop::Resolver& resolver_;
  const loop::TlsClient* tls_;
  HttpRequest request_;
  HttpTerms terms_;
  std::string host_, target_;
  std::uint16_t port_ = 0;
  bool secure_ = false, sent_ = false;
  std::unique_ptr<loop::Lookup> lookup_;
  std::unique_ptr<loop::Connection> connection_;
  http::ClientSession session_;
  HttpResult result_{};
  Callback<void(HttpResult)> done_;
  loop::Timer timer_, whole_;
};

/// Taken apart; none if it is no http or https URL.
struct HttpUrl {
  bool secure = false;
  std::string host, target;  ///< target: path and query
  std::uint16_t port = 80;
  [[nodiscard]] std::string authority() const;
};
std::optional<HttpUrl> parse_http_url(std::string_view url);

}  // namespace faultcast::call
