#include "drive/push_client.h"

#include "base/text.h"
#include "drive/push_events.h"

namespace faultcast::drive {

std::optional<RtmpUrl> parse_rtmp_url(std::string_view url) {
  constexpr std::string_view scheme = "rtmp://";
  if (!url.starts_with(scheme)) return std::nullopt;
  url.remove_prefix(scheme.size());
  const auto path = url.find('/');
  if (path == std::string_view::npos) return std::nullopt;
  RtmpUrl out;
  std::string_view authority = url.substr(0, path);
  if (const auto colon = authority.rfind(':'); colon != std::string_view::npos) {
    const auto port = parse_unsigned(authority.substr(colon + 1));
    if (!port || *port == 0 || *port > 65535) return std::nullopt;
    out.port = static_cast<std::uint16_t>(*port);
    authority = authority.substr(0, colon);
  }
  out.host = authority;
  const std::string_view rest = url.substr(path + 1);
  // The app ends at the last '/' before the query: a '/' inside the query belongs to it.
  const auto slash = rest.substr(0, rest.find('?')).rfind('/');
  if (slash == std::string_view::npos || out.host.empty()) return std::nullopt;
  out.app = rest.substr(0, slash);
  out.name = rest.substr(slash + 1);
  return out;
}

PushClient::PushClient(loop::Loop& loop, const loop::Resolver& resolver, const media::FlvFile& media,
                       ClientLog& log, PushPlan plan, std::uint64_t seed)
    : loop_(loop),
      resolver_(resolver),
      media_(media),
      log_(log),
      plan_(std::move(plan)),
      seed_(seed),
      timer_(loop) {}

void PushClient::start(Callback<void()> begun, Callback<void()> ended) {
  begun_ = std::move(begun);
  ended_ = std::move(ended);
  log_.add({loop_.now(), plan_.who, 0, "", "startPush: " + plan_.url});
  const auto url = parse_rtmp_url(plan_.url);
  if (!url) {
    report(-1313);
    phase_ = Phase::done;
    timer_.after(0, [this] { finish(); });
    return;
  }
  host_ = url->host;
  port_ = url->port;
  app_ = url->app;
  name_ = url->name;
  timer_.after(0, [this] { attempt(); });
}

void PushClient::attempt() {
  connection_.reset();
  session_.reset();
  const auto to = resolver_.find(host_, port_);
  if (!to) {
    failed(3001, "no such host: " + host_);
    return;
  }
  phase_ = Phase::connecting;
  connection_ = loop::Connection::connect(loop_, *to, connect_timeout, *this);
}

void PushClient::on_connected() {
  phase_ = Phase::handshake;
  rtmp::ClientOptions options;
  options.app = app_;
  options.tc_url = "rtmp://" + (plan_.tcurl_host.empty() ? host_ : plan_.tcurl_host) + "/" + app_;
  options.stream_name = name_;
  options.random_seed = seed_ + static_cast<std::uint64_t>(failures_);
  session_ = std::make_unique<rtmp::ClientSession>(options);
  session_->start();
  wait_for_answer();
  flush();
}

void PushClient::wait_for_answer() {
  timer_.after(answer_timeout,
               [this] { failed(phase_ == Phase::handshake ? 3003 : 3004, "no answer in 30 s"); });
}

void PushClient::on_bytes(ByteView bytes) {
  while (session_) {
    const auto event = session_->next(bytes);
    if (!event) break;
    handle(*event);
  }
  if (session_) flush();
}

void PushClient::handle(const rtmp::ClientEvent& event) {
  if (std::holds_alternative<rtmp::ClientHandshakeDone>(event)) {
    phase_ = Phase::waiting;
    report(1001);
    wait_for_answer();
  } else if (std::holds_alternative<rtmp::ClientConnected>(event)) {
    wait_for_answer();
  } else if (std::holds_alternative<rtmp::ClientPublishStarted>(event)) {
    phase_ = Phase::streaming;
    report(1002);
    started_at_ = loop_.now();
    next_tag_ = 0;
    timer_.after(0, [this] { send_due_tags(); });
    tell_begun();
  } else if (const auto* refused = std::get_if<rtmp::ClientRefused>(&event)) {
    failed(3004, refused->code + ": " + refused->description);
  } else if (const auto* broken = std::get_if<rtmp::ClientBroken>(&event)) {
    failed(phase_ == Phase::handshake ? 3003 : 3005, broken->reason);
  }
}

void PushClient::send_due_tags() {
  const auto passed = static_cast<std::uint32_t>(loop_.now() - started_at_);
  while (next_tag_ < media_.tags.size() && media_.tags[next_tag_].timestamp <= passed) {
    const auto& tag = media_.tags[next_tag_++];
    session_->send_tag(tag.type, tag.timestamp, tag.body);
  }
  flush();
  if (next_tag_ < media_.tags.size()) {
    timer_.at(started_at_ + media_.tags[next_tag_].timestamp, [this] { send_due_tags(); });
    return;
  }
  session_->finish();
  flush();
  connection_->finish();
  phase_ = Phase::done;
  log_.add({loop_.now(), plan_.who, 0, "", "stopPush"});
  finish();
}

void PushClient::on_end(const loop::EndReason& reason) {
  using Kind = loop::EndReason::Kind;
  switch (phase_) {
    case Phase::connecting:
      failed(3002, reason.detail);
      return;
    case Phase::handshake:
      failed(3003, reason.detail);
      return;
    case Phase::streaming:
      failed(reason.kind == Kind::fin ? 3004 : 3005, reason.detail);
      return;
    default:
      failed(3004, reason.detail);
  }
}

void PushClient::failed(int event_code, const std::string& detail) {
  timer_.stop();
  if (connection_) connection_->close();
  session_.reset();
  report(event_code, detail);
  phase_ = Phase::resolving;
  if (failures_++ < retries) {
    timer_.after(retry_interval, [this] {
      report(1102);
      attempt();
    });
    return;
  }
  report(-1307);
  phase_ = Phase::done;
  finish();
}

void PushClient::report(int event_code, const std::string& detail) {
  const PushEvent& event = push_event(event_code);
  std::string text = fmt::format("onPushEvent: {} {} {}", event.code, event.name, event.text);
  if (!detail.empty()) text += " (" + printable(detail) + ")";
  log_.add({loop_.now(), plan_.who, event.code, std::string(event.name), std::move(text)});
}

void PushClient::flush() {
  if (session_->has_output()) connection_->send(session_->take_output());
}

void PushClient::tell_begun() {
  if (begun_) std::exchange(begun_, {})();
}

void PushClient::finish() {
  tell_begun();
  if (ended_) std::exchange(ended_, {})();
}

}  // namespace faultcast::drive
