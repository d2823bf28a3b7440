#pragma once
// Plays the steps of a scenario, one after the other, and says when nothing of them runs any more.

#include <memory>
#include <vector>

#include "drive/step.h"

namespace faultcast::drive {

class Script {
 public:
  explicit Script(const Props& props) : props_(props), later_(props.loop) {}

  /// Plays all of them in order; `done` once, from the loop, with the first error if there was one.
  void play(const std::vector<scenario::Step>& steps, Callback<void(Result<void>)> done);

 private:
  void next();
  void check_done();

  Props props_;
  std::vector<scenario::Step> steps_;
  std::size_t place_ = 0;
  std::size_t running_ = 0;
  bool all_started_ = false;
  Result<void> outcome_;
  std::vector<std::unique_ptr<RunningStep>> steps_at_work_;
  Callback<void(Result<void>)> done_;
  loop::Timer later_;
};

}  // namespace faultcast::drive
