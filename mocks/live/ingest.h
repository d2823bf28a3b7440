#pragma once
// The RTMP ingest: a port, and a Publisher per connection. Lives on the stage's loop; honest: what it
// refuses, it refuses by admit(). Limits: those of the connections are settings (settings.h), those of the
// protocol the session's.

#include <memory>
#include <string>
#include <unordered_map>

#include "channel/channel.h"
#include "fault/faults.h"
#include "live/settings.h"
#include "loop/listener.h"
#include "service/exchange.h"
#include "state/live.h"
#include "state/live_events.h"

namespace faultcast::live {

/// What a running live service works with; all of it the stage's, which outlives the service.
struct Surroundings {
  loop::Loop& loop;
  const setup::Setup& setup;
  state::Live& state;
  fault::Faults& faults;
  Observer& observer;
  std::uint64_t seed = 0;
  state::LiveEvents events = {};  ///< told what began and ended; empty: nobody wants to know
  channel::Hub* hub = nullptr;    ///< where streams can be watched and recorded; null: nowhere
};

class Publisher;

class Ingest {
 public:
  static Result<std::unique_ptr<Ingest>> start(const Surroundings& around, const loop::Endpoint& at);
  ~Ingest();
  Ingest(const Ingest&) = delete;
  Ingest& operator=(const Ingest&) = delete;

  [[nodiscard]] const loop::Endpoint& at() const { return listener_->at(); }
  /// After any change of the setup or the faults: behaviours are read anew, the door follows, forbidden
  /// streams are cut.
  void setup_changed();
  /// Breaks off the running push of this stream, if there is one.
  void cut(const std::string& stream, bool forbidden);
  /// Ends every connection.
  void end_all();
  [[nodiscard]] std::size_t connections() const { return publishers_.size(); }

  // For its publishers.
  [[nodiscard]] const Surroundings& around() const { return around_; }
  [[nodiscard]] const Behaviour& behaviour() const { return behaviour_; }
  /// The cloud's time: the loop's, moved by console.clock_ahead_s.
  [[nodiscard]] Millis now() const { return around_.loop.now() + behaviour_.clock_ahead; }
  /// A number unlike any before, 19 digits as in real callbacks.
  std::uint64_t next_sequence() {
    return first_sequence + static_cast<std::uint64_t>(now()) * 1000 + ++sequence_;
  }
  /// The publisher is done: forgotten at once, destroyed soon.
  void gone(std::uint64_t id);
  /// A publisher began (+1) or stopped (-1) streaming.
  void streaming_changed(int by);

 private:
  explicit Ingest(const Surroundings& around);
  void accept(std::unique_ptr<loop::Connection> connection);
  void refuse_connection(loop::Connection& connection);
  void update_door();
  void update_pace();

  Surroundings around_;
  Behaviour behaviour_;
  loop::Pace pace_;
  std::unique_ptr<loop::Listener> listener_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Publisher>> publishers_;
  std::unordered_map<std::string, std::size_t> per_address_;
  std::vector<std::unique_ptr<Publisher>> dead_;
  std::unique_ptr<loop::Timer> bury_;
  static constexpr std::uint64_t first_sequence = 5'000'000'000'000'000'000;
  std::uint64_t last_id_ = 0, sequence_ = 0;
  std::size_t streaming_ = 0;
};

}  // namespace faultcast::live
