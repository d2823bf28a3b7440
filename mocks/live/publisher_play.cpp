// The connection as a viewer: RTMP play on the ingest's port. (RTMP ingest, 3.4; live service reference, 1.3)
#include "live/publisher.h"
#include "play/judge.h"

namespace faultcast::live {

namespace {

constexpr std::size_t viewer_unsent_max = 256 * 1024;  // more waits in the seat, which may skip what is old

}  // namespace

void Publisher::handle(const rtmp::PlayRequest& event) {
  const auto& around = ingest_.around();
  if (around.hub == nullptr) {
    session_->refuse_play("NetStream.Play.StreamNotFound", "No such stream: " + printable(event.name));
    return;
  }
  const Push asked = parse_push(app_, tc_url_, event.name);
  const play::Ask ask{asked.host, asked.stream, asked.parameters};
  Exchange seen = exchange("rtmp");
  seen.service = "play";
  seen.fields = play::fields_of(ask);
  seen.fields.emplace_back("app", printable(app_));
  seen.fields.emplace_back("tc_url", printable(tc_url_));
  seen.fields.emplace_back("client", printable(flash_ver_));
  seen.verdict = play::judge(ask, around.setup, *around.hub, ingest_.now());
  const Verdict verdict = seen.verdict;
  around.observer.saw(std::move(seen));
  if (!verdict.ok()) {
    if (around.setup.text("console.play.behaviour.rtmp_refused") == "status")
      session_->refuse_play("NetStream.Play.StreamNotFound", verdict.code->sentence_en);
    hang_up(RejectStyle::publish_close);
    return;
  }
  session_->accept_play();
  watched_ = ask.stream;
  enter(Phase::playing);
  seat_.emplace(around.hub->find(ask.stream), [this] { play_more(); });
  watched_since_ = around.loop.now();
  arm();
  play_more();
}

void Publisher::handle(const rtmp::PlayEnded&) {
  if (phase_ != Phase::playing) return;
  end_watching("viewer_left");
  enter(Phase::publish);
  phase_since_ = ingest_.around().loop.now();
  arm();
}

void Publisher::play_more() {
  constexpr int at_once = 64;
  while (phase_ == Phase::playing && connection_->is_open() && connection_->unsent() < viewer_unsent_max) {
    for (int i = 0; i < at_once; ++i) {
      const channel::SharedPacket packet = seat_->next();
      if (!packet) break;
      session_->send_media(packet->type, packet->timestamp, packet->body());
    }
    if (session_->has_output()) {
      connection_->send(session_->take_output());
      continue;
    }
    if (!seat_->over()) return;
    session_->end_play();
    end_watching("stream_ended");
    hang_up(RejectStyle::publish_close);
  }
}

void Publisher::on_drained() {
  watched_since_ = ingest_.around().loop.now();
  if (phase_ == Phase::playing) play_more();
}

void Publisher::watch_deadline_passed() {
  const Millis now = ingest_.around().loop.now();
  const std::size_t before = std::exchange(unsent_then_, connection_->unsent());
  if (unsent_then_ == 0 || unsent_then_ < before) watched_since_ = now;
  if (now < watched_since_ + viewer_patience) {
    arm();
    return;
  }
  end_watching("too_slow");
  hang_up(RejectStyle::start_then_close);
}

void Publisher::end_watching(std::string_view code_name) {
  Exchange seen = exchange("viewer");
  seen.service = "play";
  play::tell_viewer(seen, code_name, watched_, "rtmp", seat_->facts());
  seat_.reset();
  enter(Phase::publish);
  ingest_.around().observer.saw(std::move(seen));
}

}  // namespace faultcast::live
