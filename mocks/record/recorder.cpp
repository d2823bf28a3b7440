#include "record/recorder.h"

#include <algorithm>

#include "record/codes.h"
#include "record/recording.h"

namespace faultcast::record {

namespace {

/// "http://HOST/PATH" without the scheme: what Files is asked for.
std::string place_of(const std::string& url) {
  return url.substr(std::string_view("http://").size());
}

}  // namespace

Recorder::Recorder(const Surroundings& around)
    : around_(around),
      behaviour_(Behaviour::of(around.setup)),
      random_(around.seed),
      disk_(store::Disk::temporary()),
      bury_(around.loop),
      tell_(around.loop) {}

Recorder::~Recorder() = default;

void Recorder::on_event(const state::LiveEvent& event) {
  const auto* started = std::get_if<state::StreamStarted>(&event);
  if (started == nullptr) return;
  const Plan plan = plan_of(started->push.stream_param, behaviour_);
  for (const auto& [name_of, format] : plan.refused) {
    Exchange seen = exchange("refused", started->push.stream);
    seen.verdict.code = &code(name_of);
    seen.verdict.because = {std::string(seen.verdict.code->sentence_en),
                            std::string(seen.verdict.code->sentence_zh)};
    seen.fields.emplace_back("format", printable(format));
    around_.observer.saw(std::move(seen));
  }
  if (!plan.flv && !plan.hls) return;
  if (auto channel = around_.hub.find(started->push.stream))
    running_.push_back(std::make_unique<Recording>(*this, started->push, plan, std::move(channel)));
}

void Recorder::setup_changed() {
  behaviour_ = Behaviour::of(around_.setup);
}

void Recorder::clear() {
  running_.clear();
  files_.clear();
  untold_.clear();
  tell_.stop();
}

Exchange Recorder::exchange(std::string_view op, const std::string& stream) const {
  Exchange seen;
  seen.service = "record";
  seen.op = op;
  seen.at = now();
  seen.fields = {{"stream", printable(stream)}};
  return seen;
}

// Shapes as in real event bodies. (Live service reference, 5.3)
void Recorder::name(state::RecordingMade& made) {
  constexpr std::string_view hex_digits = "0123456789abcdef", digits = "0123456789";
  made.video_id = fmt::format("{}_{}", behaviour_.vod_appid, random_.text(32, hex_digits));
  made.file_id = "90318682" + random_.text(11, digits);
  made.task_id = 1 + random_.below(std::uint64_t{1} << 32);
  const bool flv = made.format == "flv";
  if (behaviour_.vod1_urls) {
    made.video_url = fmt::format("http://{}.vod.myqcloud.com/{}.{}", behaviour_.vod_appid, made.video_id,
                                 flv ? "f0.flv" : "m3u8");
    return;
  }
  made.video_url = fmt::format("http://{0}.vod2.myqcloud.com/{1}vodgzp{0}/{2}{3}/{4}", behaviour_.appid,
                               random_.text(8, hex_digits), random_.text(8, hex_digits), made.file_id,
                               flv ? "f0.flv" : "playlist.m3u8");
}

void Recorder::made(state::RecordingMade made, std::optional<StoredFile> file, std::uint64_t kept_out) {
  name(made);
  made.file_size = file ? file->size() : hls_sentence().size();
  files_.put(place_of(made.video_url), std::move(file), behaviour_.files_max);

  Exchange seen = exchange("made", made.push.stream);
  seen.verdict.code = &code("made");
  seen.verdict.because = {"the piece is whole", "该分片已完整"};
  const auto put = [&](const char* field, std::string value) {
    seen.fields.emplace_back(field, std::move(value));
  };
  put("format", made.format);
  put("video_url", made.video_url);
  put("video_id", made.video_id);
  put("file_id", made.file_id);
  put("file_size", std::to_string(made.file_size));
  put("duration_ms", std::to_string(made.media_ms));
  put("start", iso8601(made.start));
  put("end", iso8601(made.end));
  put("kept_out", std::to_string(kept_out));
  around_.observer.saw(std::move(seen));

  untold_.emplace(around_.loop.now() + behaviour_.delay, std::move(made));
  tell_.at(untold_.begin()->first, [this] { tell_due(); });
}

void Recorder::tell_due() {
  while (!untold_.empty() && untold_.begin()->first <= around_.loop.now()) {
    state::RecordingMade made = std::move(untold_.begin()->second);
    untold_.erase(untold_.begin());
    made.at = now();
    if (around_.events) around_.events(made);
  }
  if (!untold_.empty()) tell_.at(untold_.begin()->first, [this] { tell_due(); });
}

void Recorder::gone(const Recording& recording) {
  const auto at = std::find_if(running_.begin(), running_.end(),
                               [&](const auto& one) { return one.get() == &recording; });
  if (at == running_.end()) return;
  // It is in the middle of its own call.
  dead_.push_back(std::move(*at));
  running_.erase(at);
  if (!bury_.running()) bury_.after(0, [this] { dead_.clear(); });
}

std::string_view hls_sentence() {
  return "faultcast makes no HLS segments; this address only stands for a playlist.\n"
         "faultcast 不生成 HLS 分片，该地址仅代表播放列表。\n";
}

}  // namespace faultcast::record
