#include <algorithm>
#include <nlohmann/json.hpp>

#include "fault/effect_rows.h"

namespace faultcast::fault {

const EffectKind bandwidth_kind = {
    "bandwidth",
    {way_field("which bytes; default out"),
     {"bytes_per_second", json::Type::whole, true, {}, "at most so many bytes pass in a second; at least 1"}},
    "at most so many bytes a second pass",
    [](const json::Value& given) -> Result<Effect> {
      const std::uint64_t rate = whole(given, "bytes_per_second");
      if (rate == 0) return fail("bytes_per_second must be 1 or more; for none at all use stall");
      return Effect(Bandwidth{way_of(given, Way::out), rate});
    }};

namespace {

// Gives on what the time since the last byte allows, in ticks of 10 ms so that a trickle does not wake per
// byte.
class BandwidthStep final : public ByteStep {
 public:
  explicit BandwidthStep(std::uint64_t rate) : rate_(rate) {}
  void push(ByteView bytes, Millis now) override {
    if (held_.empty()) {
      last_ = now;
      credit_ = 0;
    }
    append(held_, bytes);
  }
  Flow pull(Bytes& out, Millis now) override {
    if (held_.empty()) return {};
    credit_ += static_cast<std::uint64_t>(now - last_) * rate_;
    last_ = now;
    const auto take = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(held_.size(), credit_ / 1000));
    credit_ -= static_cast<std::uint64_t>(take) * 1000;
    out.insert(out.end(), held_.begin(), held_.begin() + take);
    held_.erase(held_.begin(), held_.begin() + take);
    if (held_.empty()) return {};
    const auto next_byte = static_cast<Millis>((1000 - credit_ + rate_ - 1) / rate_);
    return {End::none, now + std::max<Millis>(10, next_byte)};
  }
  [[nodiscard]] std::size_t held() const override { return held_.size(); }
  void release(Bytes& out) override { append(out, held_); }

 private:
  std::uint64_t rate_;
  std::uint64_t credit_ = 0;  // thousandths of a byte
  Millis last_ = 0;
  Bytes held_;
};

}  // namespace

std::unique_ptr<ByteStep> make_step(const Bandwidth& effect) {
  return std::make_unique<BandwidthStep>(effect.bytes_per_second);
}

}  // namespace faultcast::fault
