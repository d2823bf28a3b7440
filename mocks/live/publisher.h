#pragma once
// One connection to the ingest, from accept to its end: handshake, connect, publish, stream. Turns events of
// the RTMP session into verdicts and exchanges, and keeps the deadlines.

#include <optional>

#include "channel/seat.h"

#include "live/ingest.h"
#include "live/push.h"
#include "media/stream_facts.h"
#include "rtmp/server_session.h"

namespace faultcast::live {

class Publisher final : public loop::ConnectionOwner {
 public:
  Publisher(Ingest& ingest, std::uint64_t id, std::unique_ptr<loop::Connection> connection);
  ~Publisher() override;

  void on_bytes(ByteView bytes) override;
  void on_drained() override;
  void on_end(const loop::EndReason& reason) override;
  /// The setup changed: a stream that is forbidden now is cut.
  void setup_changed();
  /// The live API breaks the running stream off.
  void cut_stream(bool forbidden);
  [[nodiscard]] bool publishes(const std::string& stream) const {
    return phase_ == Phase::streaming && !cut_after_media_ && push_ && push_->stream == stream;
  }
  /// faultcast ends or is reset.
  void shut_down();
  [[nodiscard]] const std::string& address() const { return connection_->peer().host; }

 private:
  enum class Phase { handshake, connect, publish, streaming, playing, done };

  void handle(const rtmp::HandshakeDone& event);
  void handle(const rtmp::ConnectRequest& event);
  void handle(const rtmp::PublishRequest& event);
  void handle(const rtmp::Media& event);
  void handle(const rtmp::PublishEnded& event);
  void handle(const rtmp::PlayRequest& event);
  void handle(const rtmp::PlayEnded& event);
  void handle(const rtmp::Broken& event);

  void play_more();
  void watch_deadline_passed();
  void end_watching(std::string_view code);

  void accept_push(Exchange exchange);
  void refuse_push(Exchange exchange, const fault::Applied& applied, bool at_connect);
  void hang_up(RejectStyle style);
  fault::Applied faults_for(std::string_view op, const Exchange& exchange);
  void force(Verdict& verdict, const fault::Applied& applied, std::string_view op) const;
  void apply_bytes(const fault::Applied& applied);

  [[nodiscard]] state::PushSession session() const;
  void tell(const state::LiveEvent& event) const;
  void end_stream(std::string_view code, Text because);
  void end_early(std::string_view code, Text because);
  void end(std::string_view stream_code, std::string_view early_code, const Text& because);
  void cut(std::string_view stream_code, const Text& because);

  void enter(Phase phase);
  void arm();
  void deadline_passed();
  void flush();
  Exchange exchange(std::string_view op) const;
  void describe(Exchange& exchange) const;

  Ingest& ingest_;
  std::uint64_t id_;
  std::unique_ptr<loop::Connection> connection_;
  std::unique_ptr<rtmp::ServerSession> session_;
  loop::Timer timer_;
  Phase phase_ = Phase::handshake;
  Millis accepted_at_ = 0, phase_since_ = 0, last_media_ = 0, last_ping_ = 0;
  bool media_seen_ = false;
  bool cut_after_media_ = false;  ///< start_then_close: refused already, cut at the first media
  bool stream_ended_ = false;     ///< published and ended: leaving now is no early end
  std::string app_, tc_url_, flash_ver_;
  std::optional<Push> push_;
  state::PushSession pushing_;  ///< of the stream under way
  std::optional<Millis> expiry_;
  media::StreamMeter meter_;
  std::shared_ptr<channel::Channel> channel_;        ///< of the stream under way, where it can be watched
  std::optional<channel::Seat> seat_;                ///< while it plays
  std::string watched_;                              ///< the stream's id
  static constexpr Millis viewer_patience = 60'000;  ///< for a viewer that takes nothing
  Millis watched_since_ = 0;                         ///< it last took something
  std::size_t unsent_then_ = 0;
  std::vector<std::string> rules_;  ///< faults at work on this connection
};

}  // namespace faultcast::live
