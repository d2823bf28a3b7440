#include "call/http_call.h"

#include <algorithm>

#include "base/text.h"
#include "http/writer.h"

namespace faultcast::call {

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
                   HttpRequest request, const HttpTerms& terms)
    : loop_(loop),
      resolver_(resolver),
      tls_(tls),
      request_(std::move(request)),
      terms_(terms),
      timer_(loop),
      whole_(loop) {}

void HttpCall::start(Callback<void(HttpResult)> done) {
  done_ = std::move(done);
  if (terms_.whole > 0)
    whole_.after(terms_.whole, [this] {
      end(HttpResult::Kind::timeout, fmt::format("no answer in {}", spoken_duration(terms_.whole)));
    });
  timer_.after(0, [this] { find_host(); });
}

void HttpCall::find_host() {
  const auto url = parse_http_url(request_.url);
  if (!url) {
    end(HttpResult::Kind::no_such_host, "no URL: " + printable(request_.url));
    return;
  }
  host_ = url->host;
  port_ = url->port;
  target_ = url->target;
  secure_ = url->secure;
  if (request_.headers.find("Host") == nullptr)
    request_.headers.list.insert(request_.headers.list.begin(), {"Host", url->authority()});
  if (const auto to = resolver_.find(host_, port_)) {
    connect(*to);
  } else if (terms_.system_names && !loop_.virtual_time()) {
    lookup_ = std::make_unique<loop::Lookup>(loop_, host_, [this](Result<std::string> address) {
      if (address)
        connect({std::move(*address), port_});
      else
        end(HttpResult::Kind::no_such_host, address.error().message);
    });
  } else {
    end(HttpResult::Kind::no_such_host, "no such host: " + printable(host_));
  }
}

void HttpCall::connect(const loop::Endpoint& to) {
  session_.expect_answer_to(request_.method);
  connection_ = loop::Connection::connect(loop_, to, terms_.connect, *this);
}

void HttpCall::on_connected() {
  timer_.after(terms_.silence, [this] {
    end(HttpResult::Kind::timeout, fmt::format("no answer in {}", spoken_duration(terms_.silence)));
  });
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
  timer_.after(terms_.silence, [this] {
    end(HttpResult::Kind::timeout, fmt::format("the answer stopped for {}", spoken_duration(terms_.silence)));
  });
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
    take(body->bytes);
  } else if (std::holds_alternative<http::ReplyEnd>(event)) {
    if (result_.head.status >= 200) end(HttpResult::Kind::answered);
  } else {
    end(HttpResult::Kind::broken, std::get<http::Broken>(event).reason);
  }
}

void HttpCall::take(ByteView body) {
  const std::size_t room = terms_.most_body - result_.body.size();
  append(result_.body, body.first(std::min(room, body.size())));
  if (body.size() <= room) return;
  result_.cut = true;
  end(HttpResult::Kind::answered);
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
  whole_.stop();
  // Whoever is told may destroy this call.
  timer_.after(0, [done = std::make_shared<Callback<void(HttpResult)>>(std::exchange(done_, {})),
                   result = std::move(result_)]() mutable { (*done)(std::move(result)); });
}

}  // namespace faultcast::call
