#include <algorithm>
#include <functional>

#include "upload_runs.h"

namespace faultcast::bench {

namespace {

constexpr std::size_t opening_at_once = 256;  ///< connects under way at one time: fewer than any backlog

class Hold {
 public:
  Hold(const HttpTarget& target, const HoldPlan& plan)
      : plan_(plan),
        pool_(target),
        content_(plan.content_size, 'x'),
        request_(write_request(plan.form, 0, content_.size())) {}

  HoldOutcome play() {
    open_all();
    if (plan_.ask_at_once) {
      answered_ = &out_.answered;
      // What was answered already while the others were still opening counts too.
      out_.answered_ms = run([this] { return out_.answered + lost_ >= plan_.connections; });
    }
    say_phase("held");
    const Time until = Clock::now() + plan_.stay;
    while (Clock::now() < until) pool_.wait(until, told_);
    if (plan_.ask_at_end) {
      answered_ = &out_.alive;
      for (std::size_t i = 0; i < pool_.size(); ++i)
        if (!pool_.client(i).failed()) pool_.client(i).send(request_.with(content_));
      run([this] { return out_.alive + lost_ >= plan_.connections; });
    }
    return out_;
  }

 private:
  void open_all() {
    answered_ = &out_.answered;
    out_.open_ms = run([this] {
      while (pool_.size() < plan_.connections && pool_.size() - out_.open - lost_ < opening_at_once) {
        const std::size_t number = pool_.open();
        if (pool_.client(number).failed())
          ++lost_;
        else if (plan_.ask_at_once)
          pool_.client(number).send(request_.with(content_));
      }
      return out_.open + lost_ >= plan_.connections;
    });
  }

  /// Until `over` or the patience ends; how long it took.
  double run(const std::function<bool()>& over) {
    const Time begin = Clock::now();
    while (!over() && Clock::now() < begin + plan_.patience) pool_.wait(begin + plan_.patience, told_);
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
  }

  void told(std::size_t number, HttpClient::Event event) {
    if (event == HttpClient::Event::connected || event == HttpClient::Event::answered) count_open(number);
    if (event == HttpClient::Event::failed) ++lost_;
    if (event == HttpClient::Event::answered && plan_.expected.fits(pool_.client(number).answer()))
      ++*answered_;
  }

  /// The event of a connect may come as that of the answer.
  void count_open(std::size_t number) {
    if (seen_.size() <= number) seen_.resize(number + 1);
    if (!seen_[number]) ++out_.open;
    seen_[number] = true;
  }

  const HoldPlan& plan_;
  HttpPool pool_;
  const std::string content_;
  const RequestText request_;
  const HttpPool::OnEvent told_ = [this](std::size_t number, HttpClient::Event event, Time) {
    told(number, event);
  };
  std::vector<bool> seen_;
  std::size_t lost_ = 0;
  std::size_t* answered_ = nullptr;
  HoldOutcome out_;
};

}  // namespace

HoldOutcome hold(const HttpTarget& target, const HoldPlan& plan) {
  return Hold(target, plan).play();
}

}  // namespace faultcast::bench
