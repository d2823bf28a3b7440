#include "play/flv_service.h"

#include <algorithm>

#include "media/flv_writer.h"
#include "play/codes.h"

namespace faultcast::play {

namespace {

/// One viewer's body: FLV header, then tags as they come.
class FlvBody final : public PushedBody {
 public:
  FlvBody(std::string stream, std::shared_ptr<channel::Channel> channel, Bytes& scratch)
      : stream_(std::move(stream)), channel_(std::move(channel)), scratch_(scratch) {}

  void begin(Callback<void()> ready) override { seat_.emplace(channel_, std::move(ready)); }

  ByteView take() override {
    constexpr std::size_t enough = 256 * 1024;
    now_ = seat_->next();
    if (!now_) return {};
    // Most packets go out as they lie in memory, the same bytes for every viewer.
    if (header_is_out_ && seat_->waiting() == 0) return now_->tag;
    scratch_.clear();
    if (!std::exchange(header_is_out_, true))
      media::write_flv_header(scratch_, seat_->has_audio(), seat_->has_video());
    for (; now_; now_ = scratch_.size() < enough ? seat_->next() : nullptr) append(scratch_, now_->tag);
    return scratch_;
  }

  [[nodiscard]] bool over() const override { return seat_->over(); }

  void tell(End how, Exchange& seen) override {
    constexpr const char* names[] = {"stream_ended", "viewer_left", "too_slow"};
    tell_viewer(seen, names[static_cast<int>(how)], stream_, "http-flv",
                seat_ ? seat_->facts() : channel::Seat::Facts{});
  }

 private:
  std::string stream_;
  std::shared_ptr<channel::Channel> channel_;
  Bytes& scratch_;
  std::optional<channel::Seat> seat_;
  channel::SharedPacket now_;
  bool header_is_out_ = false;
};

class Watch final : public Transaction {
 public:
  Watch(FlvService& service, const http::RequestHead& head, const Route& route)
      : service_(service), head_(head) {
    std::string path = http::decode_path(route.path).value_or("");
    constexpr std::string_view app = "/live/";
    path.erase(0, path.starts_with(app) ? app.size() : 1);
    for (const auto& [ending, kind] : {std::pair{".flv", Kind::flv}, std::pair{".m3u8", Kind::hls}})
      if (path.ends_with(ending)) {
        kind_ = kind;
        path.resize(path.size() - std::string_view(ending).size());
        break;
      }
    if (path.empty() || path.find('/') != std::string::npos) kind_ = Kind::unknown;
    ask_ = {route.cloud_host, std::move(path), http::parse_query(head.query)};
  }

  void take(ByteView) override {}
  About about() override { return {kind_ == Kind::hls ? "hls" : "flv", fields_of(ask_)}; }

  Answer answer(Millis now, const Code* forced) override {
    Answer answer;
    if (forced != nullptr) {
      answer.verdict.code = forced;
      answer.verdict.because = {"a rule forces this verdict", "由规则强制给出该结果"};
    } else {
      answer.verdict = decide(now);
    }
    auto channel = service_.hub().find(ask_.stream);
    http::Reply& reply = answer.reply;
    if (service_.setup().flag("console.play.behaviour.cors"))
      reply.headers.add("Access-Control-Allow-Origin", "*");
    reply.headers.add("Date", http::http_date(now));
    if (answer.verdict.ok() && channel) {
      reply.headers.add("Content-Type", "video/x-flv");
      reply.headers.add("Cache-Control", "no-cache");
      reply.until_close = true;
      answer.pushed = std::make_shared<FlvBody>(ask_.stream, std::move(channel), service_.scratch());
      return answer;
    }
    reply.status = status_of(*answer.verdict.code);
    reply.headers.add("Content-Type", "text/plain; charset=utf-8");
    append(reply.body,
           fmt::format("{}\n{}\n", answer.verdict.code->sentence_en, answer.verdict.code->sentence_zh));
    return answer;
  }

 private:
  enum class Kind { flv, hls, unknown };

  [[nodiscard]] Verdict decide(Millis now) const {
    const auto say = [](std::string_view name, std::string en, std::string zh) {
      Verdict verdict;
      verdict.code = &code(name);
      verdict.because = {std::move(en), std::move(zh)};
      return verdict;
    };
    const std::string method = printable(head_.method), path = printable(head_.path);
    if (head_.method != "GET" && head_.method != "HEAD")
      return say("wrong_method", method + " is no method for playing", "播放不支持方法 " + method);
    if (kind_ == Kind::unknown)
      return say("path_unknown", fmt::format("'{}' names no stream's .flv or .m3u8", path),
                 fmt::format("“{}”不是直播流的 .flv 或 .m3u8 地址", path));
    if (kind_ == Kind::hls) return say("hls_not_imitated", "HLS was asked for", "请求的是 HLS");
    return judge(ask_, service_.setup(), service_.hub(), now);
  }

  [[nodiscard]] int status_of(const Code& why) const {
    const auto setting = [&](std::string_view name) {
      return std::clamp(
          static_cast<int>(service_.setup().number(fmt::format("console.play.behaviour.{}", name))), 200,
          599);
    };
    if (why.ok || why.name == "not_live" || why.name == "tenant_unknown") return setting("unknown_status");
    return why.status == 403 ? setting("forbidden_status") : why.status;
  }

  FlvService& service_;
  const http::RequestHead& head_;
  Kind kind_ = Kind::unknown;
  Ask ask_;
};

}  // namespace

const CodeTable& FlvService::codes() const {
  return play::codes();
}

std::unique_ptr<Transaction> FlvService::plan(const http::RequestHead& head, const Route& route) {
  return std::make_unique<Watch>(*this, head, route);
}

}  // namespace faultcast::play
