#include "record/recording.h"

#include <algorithm>

#include "record/codes.h"

namespace faultcast::record {

using media::TagPart;

Recording::Recording(Recorder& recorder, state::PushSession push, const Plan& plan,
                     std::shared_ptr<channel::Channel> channel)
    : recorder_(recorder), push_(std::move(push)), plan_(plan), channel_(std::move(channel)) {
  channel_->add(*this);
}

Recording::~Recording() {
  channel_->remove(*this);
}

void Recording::Window::reach(std::uint32_t timestamp) {
  const auto distance = static_cast<std::int32_t>(timestamp - first);
  if (distance > 0) length = std::max(length, static_cast<std::uint32_t>(distance));
}

void Recording::on_media(std::uint8_t type, TagPart part, std::uint32_t timestamp, ByteView body) {
  const bool is_setting =
      part == TagPart::metadata || part == TagPart::video_header || part == TagPart::audio_header;
  if (is_setting) {
    take_setting(type, part, timestamp, body);
    return;
  }
  if (type == 18 || stays_out(type, timestamp, body) || part == TagPart::other) return;
  if (type == 9) {
    video_seen_ = true;
    if (part == TagPart::key_frame) needs_key_ = false;
    if (needs_key_) return;
  }
  if (!piece_) {
    if (!may_begin(part, timestamp)) return;
    begin(timestamp);
  } else if (is_full(part, timestamp)) {
    end_piece(false);
    begin(timestamp);
  }
  piece_->reach(timestamp);
  whole_->reach(timestamp);
  write(type, timestamp, body);
}

void Recording::take_setting(std::uint8_t type, TagPart part, std::uint32_t timestamp, ByteView body) {
  if (part == TagPart::metadata) {
    constexpr std::size_t most = 64 * 1024;
    if (body.size() <= most) metadata_.assign(body.begin(), body.end());
    return;
  }
  if (stays_out(type, timestamp, body)) return;
  video_seen_ = video_seen_ || type == 9;
  Bytes& header = type == 9 ? video_header_ : audio_header_;
  const bool is_new = !std::equal(header.begin(), header.end(), body.begin(), body.end());
  header.assign(body.begin(), body.end());
  // A change of the picture's size goes on in the same file.
  if (piece_ && is_new) write(type, timestamp, body);
}

bool Recording::stays_out(std::uint8_t type, std::uint32_t timestamp, ByteView body) {
  const auto flaw = check_.look(type, body);
  if (!flaw) return false;
  ++kept_out_;
  // What follows leans on what is missing now.
  if (flaw->of_video) needs_key_ = true;
  if (std::exchange(told_[flaw->of_video ? 1 : 0], true)) return true;
  Exchange seen = recorder_.exchange("kept_out", push_.stream);
  seen.verdict.code = &code(flaw->of_video ? "video_broken" : "audio_broken");
  seen.verdict.because = flaw->because;
  seen.fields.emplace_back("timestamp", std::to_string(timestamp));
  recorder_.around().observer.saw(std::move(seen));
  return true;
}

// With the first key frame; with sound where no picture is to be expected.
bool Recording::may_begin(TagPart part, std::uint32_t timestamp) {
  if (part == TagPart::key_frame) return true;
  if (part != TagPart::audio_frame || video_seen_) return false;
  if (!metadata_.empty() && as_text(metadata_).find("videocodecid") == std::string_view::npos) return true;
  constexpr std::int32_t patience = 2000;
  if (!first_audio_) first_audio_ = timestamp;
  return static_cast<std::int32_t>(timestamp - *first_audio_) >= patience;
}

bool Recording::is_full(TagPart part, std::uint32_t timestamp) const {
  const bool may_cut = part == TagPart::key_frame || (part == TagPart::audio_frame && !video_seen_);
  if (!may_cut || !plan_.flv) return false;
  Window with_this = *piece_;
  with_this.reach(timestamp);
  return span(with_this) >= plan_.interval;
}

void Recording::begin(std::uint32_t timestamp) {
  piece_ = Window{recorder_.now(), timestamp};
  if (!whole_) whole_ = piece_;
  if (!plan_.flv || gave_up_) return;
  file_ = std::make_unique<FlvFile>(recorder_.disk(), timestamp, metadata_);
  if (!video_header_.empty()) write(9, timestamp, video_header_);
  if (!audio_header_.empty()) write(8, timestamp, audio_header_);
}

void Recording::write(std::uint8_t type, std::uint32_t timestamp, ByteView body) {
  if (!file_) return;
  if (auto written = file_->add(type, timestamp, body); !written) give_up(written.error());
}

void Recording::give_up(const Error& error) {
  gave_up_ = true;
  file_.reset();
  not_made("not_stored", "flv", {error.message, error.message});
}

Millis Recording::span(const Window& window) const {
  return std::max<Millis>(window.length, recorder_.now() - window.start);
}

void Recording::end_piece(bool push_ends) {
  const Window window = *piece_;
  piece_.reset();
  const auto file = std::move(file_);
  if (!file) return;
  const Millis shortest = recorder_.behaviour().shortest;
  if (const Millis pushed = span(*whole_); push_ends && pushed < shortest) {
    not_made("too_short", "flv",
             {fmt::format("{} ms; shortest_s is {}", pushed, shortest / 1000.0),
              fmt::format("{} 毫秒；shortest_s 为 {}", pushed, shortest / 1000.0)});
    return;
  }
  auto stored = file->finish();
  if (!stored)
    give_up(stored.error());
  else
    recorder_.made(made_of(window, "flv"), std::move(*stored), std::exchange(kept_out_, 0));
}

void Recording::on_end() {
  if (piece_) end_piece(true);
  if (!whole_)
    not_made("nothing_to_record", plan_.flv ? "flv" : "hls",
             {"neither a key frame nor sound alone came", "没有收到关键帧，也没有收到纯音频"});
  else if (plan_.hls && span(*whole_) >= recorder_.behaviour().shortest)
    recorder_.made(made_of(*whole_, "hls"), std::nullopt, 0);
  recorder_.gone(*this);
}

state::RecordingMade Recording::made_of(const Window& window, std::string_view format) const {
  state::RecordingMade made;
  made.push = push_;
  made.format = format;
  made.start = window.start;
  made.end = window.start + span(window);
  made.media_ms = window.length;
  made.media_start_ms = window.first;
  return made;
}

void Recording::not_made(std::string_view code_name, std::string_view format, Text because) const {
  Exchange seen = recorder_.exchange("made", push_.stream);
  seen.verdict.code = &code(code_name);
  seen.verdict.because = std::move(because);
  seen.fields.emplace_back("format", format);
  recorder_.around().observer.saw(std::move(seen));
}

}  // namespace faultcast::record
