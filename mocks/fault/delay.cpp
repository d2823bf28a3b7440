#include <deque>
#include <nlohmann/json.hpp>

#include "fault/effect_rows.h"

namespace faultcast::fault {

const EffectKind delay_kind = {"delay",
                               {way_field("which bytes; default out"),
                                {"time", json::Type::duration, true, {}, "how long each piece is held"}},
                               "every piece of bytes is held back for a time",
                               [](const json::Value& given) -> Result<Effect> {
                                 return duration(given, "time").map([&](Millis time) {
                                   return Effect(Delay{way_of(given, Way::out), time});
                                 });
                               }};

namespace {

class DelayStep final : public ByteStep {
 public:
  explicit DelayStep(Millis time) : time_(time) {}
  void push(ByteView bytes, Millis now) override {
    held_ += bytes.size();
    pieces_.push_back({now + time_, Bytes(bytes.begin(), bytes.end())});
  }
  Flow pull(Bytes& out, Millis now) override {
    while (!pieces_.empty() && pieces_.front().due <= now) {
      held_ -= pieces_.front().bytes.size();
      append(out, pieces_.front().bytes);
      pieces_.pop_front();
    }
    if (pieces_.empty()) return {};
    return {End::none, pieces_.front().due};
  }
  [[nodiscard]] std::size_t held() const override { return held_; }
  void release(Bytes& out) override {
    for (const auto& piece : pieces_) append(out, piece.bytes);
  }

 private:
  struct Piece {
    Millis due;
    Bytes bytes;
  };
  Millis time_;
  std::deque<Piece> pieces_;
  std::size_t held_ = 0;
};

}  // namespace

std::unique_ptr<ByteStep> make_step(const Delay& effect) {
  return std::make_unique<DelayStep>(effect.time);
}

}  // namespace faultcast::fault
