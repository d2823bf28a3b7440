// The second half of Publisher: deadlines, faults, and what is told when something ends.
#include <algorithm>
#include <utility>

#include "live/codes.h"
#include "live/publisher.h"

namespace faultcast::live {

namespace {

std::string decimal(double value) {
  return fmt::format("{:.3f}", value);
}

}  // namespace

void Publisher::arm() {
  const auto& b = ingest_.behaviour();
  Millis next = 0;
  switch (phase_) {
    case Phase::handshake:
      next = phase_since_ + b.handshake;
      break;
    case Phase::connect:
      next = phase_since_ + b.connect;
      break;
    case Phase::publish:
      next = phase_since_ + b.publish;
      break;
    case Phase::streaming:
      next = media_seen_ ? last_media_ + b.silence : phase_since_ + b.first_media;
      if (b.ping > 0) next = std::min(next, last_ping_ + b.ping);
      if (b.cut_at_expiry && expiry_)
        next = std::min(next, *expiry_ + 1 - (ingest_.now() - ingest_.around().loop.now()));
      break;
    case Phase::playing:
      next = watched_since_ + viewer_patience;
      break;
    case Phase::done:
      return;
  }
  timer_.at(next, [this] { deadline_passed(); });
}

void Publisher::deadline_passed() {
  const auto& around = ingest_.around();
  const auto& b = ingest_.behaviour();
  const Millis now = around.loop.now();
  const auto late = [&](std::string_view early_code, Millis limit) {
    const std::string spoken = spoken_duration(limit);
    end("silent", early_code,
        {fmt::format("nothing came within {}", spoken), fmt::format("{} 内没有收到数据", spoken)});
    hang_up(RejectStyle::start_then_close);
  };
  switch (phase_) {
    case Phase::handshake:
      late("handshake_timeout", b.handshake);
      return;
    case Phase::connect:
      late("connect_timeout", b.connect);
      return;
    case Phase::publish:
      late("publish_timeout", b.publish);
      return;
    case Phase::playing:
      watch_deadline_passed();
      return;
    case Phase::done:
      return;
    case Phase::streaming:
      break;
  }
  const Millis silence_limit = media_seen_ ? b.silence : b.first_media;
  if (now >= (media_seen_ ? last_media_ : phase_since_) + silence_limit) {
    late("", silence_limit);
    return;
  }
  if (b.cut_at_expiry && expiry_ && ingest_.now() > *expiry_) {
    cut("cut_expired", {"txTime passed while the stream ran", "推流过程中 txTime 到期"});
    return;
  }
  if (b.ping > 0 && now >= last_ping_ + b.ping) {
    last_ping_ = now;
    session_->send_ping(static_cast<std::uint32_t>(now));
    flush();
  }
  arm();
}

fault::Applied Publisher::faults_for(std::string_view op, const Exchange& exchange) {
  if (ingest_.around().faults.empty()) return {};
  return ingest_.around().faults.take("live", op,
                                      [&](std::string_view name) { return exchange.field(name); });
}

void Publisher::apply_bytes(const fault::Applied& applied) {
  for (const auto& [rule, effect] : applied.effects) {
    if (!fault::way_of(effect)) continue;
    connection_->add_fault(effect);
    rules_.push_back(rule);
  }
}

void Publisher::force(Verdict& verdict, const fault::Applied& applied, std::string_view op) const {
  const auto [forced, rule] = applied.find<fault::AnswerCode>();
  if (forced == nullptr) return;
  const std::string name = forced->code.substr(forced->code.find(':') + 1);
  const Code& row = code(name);
  verdict = {};
  verdict.code = &row;
  verdict.forced_by = *rule;
  verdict.because = {
      fmt::format("the scenario forces this verdict ('{}' at {}); nothing was wrong with what came", *rule,
                  op),
      fmt::format("场景强制给出该结果（“{}”，位于 {}）；收到的内容本身没有问题", *rule, op)};
}

Exchange Publisher::exchange(std::string_view op) const {
  Exchange seen;
  seen.service = "live";
  seen.op = op;
  seen.at = ingest_.now();
  seen.connection = id_;
  seen.peer = connection_->peer().str();
  if (op == "connect" || op == "publish" || op == "rtmp") seen.request = keep(session_->last_command());
  return seen;
}

void Publisher::describe(Exchange& seen) const {
  const auto put = [&](const char* name, const std::string& value) {
    if (!value.empty()) seen.fields.emplace_back(name, printable(value));
  };
  put("stream", push_->stream);
  put("name", push_->name);
  put("app", app_);
  put("tc_url", tc_url_);
  put("host", push_->host);
  for (const char* name : {"bizid", "txSecret", "txTime", "record"})
    if (const std::string* value = push_->parameter(name)) put(name, *value);
  put("client", flash_ver_);
}

void Publisher::end_stream(std::string_view code_name, Text because) {
  const auto& around = ingest_.around();
  const auto& facts = meter_.facts();
  Exchange seen = exchange("stream");
  seen.verdict.code = &code(code_name);
  seen.verdict.because = std::move(because);
  seen.rules = rules_;
  const auto put = [&](const char* name, std::string value) {
    seen.fields.emplace_back(name, std::move(value));
  };
  put("stream", printable(push_->stream));
  put("name", printable(push_->name));
  put("duration_ms", std::to_string(facts.duration_ms()));
  put("video", facts.video_codec);
  put("width", std::to_string(facts.width));
  put("height", std::to_string(facts.height));
  put("video_frames", std::to_string(facts.video_frames));
  put("key_frames", std::to_string(facts.key_frames));
  put("audio", facts.audio_codec);
  put("sample_rate", std::to_string(facts.sample_rate));
  put("channels", std::to_string(facts.channels));
  put("audio_frames", std::to_string(facts.audio_frames));
  put("bytes", std::to_string(facts.bytes));
  put("kbit_per_s", decimal(facts.bits_per_second() / 1000));
  put("encoder", printable(facts.encoder));
  const auto at = around.state.publishing.find(push_->stream);
  if (at != around.state.publishing.end() && at->second.connection == id_) {
    seen.took = ingest_.now() - at->second.since;
    around.state.publishing.erase(at);
    if (!seen.verdict.ok() && ingest_.behaviour().occupied_linger > 0)
      around.state.lingering[push_->stream] = ingest_.now() + ingest_.behaviour().occupied_linger;
  }
  push_.reset();
  const Code& why = *seen.verdict.code;
  around.observer.saw(std::move(seen));
  if (channel_) around.hub->close(pushing_.stream, std::exchange(channel_, nullptr));
  tell(state::StreamEnded{pushing_, ingest_.now(), why.number, std::string(why.wire), facts.duration_ms()});
}

state::PushSession Publisher::session() const {
  state::PushSession push;
  push.stream = push_->stream;
  push.host = push_->host;
  push.app = push_->app;
  push.stream_param = push_->query;
  push.user_ip = connection_->peer().host;
  push.node = connection_->local().host;
  push.sequence = ingest_.next_sequence();
  push.since = ingest_.now();
  return push;
}

void Publisher::tell(const state::LiveEvent& event) const {
  if (ingest_.around().events) ingest_.around().events(event);
}

void Publisher::end_early(std::string_view code_name, Text because) {
  Exchange seen = exchange("connection");
  seen.verdict.code = &code(code_name);
  seen.verdict.because = std::move(because);
  seen.rules = rules_;
  seen.took = seen.at - accepted_at_;
  constexpr const char* phases[] = {"handshake", "connect", "publish", "streaming", "playing", "done"};
  seen.fields = {{"phase", phases[static_cast<int>(phase_)]},
                 {"bytes", std::to_string(session_->bytes_received())},
                 {"app", printable(app_)},
                 {"tc_url", printable(tc_url_)},
                 {"client", printable(flash_ver_)}};
  ingest_.around().observer.saw(std::move(seen));
}

void Publisher::end(std::string_view stream_code, std::string_view early_code, const Text& because) {
  if (phase_ == Phase::done || cut_after_media_) return;  // already told, as a refusal
  if (phase_ == Phase::playing)
    end_watching("viewer_left");
  else if (phase_ == Phase::streaming)
    end_stream(stream_code, because);
  else if (!early_code.empty() && !(phase_ == Phase::publish && stream_ended_))
    end_early(early_code, because);
}

void Publisher::cut(std::string_view stream_code, const Text& because) {
  end(stream_code, stream_code == "cut_by_fault" ? "closed_by_fault" : "not_reading", because);
  hang_up(RejectStyle::start_then_close);
}

}  // namespace faultcast::live
