#pragma once
// One libuv loop and its thread. Everything that lives on a loop (listeners, connections, timers, services)
// is made, used and destroyed on its thread; post() is the only door from outside.
//
// With a ManualClock the loop plays virtual time: the clock jumps to the next timer only when nothing is
// readable, posted, queued or in flight on connections of this loop.

#include <uv.h>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/bytes.h"
#include "base/callback.h"
#include "base/clock.h"
#include "loop/wire.h"

namespace faultcast::loop {

class Timer;
class Pace;

/// What a libuv handle of this room's has in its `data`: how to be closed when its loop ends before its
/// owner.
class LoopHandle {
 public:
  LoopHandle() = default;
  LoopHandle(const LoopHandle&) = delete;
  LoopHandle& operator=(const LoopHandle&) = delete;
  virtual ~LoopHandle() = default;
  virtual void close_with_loop() = 0;
};

/// Something to be done when what a turn of the loop brought has been worked off, before it waits again.
class TurnEnd {
 public:
  TurnEnd() = default;
  TurnEnd(const TurnEnd&) = delete;
  TurnEnd& operator=(const TurnEnd&) = delete;
  virtual ~TurnEnd() = default;
  virtual void turn_ended() = 0;
};

class Loop {
 public:
  /// With a manual clock, `manual` must be the clock itself, so that the loop can move it.
  explicit Loop(std::unique_ptr<Clock> clock, ManualClock* manual = nullptr);
  /// Stops and joins. What lives on the loop must have been destroyed on it before, but for connections that
  /// are finishing by themselves.
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Runs `job` on the loop's thread, soon. From any thread. Jobs run in the order they were posted.
  void post(Callback<void()> job);
  /// Runs `job` on the loop's thread and waits for it. Never from the loop's own thread.
  void call(Callback<void()> job);
  [[nodiscard]] bool on_loop_thread() const { return std::this_thread::get_id() == thread_.get_id(); }

  [[nodiscard]] Millis now() const { return clock_->now(); }
  [[nodiscard]] bool virtual_time() const { return manual_ != nullptr; }

  // For the pieces of this room.
  [[nodiscard]] uv_loop_t* uv() { return &uv_; }
  [[nodiscard]] Wire& wire() { return wire_; }
  [[nodiscard]] Bytes& read_buffer() { return read_buffer_; }
  /// Counts the loop's turns: what one connection may read in a turn is bounded, so that others are served.
  [[nodiscard]] std::uint64_t turn() const { return turn_; }
  /// Asks for one call of turn_ended(), which forget() takes back. Never in virtual time.
  void at_end_of_turn(TurnEnd& one) { ending_.push_back(&one); }
  void forget(TurnEnd& one);

 private:
  friend class Timer;
  friend class Pace;
  using Timers = std::multimap<Millis, Timer*>;

  void run();
  void run_posted();
  void fire_due_timers();
  void wait_for_events();
  void end_turn();
  [[nodiscard]] unsigned gathering() const;
  void play_virtual_time();

  std::unique_ptr<Clock> clock_;
  ManualClock* manual_;
  uv_loop_t uv_{};
  uv_async_t wake_{};
  uv_timer_t alarm_{};
  Wire wire_;
  Bytes read_buffer_;
  Timers timers_;
  std::uint64_t turn_ = 0;
  std::vector<TurnEnd*> ending_;  ///< null: forgotten while the turn ended
  std::vector<const Pace*> paces_;
  std::optional<Millis> alarm_at_;  ///< what alarm_ is set to, so that it is not set anew each turn
  std::mutex mutex_;
  std::vector<Callback<void()>> posted_;
  bool stopping_ = false;
  std::thread thread_;  // last: starts in the constructor, when all else is there
};

/// How long one of those who live on a loop can wait for what has come: before each wait the loop lets so
/// many real milliseconds pass in which events gather, as the most impatient one allows. Saves wake-ups where
/// nobody waits for an answer. Without effect in virtual time.
class Pace {
 public:
  explicit Pace(Loop& loop);
  ~Pace();
  Pace(const Pace&) = delete;
  Pace& operator=(const Pace&) = delete;

  /// No longer than this.
  void at_most(unsigned milliseconds) { most_ = milliseconds; }
  /// It does not matter; so at first. Where it matters to nobody the loop does not wait.
  void any() { most_.reset(); }

 private:
  friend class Loop;
  Loop& loop_;
  std::optional<unsigned> most_;
};

/// Calls back once, on the loop's thread, when the loop's clock reaches a time. Destroying it stops it.
class Timer {
 public:
  explicit Timer(Loop& loop) : loop_(loop) {}
  ~Timer() { stop(); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void at(Millis then, Callback<void()> job);
  void after(Millis delay, Callback<void()> job) { at(loop_.now() + delay, std::move(job)); }
  void stop();
  [[nodiscard]] bool running() const { return running_; }
  [[nodiscard]] Millis due() const { return place_->first; }  ///< while it runs

 private:
  friend class Loop;
  Loop& loop_;
  Loop::Timers::iterator place_;
  bool running_ = false;
  Callback<void()> job_;
};

}  // namespace faultcast::loop
