#pragma once
// Live streams while they run: what somebody who joins late needs (metadata, decoder configurations, the
// pictures since the last key frame), and who watches and records. The ingest feeds a channel; viewers have a
// Seat there, the recorder a Tap. All on one loop's thread. While nobody watches, no media is copied.

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "channel/packet.h"

namespace faultcast::channel {

class Seat;

/// Sees all media of a channel as it passes, without a copy of its own: the recorder.
class Tap {
 public:
  Tap() = default;
  Tap(const Tap&) = delete;
  Tap& operator=(const Tap&) = delete;
  virtual ~Tap() = default;
  virtual void on_media(std::uint8_t type, media::TagPart part, std::uint32_t timestamp, ByteView body) = 0;
  /// Once, when the stream ends; nothing comes after it.
  virtual void on_end() = 0;
};

struct Rules {
  bool always_keeps_pictures = false;  ///< also while nobody watches, so that the first viewer starts at once
  std::size_t kept_max = 8u << 20;     ///< bytes of tags since the last key frame; more are not kept
  std::size_t backlog_max = 8u << 20;  ///< bytes of tags that wait for one viewer; more are skipped
};

class Channel {
 public:
  explicit Channel(const Rules& rules) : rules_(rules) {}
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // The ingest's.
  /// One message; viewers hear of it with the next flush().
  void feed(std::uint8_t type, std::uint32_t timestamp, ByteView body);
  /// What came has come: viewers take it.
  void flush();
  /// The publisher is gone. Viewers take what they have not had yet.
  void end();

  /// `tap` stays until the end, or until it leaves.
  void add(Tap& tap) { taps_.push_back(&tap); }
  void remove(Tap& tap);

  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] std::size_t viewers() const { return seats_.size(); }
  /// Bytes of tags that are kept for those who join late.
  [[nodiscard]] std::size_t kept_bytes() const { return kept_bytes_; }

 private:
  friend class Seat;
  void keep(const SharedPacket& packet);
  void forget_pictures();

  Rules rules_;
  SharedPacket metadata_, video_header_, audio_header_;
  bool video_seen_ = false, audio_seen_ = false;
  std::vector<SharedPacket> pictures_;  ///< since the last key frame, with it
  std::size_t kept_bytes_ = 0;
  std::vector<Seat*> seats_;
  std::vector<Tap*> taps_;
  bool ended_ = false;
};

/// The channels that are live, by stream id.
class Hub {
 public:
  std::shared_ptr<Channel> open(const std::string& stream);
  [[nodiscard]] std::shared_ptr<Channel> find(const std::string& stream) const;
  /// Ends the channel and forgets it, if it is still the one of that name.
  void close(const std::string& stream, const std::shared_ptr<Channel>& channel);
  /// For channels that are opened from now on.
  void set_rules(const Rules& rules) { rules_ = rules; }

 private:
  Rules rules_;
  std::map<std::string, std::shared_ptr<Channel>, std::less<>> channels_;
};

}  // namespace faultcast::channel
