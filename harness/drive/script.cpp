#include "drive/script.h"

namespace faultcast::drive {

void Script::play(const std::vector<scenario::Step>& steps, Callback<void(Result<void>)> done) {
  steps_ = steps;
  done_ = std::move(done);
  later_.after(0, [this] { next(); });
}

void Script::next() {
  if (place_ == steps_.size() || !outcome_) {
    all_started_ = true;
    check_done();
    return;
  }
  const scenario::Step& step = steps_[place_++];
  steps_at_work_.push_back(step_kind(step.verb)->make(props_, *step.arguments));
  ++running_;
  steps_at_work_.back()->start(
      [this](const Result<void>& result) {
        if (!result && outcome_) outcome_ = result;
        later_.after(0, [this] { next(); });
      },
      [this] {
        --running_;
        check_done();
      });
}

void Script::check_done() {
  if (!all_started_ || running_ > 0 || !done_) return;
  // Virtual time moves only when nothing is in flight: a moment later the fakes have seen all that was sent.
  later_.after(1, [this] { std::exchange(done_, {})(outcome_); });
}

}  // namespace faultcast::drive
