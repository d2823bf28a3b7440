#pragma once
// What stall, cut_after and reset share: so many bytes pass, then something happens.

#include <algorithm>

#include "fault/pipe.h"

namespace faultcast::fault {

class AfterBytes final : public ByteStep {
 public:
  /// `then` End::none: nothing passes any more and the rest is held (the connection stops reading when that
  /// is much).
  AfterBytes(std::uint64_t pass, End then) : left_(pass), then_(then) {}
  void push(ByteView bytes, Millis) override { append(held_, bytes); }
  Flow pull(Bytes& out, Millis) override {
    const auto take = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(left_, held_.size()));
    out.insert(out.end(), held_.begin(), held_.begin() + take);
    held_.erase(held_.begin(), held_.begin() + take);
    left_ -= static_cast<std::uint64_t>(take);
    // With 0 bytes to pass it acts at once; else as soon as the last of them has passed.
    return {left_ == 0 ? then_ : End::none, std::nullopt};
  }
  [[nodiscard]] std::size_t held() const override { return held_.size(); }
  void release(Bytes& out) override { append(out, held_); }

 private:
  std::uint64_t left_;
  End then_;
  Bytes held_;
};

}  // namespace faultcast::fault
