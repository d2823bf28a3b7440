#include "fault/pipe.h"

#include <algorithm>

namespace faultcast::fault {

void Pipe::push(ByteView bytes, Millis now) {
  if (!steps_.empty() && ended_ == End::none) steps_.front()->push(bytes, now);
}

Pipe::Pulled Pipe::pull(Millis now) {
  Pulled result;
  if (ended_ != End::none) {
    result.flow.end = ended_;
    return result;
  }
  std::optional<Millis> wake;
  for (auto& step : steps_) {
    if (!result.bytes.empty()) {
      step->push(result.bytes, now);
      result.bytes.clear();
    }
    const Flow flow = step->pull(result.bytes, now);
    if (flow.wake) wake = wake ? std::min(*wake, *flow.wake) : *flow.wake;
    // A later step may still hold what came before the end; a fault's end does not wait for it.
    if (flow.end != End::none) ended_ = flow.end;
  }
  if (ended_ == End::none && finish_ != End::none && held() == 0) ended_ = finish_;
  result.flow = {ended_, ended_ == End::none ? wake : std::nullopt};
  return result;
}

Bytes Pipe::release() {
  Bytes all;
  // What a later step holds came first.
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) (*step)->release(all);
  steps_.clear();
  return all;
}

std::size_t Pipe::held() const {
  std::size_t sum = 0;
  for (const auto& step : steps_) sum += step->held();
  return sum;
}

}  // namespace faultcast::fault
