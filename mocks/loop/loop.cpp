#include "loop/loop.h"

#include <fmt/core.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <cstdlib>

namespace faultcast::loop {

namespace {

constexpr std::size_t read_buffer_size = 64 * 1024;

void must(int error, const char* what) {
  if (error == 0) return;
  fmt::print(stderr, "{}: {}\n", what, uv_strerror(error));
  std::abort();
}

}  // namespace

Loop::Loop(std::unique_ptr<Clock> clock, ManualClock* manual)
    : clock_(std::move(clock)), manual_(manual), read_buffer_(read_buffer_size) {
  // A peer that is gone must be an error of a write, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  if (manual_ != nullptr) wire_.enable();
  must(uv_loop_init(&uv_), "event loop");
  uv_.data = this;
  must(uv_async_init(&uv_, &wake_, [](uv_async_t*) {}), "event loop wake-up");
  must(uv_timer_init(&uv_, &alarm_), "event loop timer");
  thread_ = std::thread([this] { run(); });
}

Loop::~Loop() {
  post([this] { stopping_ = true; });
  thread_.join();
  uv_walk(
      &uv_,
      [](uv_handle_t* handle, void*) {
        if (uv_is_closing(handle)) return;
        if (handle->data != nullptr)
          static_cast<LoopHandle*>(handle->data)->close_with_loop();
        else
          uv_close(handle, nullptr);
      },
      nullptr);
  uv_run(&uv_, UV_RUN_DEFAULT);
  must(uv_loop_close(&uv_), "event loop: something still lives on it");
}

void Loop::post(Callback<void()> job) {
  const std::lock_guard lock(mutex_);
  posted_.push_back(std::move(job));
  uv_async_send(&wake_);
}

void Loop::call(Callback<void()> job) {
  std::mutex mutex;
  std::condition_variable done_changed;
  bool done = false;
  post([&] {
    job();
    const std::lock_guard lock(mutex);
    done = true;
    done_changed.notify_one();  // under the lock: the waiter's stack is gone as soon as it is released
  });
  std::unique_lock lock(mutex);
  done_changed.wait(lock, [&] { return done; });
}

void Loop::run_posted() {
  std::vector<Callback<void()>> jobs;
  {
    const std::lock_guard lock(mutex_);
    jobs.swap(posted_);
  }
  for (auto& job : jobs) job();
}

void Loop::fire_due_timers() {
  const Millis now = clock_->now();
  while (!timers_.empty() && timers_.begin()->first <= now) {
    Timer* timer = timers_.begin()->second;
    timers_.erase(timers_.begin());
    timer->running_ = false;
    // The job may destroy its timer.
    Callback<void()> job = std::move(timer->job_);
    job();
  }
}

void Loop::run() {
  while (!stopping_) {
    run_posted();
    ++turn_;
    if (stopping_) break;
    if (manual_ != nullptr)
      play_virtual_time();
    else
      wait_for_events();
    fire_due_timers();
  }
}

unsigned Loop::gathering() const {
  std::optional<unsigned> least;
  for (const Pace* pace : paces_)
    if (pace->most_) least = std::min(least.value_or(*pace->most_), *pace->most_);
  return least.value_or(0);
}

Pace::Pace(Loop& loop) : loop_(loop) {
  loop_.paces_.push_back(this);
}

Pace::~Pace() {
  std::erase(loop_.paces_, this);
}

void Loop::wait_for_events() {
  const auto next = timers_.empty() ? std::nullopt : std::optional(timers_.begin()->first);
  if (next != alarm_at_) {
    alarm_at_ = next;
    if (!next) {
      uv_timer_stop(&alarm_);
    } else {
      uv_update_time(&uv_);
      const Millis wait = std::max<Millis>(0, clock_->real_wait_until(*next));
      uv_timer_start(
          &alarm_,
          [](uv_timer_t* alarm) {
            static_cast<Loop*>(alarm->loop->data)->alarm_at_.reset();
            // One that is due at once rings before libuv polls, which would then wait for something else.
            uv_stop(alarm->loop);
          },
          static_cast<std::uint64_t>(wait), 0);
    }
  }
  if (const unsigned pause = gathering(); pause > 0) uv_sleep(pause);
  uv_run(&uv_, UV_RUN_ONCE);
}

void Loop::play_virtual_time() {
  // What the kernel has ready now.
  uv_run(&uv_, UV_RUN_NOWAIT);
  {
    const std::lock_guard lock(mutex_);
    if (!posted_.empty()) return;
  }
  if (!timers_.empty() && timers_.begin()->first <= clock_->now()) return;
  if (wire_.in_flight()) {
    uv_run(&uv_, UV_RUN_ONCE);
    return;
  }
  if (timers_.empty())
    uv_run(&uv_, UV_RUN_ONCE);  // until something is posted
  else
    manual_->advance_to(timers_.begin()->first);
}

void Timer::at(Millis then, Callback<void()> job) {
  stop();
  job_ = std::move(job);
  place_ = loop_.timers_.emplace(then, this);
  running_ = true;
}

void Timer::stop() {
  if (!running_) return;
  loop_.timers_.erase(place_);
  running_ = false;
  job_ = {};
}

}  // namespace faultcast::loop
