#pragma once
// One HTTP request of the reference app, over a connection of its own: resolved, connected, secured, sent,
// answered, each within its time.

#include <memory>
#include <optional>
#include <string>

#include "base/callback.h"
#include "http/client_session.h"
#include "loop/resolver.h"
#include "loop/tls.h"

namespace faultcast::drive {

struct HttpRequest {
  std::string method = "GET";
  std::string url;  ///< http:// or https://
  http::Headers headers;
  Bytes body;
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
  [[nodiscard]] bool answered() const { return kind == Kind::answered; }
};

class HttpCall final : public loop::ConnectionOwner {
 public:
  static constexpr Millis connect_timeout = 10'000;
  static constexpr Millis answer_timeout = 30'000;  ///< without a byte of the answer

  /// `tls`: for https; may be null where no https is asked for. All outlive it.
  HttpCall(loop::Loop& loop, const loop::Resolver& resolver, const loop::TlsClient* tls, HttpRequest request);
  /// `done` once, from the loop, not from within this call. The call may be destroyed there.
  void start(Callback<void(HttpResult)> done);

  void on_connected() override;
  void on_secured(const loop::TlsInfo& info) override;
  void on_bytes(ByteView bytes) override;
  void on_end(const loop::EndReason& reason) override;

 private:
  void send();
  void handle(const http::ClientEvent& event);
  void end(HttpResult::Kind kind, std::string detail = {});

  loop::Loop& loop_;
  const loop::Resolver& resolver_;
  const loop::TlsClient* tls_;
  HttpRequest request_;
  std::string host_, target_;
  bool secure_ = false, sent_ = false;
  std::unique_ptr<loop::Connection> connection_;
  http::ClientSession session_;
  HttpResult result_{};
  Callback<void(HttpResult)> done_;
  loop::Timer timer_;
};

/// Taken apart; none if it is no http or https URL.
struct HttpUrl {
  bool secure = false;
  std::string host, target;  ///< target: path and query
  std::uint16_t port = 80;
  [[nodiscard]] std::string authority() const;
};
std::optional<HttpUrl> parse_http_url(std::string_view url);

}  // namespace faultcast::drive
