#include "run.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <stdexcept>
#include <utility>

namespace faultcast::bench {
namespace {

double ms(Clock::duration length) {
  return std::chrono::duration<double, std::milli>(length).count();
}

class Run {
 public:
  Run(const Target& target, const Reel& reel, const Plan& plan)
      : plan_(plan), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) throw std::runtime_error("epoll is not to be had");
    for (const auto& name : plan.names) {
      publishers_.push_back(std::make_unique<Publisher>(target, reel, name, epoll_));
    }
  }
  ~Run() { ::close(epoll_); }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  Outcome play();

 private:
  enum class Phase { ramp, warmup, window, after, over };
  struct Due {
    Time when;
    std::size_t who;
    bool operator>(const Due& other) const { return when > other.when; }
  };

  void start_some(Time now);
  void lose_patience(Time now);
  void send_what_is_due(Time now);
  void move_on(Time now);
  void enter(Phase phase, Time until, const char* name);
  void wait(Time now);
  void after_event(std::size_t who);
  [[nodiscard]] Time start_of(std::size_t who) const {
    return begin_ + std::chrono::nanoseconds(
                        static_cast<std::int64_t>(1e9 * static_cast<double>(who) / plan_.ramp_per_second));
  }
  [[nodiscard]] std::uint64_t bytes_so_far() const;
  [[nodiscard]] Outcome outcome() const;

  const Plan& plan_;
  int epoll_;
  std::vector<std::unique_ptr<Publisher>> publishers_;
  std::vector<bool> scheduled_ = std::vector<bool>(plan_.names.size());
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  Time begin_ = Clock::now();
  std::size_t started_ = 0;
  std::size_t oldest_undecided_ = 0;
  Phase phase_ = Phase::ramp;
  Time until_ = Time::max();
  std::uint64_t bytes_at_window_ = 0, bytes_in_window_ = 0;
  std::vector<double> lateness_;
};

Outcome Run::play() {
  while (phase_ != Phase::over) {
    const Time now = Clock::now();
    start_some(now);
    lose_patience(now);
    send_what_is_due(now);
    move_on(now);
    wait(now);
  }
  Outcome result = outcome();
  for (auto& publisher : publishers_) publisher->finish();
  return result;
}

void Run::start_some(Time now) {
  while (started_ < publishers_.size() && start_of(started_) <= now) {
    publishers_[started_]->start(started_, now);
    ++started_;
  }
}

// Publishers start in order, so the first that is still waiting is the one that waits longest.
void Run::lose_patience(Time now) {
  while (oldest_undecided_ < started_) {
    Publisher& oldest = *publishers_[oldest_undecided_];
    if (!oldest.decided() && now < oldest.started() + plan_.patience) return;
    if (!oldest.decided()) oldest.give_up("not let in in time");
    ++oldest_undecided_;
  }
}

// A publisher is in the queue once while it streams, and not at all while its socket takes nothing.
void Run::after_event(std::size_t who) {
  const Publisher& publisher = *publishers_[who];
  if (scheduled_[who] || publisher.state() != Publisher::State::streaming || publisher.blocked()) return;
  scheduled_[who] = true;
  due_.push({publisher.due(), who});
}

void Run::send_what_is_due(Time now) {
  while (!due_.empty() && due_.top().when <= now) {
    const Due next = due_.top();
    due_.pop();
    scheduled_[next.who] = false;
    Publisher& publisher = *publishers_[next.who];
    if (publisher.state() != Publisher::State::streaming) continue;
    publisher.send_due();
    if (phase_ == Phase::window) lateness_.push_back(ms(Clock::now() - next.when));
    after_event(next.who);
  }
}

void Run::move_on(Time now) {
  if (phase_ == Phase::ramp && oldest_undecided_ == publishers_.size()) {
    enter(Phase::warmup, now + plan_.warmup, "warmup");
  } else if (phase_ == Phase::warmup && now >= until_) {
    bytes_at_window_ = bytes_so_far();
    enter(Phase::window, now + plan_.window, "window");
  } else if (phase_ == Phase::window && now >= until_) {
    bytes_in_window_ = bytes_so_far() - bytes_at_window_;
    enter(Phase::after, now + plan_.after, "after");
  } else if (phase_ == Phase::after && now >= until_) {
    phase_ = Phase::over;
  }
}

void Run::enter(Phase phase, Time until, const char* name) {
  phase_ = phase;
  until_ = until;
  std::printf("{\"phase\":\"%s\"}\n", name);
  std::fflush(stdout);
}

void Run::wait(Time now) {
  Time next = std::min(until_, now + std::chrono::milliseconds(100));
  if (started_ < publishers_.size()) next = std::min(next, start_of(started_));
  if (!due_.empty()) next = std::min(next, due_.top().when);
  const auto left = std::max(Clock::duration::zero(), next - Clock::now());
  const timespec time{.tv_sec = static_cast<time_t>(left / std::chrono::seconds(1)),
                      .tv_nsec = static_cast<long>((left % std::chrono::seconds(1)).count())};
  std::array<epoll_event, 256> events{};
  const int count = ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &time, nullptr);
  const Time woken = Clock::now();
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    const std::size_t who = event.data.u64;
    publishers_[who]->on_ready(event.events, woken);
    after_event(who);
  }
}

std::uint64_t Run::bytes_so_far() const {
  std::uint64_t sum = 0;
  for (const auto& publisher : publishers_) sum += publisher->bytes_sent();
  return sum;
}

Outcome Run::outcome() const {
  Outcome all;
  for (const auto& publisher : publishers_) {
    const auto state = publisher->state();
    if (state == Publisher::State::refused) ++all.refused;
    if (state == Publisher::State::dropped) ++all.dropped;
    if (!publisher->reason().empty()) ++all.reasons[publisher->reason()];
    if (state != Publisher::State::streaming && state != Publisher::State::dropped) continue;
    ++all.admitted;
    all.setup_ms.push_back(ms(publisher->admitted() - publisher->started()));
  }
  all.bytes_sent = bytes_so_far();
  all.window_bytes = bytes_in_window_;
  all.lateness_ms = lateness_;
  std::sort(all.setup_ms.begin(), all.setup_ms.end());
  std::sort(all.lateness_ms.begin(), all.lateness_ms.end());
  return all;
}

}  // namespace

Outcome play(const Target& target, const Reel& reel, const Plan& plan) {
  return Run(target, reel, plan).play();
}

}  // namespace faultcast::bench
