#include "live/publisher.h"

#include <algorithm>

#include "live/admit.h"
#include "live/codes.h"

namespace faultcast::live {

namespace {

constexpr std::size_t unsent_max = 64 * 1024;  // a publisher only gets acks and pings

rtmp::ServerOptions options_of(const Behaviour& behaviour, std::uint64_t seed) {
  rtmp::ServerOptions options;
  options.digest_answer = behaviour.digest_answer;
  options.chunk_size = std::clamp<std::uint32_t>(behaviour.chunk_size, 128, 65536);
  options.random_seed = seed;
  return options;
}

Text plain(std::string en, std::string zh) {
  return {std::move(en), std::move(zh)};
}

}  // namespace

Publisher::Publisher(Ingest& ingest, std::uint64_t id, std::unique_ptr<loop::Connection> connection)
    : ingest_(ingest),
      id_(id),
      connection_(std::move(connection)),
      session_(
          std::make_unique<rtmp::ServerSession>(options_of(ingest.behaviour(), ingest.around().seed + id))),
      timer_(ingest.around().loop),
      accepted_at_(ingest.now()),
      phase_since_(ingest.around().loop.now()) {
  connection_->set_owner(*this);
  Exchange accepted = exchange("accept");
  apply_bytes(faults_for("accept", accepted));
  arm();
}

Publisher::~Publisher() = default;

void Publisher::enter(Phase phase) {
  const auto runs = [](Phase one) { return one == Phase::streaming || one == Phase::playing; };
  if (!runs(phase_) && runs(phase)) ingest_.streaming_changed(+1);
  if (runs(phase_) && !runs(phase)) ingest_.streaming_changed(-1);
  phase_ = phase;
}

void Publisher::on_bytes(ByteView bytes) {
  while (phase_ != Phase::done) {
    auto event = session_->next(bytes);
    if (!event) break;
    std::visit([this](const auto& e) { handle(e); }, *event);
  }
  if (channel_) channel_->flush();
  if (phase_ != Phase::done) flush();
}

void Publisher::flush() {
  if (!session_->has_output()) return;
  connection_->send(session_->take_output());
  if (phase_ != Phase::playing && connection_->unsent() > unsent_max)
    cut("broke",
        plain(fmt::format("{} bytes of answers wait for a client that does not read", connection_->unsent()),
              fmt::format("客户端不读取应答，已积压 {} 字节", connection_->unsent())));
}

void Publisher::handle(const rtmp::HandshakeDone&) {
  enter(Phase::connect);
  phase_since_ = ingest_.around().loop.now();
  arm();
}

void Publisher::handle(const rtmp::ConnectRequest& event) {
  app_ = event.app;
  tc_url_ = event.tc_url;
  flash_ver_ = event.flash_ver;
  const Push connect = parse_push(app_, tc_url_, "");
  Exchange seen = exchange("connect");
  seen.fields = {{"app", printable(app_)}, {"tc_url", printable(tc_url_)}, {"client", printable(flash_ver_)}};
  const auto applied = faults_for("connect", seen);
  seen.rules = applied.rules();
  apply_bytes(applied);
  if (applied.find<fault::CloseBeforeAnswer>().first != nullptr) {
    cut("cut_by_fault", plain("closed in place of an answer to connect", "在应答 connect 之前关闭了连接"));
    return;
  }
  seen.verdict.code = &code("connected");
  seen.verdict.because = plain("connect carries no credentials; they come with publish",
                               "connect 不含鉴权信息，鉴权在 publish 时进行");
  force(seen.verdict, applied, "connect");
  const RejectStyle style = ingest_.behaviour().reject_style;
  if (seen.verdict.ok() && (style == RejectStyle::connect_reject || style == RejectStyle::connect_close))
    if (auto refusal = judge_connect(connect, ingest_.around().setup)) seen.verdict = *refusal;
  if (!seen.verdict.ok()) {
    refuse_push(std::move(seen), applied, true);
    return;
  }
  session_->accept_connect();
  enter(Phase::publish);
  phase_since_ = ingest_.around().loop.now();
  arm();
  ingest_.around().observer.saw(std::move(seen));
}

void Publisher::handle(const rtmp::PublishRequest& event) {
  push_ = parse_push(app_, tc_url_, event.name);
  Exchange seen = exchange("publish");
  describe(seen);
  const auto& around = ingest_.around();
  const auto applied = faults_for("publish", seen);
  seen.rules = applied.rules();
  seen.verdict = admit(*push_, around.setup, around.state, ingest_.now());
  force(seen.verdict, applied, "publish");
  apply_bytes(applied);
  if (applied.find<fault::CloseBeforeAnswer>().first != nullptr) {
    ingest_.around().observer.saw(std::move(seen));
    push_.reset();
    cut("cut_by_fault", plain("closed in place of an answer to publish", "在应答 publish 之前关闭了连接"));
    return;
  }
  if (seen.verdict.ok())
    accept_push(std::move(seen));
  else
    refuse_push(std::move(seen), applied, false);
}

void Publisher::accept_push(Exchange seen) {
  const auto& around = ingest_.around();
  session_->accept_publish();
  around.state.publishing[push_->stream] = {id_, ingest_.now()};
  around.state.known.try_emplace(push_->stream, ingest_.now());
  around.state.lingering.erase(push_->stream);
  enter(Phase::streaming);
  phase_since_ = last_ping_ = around.loop.now();
  media_seen_ = false;
  meter_ = {};
  if (const std::string* txtime = push_->parameter("txTime")) expiry_ = expiry_of(*txtime);
  arm();
  around.observer.saw(std::move(seen));
  pushing_ = session();
  if (around.hub != nullptr) channel_ = around.hub->open(pushing_.stream);
  tell(state::StreamStarted{pushing_, ingest_.now()});
}

void Publisher::refuse_push(Exchange seen, const fault::Applied& applied, bool at_connect) {
  RejectStyle style = ingest_.behaviour().reject_style;
  std::string status_code = at_connect ? "NetConnection.Connect.Rejected" : "NetStream.Publish.BadName";
  std::string description = ingest_.behaviour().reject_description;
  for (const auto& [rule, effect] : applied.effects)
    if (const auto* rewrite = std::get_if<fault::RewriteField>(&effect)) {
      if (rewrite->name == "code") status_code = rewrite->to;
      if (rewrite->name == "description") description = rewrite->to;
    }
  if (!at_connect && style == RejectStyle::connect_reject) style = RejectStyle::status_badname;
  if (!at_connect && style == RejectStyle::connect_close) style = RejectStyle::publish_close;

  ingest_.around().observer.saw(std::move(seen));
  if (!at_connect && ingest_.behaviour().callback_on_reject)
    tell(state::PushRefused{session(), ingest_.now()});
  if (style == RejectStyle::start_then_close) {
    session_->accept_publish();
    cut_after_media_ = true;
    enter(Phase::streaming);
    phase_since_ = last_ping_ = ingest_.around().loop.now();
    arm();
    return;
  }
  if (style == RejectStyle::connect_reject) session_->reject_connect(status_code, description);
  if (style == RejectStyle::status_badname) session_->refuse_publish(status_code, description);
  push_.reset();
  hang_up(style);
}

void Publisher::hang_up(RejectStyle style) {
  enter(Phase::done);
  timer_.stop();
  const bool in_words = style == RejectStyle::connect_reject || style == RejectStyle::status_badname;
  if (in_words || style == RejectStyle::publish_close || style == RejectStyle::connect_close) {
    // What was answered before (createStream …) still goes out; a refusal in words goes with it.
    if (session_->has_output()) connection_->send(session_->take_output());
    connection_->finish();
  } else if (style == RejectStyle::publish_rst) {
    connection_->reset();
  } else {
    connection_->close();
  }
  ingest_.gone(id_);
}

void Publisher::handle(const rtmp::Media& event) {
  if (phase_ != Phase::streaming) return;
  const auto& around = ingest_.around();
  if (event.kind != rtmp::Media::Kind::data) {
    last_media_ = around.loop.now();
    if (cut_after_media_) {
      hang_up(RejectStyle::start_then_close);
      return;
    }
    if (!media_seen_) {
      media_seen_ = true;
      Exchange first = exchange("media");
      describe(first);
      apply_bytes(faults_for("media", first));
      arm();
    }
    if (event.body.size() > ingest_.behaviour().media_message_max) {
      cut("message_too_large", plain(fmt::format("a message of {} bytes; media_message_max is {}",
                                                 event.body.size(), ingest_.behaviour().media_message_max),
                                     fmt::format("收到 {} 字节的消息；media_message_max 为 {}",
                                                 event.body.size(), ingest_.behaviour().media_message_max)));
      return;
    }
  }
  const auto type = static_cast<std::uint8_t>(event.kind);
  meter_.add(type, event.timestamp, event.body);
  if (channel_) channel_->feed(type, event.timestamp, event.body);
}

void Publisher::handle(const rtmp::PublishEnded& event) {
  if (cut_after_media_ || phase_ != Phase::streaming) return;
  const bool closed = event.command == "closeStream";
  end_stream(closed ? "closed" : "deleted",
             plain("the pusher sent " + event.command, "推流端发送了 " + event.command));
  stream_ended_ = true;
  enter(Phase::publish);  // it may publish again on this connection
  phase_since_ = ingest_.around().loop.now();
  arm();
}

void Publisher::handle(const rtmp::Broken& event) {
  const Text because = plain(event.reason + ": " + event.detail, event.reason + "：" + event.detail);
  end("protocol_error", event.reason == "not_rtmp" ? "not_rtmp" : "protocol_broken", because);
  hang_up(RejectStyle::start_then_close);
}

void Publisher::on_end(const loop::EndReason& reason) {
  using Kind = loop::EndReason::Kind;
  const Text because = plain(reason.detail, reason.detail);
  if (reason.kind == Kind::faulted)
    end("cut_by_fault", "closed_by_fault", because);
  else
    end(reason.kind == Kind::fin ? "hung_up" : "broke", "left_early", because);
  enter(Phase::done);
  timer_.stop();
  ingest_.gone(id_);
}

void Publisher::setup_changed() {
  if (phase_ != Phase::streaming || !push_ || cut_after_media_) return;
  const auto& setup = ingest_.around().setup;
  for (const auto& id : setup.keys("console.live.streams"))
    if (id == push_->stream && setup.flag("console.live.streams." + id + ".banned")) {
      cut("cut_banned", plain("the stream was forbidden while it ran", "推流过程中被禁推"));
      return;
    }
  arm();
}

void Publisher::cut_stream(bool forbidden) {
  if (forbidden)
    cut("cut_banned",
        plain("the stream was forbidden by the live API while it ran", "推流过程中被 API 禁推"));
  else
    cut("cut_by_api", plain("the stream was cut by the live API", "被 API 断流"));
}

void Publisher::shut_down() {
  end("shut_down", "", plain("faultcast ended or was reset", "faultcast 退出或被重置"));
  hang_up(RejectStyle::start_then_close);
}

}  // namespace faultcast::live
