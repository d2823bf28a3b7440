#include <algorithm>
#include <cstdio>
#include <deque>

#include "upload_runs.h"

namespace faultcast::bench {

namespace {

double ms(Clock::duration length) {
  return std::chrono::duration<double, std::milli>(length).count();
}

/// The same bytes in every run, without a pattern that a parser could stumble over or profit from.
std::string some_content(std::size_t size) {
  std::string out(size, '\0');
  std::uint64_t state = 88172645463325252ULL;
  for (char& c : out) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    c = static_cast<char>(state >> 32);
  }
  return out;
}

class Storm {
 public:
  Storm(const HttpTarget& target, const StormPlan& plan)
      : plan_(plan), pool_(target), content_(some_content(plan.content_size)) {
    for (std::size_t key = 0; key < plan.keys; ++key)
      requests_.push_back(write_request(plan.form, key, content_.size()));
  }

  StormOutcome play() {
    due_ = Clock::now();
    for (std::size_t i = 0; i < plan_.connections; ++i) free(pool_.open());
    run(Clock::now() + plan_.warmup);
    say_phase("window");
    in_window_ = true;
    run(Clock::now() + plan_.window);
    in_window_ = false;
    say_phase("after");
    run(Clock::now() + plan_.after);
    std::sort(out_.ms.begin(), out_.ms.end());
    return std::move(out_);
  }

 private:
  void send(std::size_t number, Time due) {
    due_of_[number] = due;
    pool_.client(number).send(requests_[key_].with(content_));
    key_ = (key_ + 1) % requests_.size();
  }

  void free(std::size_t number) {
    due_of_.resize(std::max(due_of_.size(), number + 1));
    if (plan_.rate == 0)
      send(number, Clock::now());
    else
      free_.push_back(number);
  }

  /// A request that no connection is free for is late from here on: its time counts from when it was due.
  void send_due() {
    const auto pause =
        std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / plan_.rate));
    for (; due_ <= Clock::now() && !free_.empty(); due_ += pause) {
      send(free_.front(), due_);
      free_.pop_front();
    }
  }

  void run(Time until) {
    while (Clock::now() < until && out_.lost < plan_.connections) {
      if (plan_.rate > 0) send_due();
      pool_.wait(plan_.rate > 0 && !free_.empty() ? std::min(until, due_) : until,
                 [this](std::size_t number, HttpClient::Event event, Time now) { told(number, event, now); });
    }
  }

  void told(std::size_t number, HttpClient::Event event, Time now) {
    if (event == HttpClient::Event::failed) {
      ++out_.lost;
    } else if (event == HttpClient::Event::answered) {
      HttpClient& client = pool_.client(number);
      if (!plan_.expected.fits(client.answer())) {
        if (out_.wrong++ == 0)
          out_.first_wrong =
              std::to_string(client.answer().status) + " " + client.answer().body.substr(0, 300);
      } else if (in_window_) {
        ++out_.answered;
        out_.ms.push_back(ms(now - due_of_[number]));
      }
      if (client.failed())
        ++out_.lost;
      else
        free(number);
    }
  }

  const StormPlan& plan_;
  HttpPool pool_;
  const std::string content_;
  std::vector<RequestText> requests_;
  std::size_t key_ = 0;
  std::vector<Time> due_of_;      // by connection
  std::deque<std::size_t> free_;  // connections, with a rate
  Time due_;                      // of the next request, with a rate
  bool in_window_ = false;
  StormOutcome out_;
};

}  // namespace

void say_phase(const char* name) {
  std::printf("{\"phase\":\"%s\"}\n", name);
  std::fflush(stdout);
}

StormOutcome storm(const HttpTarget& target, const StormPlan& plan) {
  return Storm(target, plan).play();
}

}  // namespace faultcast::bench
