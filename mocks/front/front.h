#pragma once
// The HTTP port of the fakes, plain or TLS: connections, limits and time-outs, faults, the journal. What a
// request means is a service's to say (service/service.h); which service, the router's.

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "fault/faults.h"
#include "front/router.h"
#include "front/settings.h"
#include "loop/listener.h"
#include "loop/tls.h"
#include "service/exchange.h"

namespace faultcast::front {

/// What a front works with; all of it the stage's, which outlives it.
struct Surroundings {
  loop::Loop& loop;
  const setup::Setup& setup;
  fault::Faults& faults;
  Observer& observer;
  const Router& router;
  std::function<loop::TlsServer&()> tls = {};  ///< who it is for the next connection; empty: plain
};

class Visitor;

class Front {
 public:
  static Result<std::unique_ptr<Front>> start(const Surroundings& around, const loop::Endpoint& at);
  ~Front();
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;

  [[nodiscard]] const loop::Endpoint& at() const { return listener_->at(); }
  /// After any change of the setup or the faults: limits are read anew, the door follows.
  void setup_changed();
  /// Ends every connection.
  void end_all();
  [[nodiscard]] std::size_t connections() const { return visitors_.size(); }

  // For its visitors.
  [[nodiscard]] const Surroundings& around() const { return around_; }
  [[nodiscard]] const Behaviour& behaviour() const { return behaviour_; }
  /// The cloud's time: the loop's, moved by console.clock_ahead_s.
  [[nodiscard]] Millis now() const { return around_.loop.now() + clock_ahead_; }
  /// Where visitors put bytes together; used within one call.
  [[nodiscard]] Bytes& scratch() { return scratch_; }
  /// The visitor is done: forgotten at once, destroyed soon.
  void gone(std::uint64_t id);

 private:
  explicit Front(const Surroundings& around);
  void read_setup();
  void accept(std::unique_ptr<loop::Connection> connection);
  void update_door();

  Surroundings around_;
  Behaviour behaviour_;
  Millis clock_ahead_ = 0;
  loop::Pace pace_;
  std::unique_ptr<loop::Listener> listener_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Visitor>> visitors_;
  std::vector<std::unique_ptr<Visitor>> dead_;
  std::unique_ptr<loop::Timer> bury_;
  Bytes scratch_;
  std::uint64_t last_id_ = 0;
};

}  // namespace faultcast::front
