#pragma once
// The recording of one push: sees its media pass, cuts them into pieces, and hands each finished piece to the
// recorder. (Live service reference, 5.1; RTMP ingest, 6)

#include "media/body_check.h"
#include "record/recorder.h"

namespace faultcast::record {

class Recording final : public channel::Tap {
 public:
  Recording(Recorder& recorder, state::PushSession push, const Plan& plan,
            std::shared_ptr<channel::Channel> channel);
  ~Recording() override;

  void on_media(std::uint8_t type, media::TagPart part, std::uint32_t timestamp, ByteView body) override;
  void on_end() override;

 private:
  /// Of a piece, or of the whole push.
  struct Window {
    Millis start = 0;
    std::uint32_t first = 0, length = 0;  ///< ms of media time
    void reach(std::uint32_t timestamp);
  };
  void take_setting(std::uint8_t type, media::TagPart part, std::uint32_t timestamp, ByteView body);
  bool stays_out(std::uint8_t type, std::uint32_t timestamp, ByteView body);
  [[nodiscard]] bool may_begin(media::TagPart part, std::uint32_t timestamp);
  [[nodiscard]] bool is_full(media::TagPart part, std::uint32_t timestamp) const;
  void begin(std::uint32_t timestamp);
  void end_piece(bool push_ends);
  void write(std::uint8_t type, std::uint32_t timestamp, ByteView body);
  void give_up(const Error& error);
  [[nodiscard]] Millis span(const Window& window) const;
  [[nodiscard]] state::RecordingMade made_of(const Window& window, std::string_view format) const;
  void not_made(std::string_view code, std::string_view format, Text because) const;

  Recorder& recorder_;
  state::PushSession push_;
  Plan plan_;
  std::shared_ptr<channel::Channel> channel_;
  media::BodyCheck check_;
  Bytes metadata_, video_header_, audio_header_;
  bool video_seen_ = false, needs_key_ = true;
  std::optional<std::uint32_t> first_audio_;
  std::optional<Window> whole_, piece_;
  std::unique_ptr<FlvFile> file_;
  bool gave_up_ = false;
  std::uint64_t kept_out_ = 0;
  bool told_[2] = {false, false};  ///< that audio, that video was kept out
};

}  // namespace faultcast::record
