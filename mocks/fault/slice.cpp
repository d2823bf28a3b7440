#include <algorithm>
#include <nlohmann/json.hpp>

#include "fault/effect_rows.h"

namespace faultcast::fault {

const EffectKind slice_kind = {
    "slice",
    {way_field("which bytes; default out"),
     {"bytes", json::Type::whole, true, {}, "size of a piece; at least 1"},
     {"pause", json::Type::duration, false, {}, "between two pieces; default 1ms"}},
    "bytes pass in small pieces with a pause between them",
    [](const json::Value& given) -> Result<Effect> {
      const std::uint64_t bytes = whole(given, "bytes");
      if (bytes == 0) return fail("bytes must be 1 or more");
      return duration(given, "pause").map([&](Millis pause) {
        return Effect(Slice{way_of(given, Way::out), bytes, std::max<Millis>(1, pause)});
      });
    }};

namespace {

class SliceStep final : public ByteStep {
 public:
  SliceStep(std::uint64_t size, Millis pause) : size_(size), pause_(pause) {}
  void push(ByteView bytes, Millis) override { append(held_, bytes); }
  Flow pull(Bytes& out, Millis now) override {
    if (held_.empty()) return {};
    if (now >= due_) {
      const auto take = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(size_, held_.size()));
      out.insert(out.end(), held_.begin(), held_.begin() + take);
      held_.erase(held_.begin(), held_.begin() + take);
      due_ = now + pause_;
    }
    if (held_.empty()) return {};
    return {End::none, due_};
  }
  [[nodiscard]] std::size_t held() const override { return held_.size(); }
  void release(Bytes& out) override { append(out, held_); }

 private:
  std::uint64_t size_;
  Millis pause_;
  Millis due_ = 0;
  Bytes held_;
};

}  // namespace

std::unique_ptr<ByteStep> make_step(const Slice& effect) {
  return std::make_unique<SliceStep>(effect.bytes, effect.pause);
}

}  // namespace faultcast::fault
