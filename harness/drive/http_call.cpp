#include "drive/http_call.h"

#include <algorithm>

#include "base/text.h"
#include "http/writer.h"

namespace faultcast::drive {

std::string HttpUrl::authority() const {
  return port == (secure ? 443 : 80) ? host : fmt::format("{}:{}", host, port);
}

std::optional<HttpUrl> parse_http_url(std::string_view url) {
  HttpUrl out;
  out.secure = url.starts_with("https://");
  if (!out.secure && !url.starts_with("http://")) return std::nullopt;
  url.remove_prefix(out.secure ? 8 : 7);
  out.port = out.secure ? 443 : 80;
  const auto path = std::min(url.find_first_of("/?"), url.size());
  std::string_view authority = url.substr(0, path);
  out.target = url.substr(path);
  if (!out.target.starts_with('/')) out.target.insert(0, 1, '/');
  if (const auto colon = authority.rfind(':'); colon != std::string_view::npos) {
    const auto port = parse_unsigned(authority.substr(colon + 1));
    if (!port || *port == 0 || *port > 65535) return std::nullopt;
    out.port = static_cast<std::uint16_t>(*port);
    authority = authority.substr(0, colon);
  }
  out.host = authority;
  if (out.host.empty()) return std::nullopt;
  return out;
}

HttpCall::HttpCall(loop::Loop& loop, const loop::Resolver& resolver, const loop::TlsClient* tls,
                   HttpRequest request)
    : loop_(loop), resolver_(resolver), tls_(tls), request_(std::move(request)), timer_(loop) {}

void HttpCall::start(Callback<void(HttpResult)> done) {
  done_ = std::move(done);
  timer_.after(0, [this] {
    const auto url = parse_http_url(request_.url);
    if (!url) {
      end(HttpResult::Kind::no_such_host, "no URL: " + printable(request_.url));
      return;
    }
    host_ = url->host;
    target_ = url->target;
    secure_ = url->secure;
    const auto to = resolver_.find(url->host, url->port);
    if (!to) {
      end(HttpResult::Kind::no_such_host, "no such host: " + printable(url->host));
      return;
    }
    if (request_.headers.find("Host") == nullptr)
      request_.headers.list.insert(request_.headers.list.begin(), {"Host", url->authority()});
    session_.expect_answer_to(request_.method);
    connection_ = loop::Connection::connect(loop_, *to, connect_timeout, *this);
  });
}

void HttpCall::on_connected() {
  timer_.after(answer_timeout, [this] { end(HttpResult::Kind::timeout, "no answer in 30 s"); });
  if (secure_ && tls_ != nullptr)
    connection_->start_tls(*tls_, host_);
  else
    send();
}

void HttpCall::on_secured(const loop::TlsInfo& /*info*/) {
  send();
}

void HttpCall::send() {
  sent_ = true;
  connection_->send(http::write_request(request_.method, target_, request_.headers, request_.body));
}

void HttpCall::on_bytes(ByteView bytes) {
  timer_.after(answer_timeout, [this] { end(HttpResult::Kind::timeout, "the answer stopped for 30 s"); });
  while (done_) {
    const auto event = session_.next(bytes);
    if (!event) return;
    handle(*event);
  }
}

void HttpCall::handle(const http::ClientEvent& event) {
  if (const auto* head = std::get_if<http::ReplyHead>(&event)) {
    result_.head = *head;
  } else if (const auto* body = std::get_if<http::BodyPiece>(&event)) {
    append(result_.body, body->bytes);
  } else if (std::holds_alternative<http::ReplyEnd>(event)) {
    if (result_.head.status >= 200) end(HttpResult::Kind::answered);
  } else {
    end(HttpResult::Kind::broken, std::get<http::Broken>(event).reason);
  }
}

void HttpCall::on_end(const loop::EndReason& reason) {
  using End = loop::EndReason::Kind;
  using Kind = HttpResult::Kind;
  if (reason.kind == End::fin && sent_) {
    const auto event = session_.ended();
    if (event && std::holds_alternative<http::ReplyEnd>(*event)) {
      end(Kind::answered);
      return;
    }
  }
  end(reason.kind == End::refused   ? Kind::refused
      : reason.kind == End::timeout ? Kind::connect_timeout
      : reason.kind == End::tls     ? Kind::tls
      : reason.kind == End::fin     ? Kind::closed
                                    : Kind::reset,
      reason.detail);
}

void HttpCall::end(HttpResult::Kind kind, std::string detail) {
  if (!done_) return;
  result_.kind = kind;
  result_.detail = std::move(detail);
  if (connection_) connection_->close();
  // Whoever is told may destroy this call.
  timer_.after(0, [done = std::make_shared<Callback<void(HttpResult)>>(std::exchange(done_, {})),
                   result = std::move(result_)]() mutable { (*done)(std::move(result)); });
}

}  // namespace faultcast::drive
