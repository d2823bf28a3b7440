#pragma once
// A viewer's place at a channel: what it has not had yet. It begins at a key frame, with metadata and decoder
// configurations in front; where more waits than may, it goes on at the next key frame.

#include "base/callback.h"
#include "channel/channel.h"

namespace faultcast::channel {

class Seat {
 public:
  /// `ready` is called by the channel's flush() and end() where something new is to be taken; it may destroy
  /// the seat.
  Seat(std::shared_ptr<Channel> channel, Callback<void()> ready);
  ~Seat();
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  /// The next packet, in order; null: nothing is there now.
  SharedPacket next();
  [[nodiscard]] std::size_t waiting() const { return queue_.size(); }
  /// The stream has ended, and everything was taken.
  [[nodiscard]] bool over() const { return channel_->ended() && queue_.empty(); }
  /// Which kinds the stream has, as far as it is known; asked once the first packet is there.
  [[nodiscard]] bool has_video() const { return channel_->video_seen_; }
  [[nodiscard]] bool has_audio() const { return channel_->audio_seen_; }

  struct Facts {
    std::uint64_t packets = 0, bytes = 0;                   ///< taken; bytes of tags
    std::uint64_t skipped = 0;                              ///< packets that it was too slow for
    std::uint32_t first_timestamp = 0, last_timestamp = 0;  ///< of sound and pictures
  };
  [[nodiscard]] const Facts& facts() const { return facts_; }

 private:
  friend class Channel;
  enum class State { waits, plays };
  void offer(const SharedPacket& packet);
  void begin(std::uint32_t timestamp);
  void queue(const SharedPacket& packet);

  std::shared_ptr<Channel> channel_;
  Callback<void()> ready_;
  State state_ = State::waits;
  bool needs_key_ = true;
  bool has_news_ = false, has_begun_ = false;
  std::deque<SharedPacket> queue_;
  std::size_t queued_bytes_ = 0;
  Facts facts_;
};

}  // namespace faultcast::channel
