#pragma once
// One publisher: connects, asks to publish, and when it is let in sends the reel at the reel's own pace, for
// ever.

#include <sys/epoll.h>

#include <chrono>
#include <cstdint>
#include <string>

#include "reel.h"
#include "wire.h"

namespace faultcast::bench {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

/// Where to push, the same for all publishers of a run.
struct Target {
  std::string host = "127.0.0.1";  ///< an IPv4 address
  std::uint16_t port = 1935;
  std::string app = "live";
  std::uint32_t chunk_size = 4096;
};

/// A socket that is being connected and does not block. Throws std::runtime_error if there is none to be had.
int start_connecting(const Target& target);

class Publisher {
 public:
  enum class State { connecting, shaking_hands, asking, streaming, refused, dropped, finished };

  /// Target, reel and the epoll descriptor stay their owner's and outlive it.
  Publisher(const Target& target, const Reel& reel, std::string name, int epoll);
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  void start(std::uint64_t key, Time now);  ///< `key` comes back with its epoll events
  void on_ready(std::uint32_t events, Time now);
  /// Sends the tag that is due and moves on to the next; nothing while the socket takes no more.
  void send_due();
  void give_up(std::string reason);  ///< not let in in time
  void finish();                     ///< says goodbye and closes; not a drop

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] bool decided() const { return state_ > State::asking; }
  [[nodiscard]] bool blocked() const { return !unsent_.empty(); }
  [[nodiscard]] Time started() const { return started_; }
  [[nodiscard]] Time admitted() const { return admitted_; }
  [[nodiscard]] Time due() const;
  [[nodiscard]] std::uint64_t bytes_sent() const { return bytes_sent_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  void end(State how, std::string reason);
  void fail(std::string reason);
  void read_all(Time now);
  void take(const std::uint8_t* bytes, std::size_t count, Time now);
  void take_answers(Time now);
  void take_command(const CommandAnswer& answer, Time now);
  void begin_stream(Time now);
  void send(const Bytes& head, const Bytes& body = {});
  void flush();
  void watch(bool writable);

  const Target& target_;
  const Reel& reel_;
  std::string name_;
  int epoll_;
  int socket_ = -1;
  std::uint64_t key_ = 0;
  State state_ = State::connecting;
  Bytes handshake_;
  AnswerReader answers_;
  Bytes unsent_;
  std::uint32_t stream_id_ = 1;
  std::size_t next_tag_ = 0;
  std::uint64_t rounds_ = 0;           // how often the reel has been played whole
  std::uint32_t last_ms_[2] = {0, 0};  // of audio and video
  bool begun_[2] = {false, false};
  Time started_, admitted_;
  std::uint64_t bytes_sent_ = 0;
  std::string reason_;
};

}  // namespace faultcast::bench
