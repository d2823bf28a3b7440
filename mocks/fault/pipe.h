#pragma once
// The ordered byte steps that stand in front of a connection, one Pipe per direction. Pass-through at first:
// "no fault" and "fault" run through the same place. A function of bytes and time; it owns no socket and no
// timer.

#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "fault/effect.h"

namespace faultcast::fault {

/// How a byte stream ends.
enum class End {
  none,
  close,  ///< FIN
  reset,  ///< RST
};

/// What a step, or the whole pipe, gives on at one moment.
struct Flow {
  End end = End::none;
  std::optional<Millis> wake;  ///< ask again then; none: only new bytes change anything
};

/// One byte fault at work on one direction of one connection.
class ByteStep {
 public:
  ByteStep() = default;
  ByteStep(const ByteStep&) = delete;
  ByteStep& operator=(const ByteStep&) = delete;
  virtual ~ByteStep() = default;
  virtual void push(ByteView bytes, Millis now) = 0;
  /// Appends what may pass at `now`. After an End it is not asked again.
  virtual Flow pull(Bytes& out, Millis now) = 0;
  /// Bytes that it holds back.
  [[nodiscard]] virtual std::size_t held() const = 0;
  /// Appends those: the step is about to go.
  virtual void release(Bytes& out) = 0;
};

/// The step of a byte effect; null for effects that are not about bytes.
std::unique_ptr<ByteStep> make_step(const Effect& effect);
/// Which direction a byte effect works on.
std::optional<Way> way_of(const Effect& effect);

class Pipe {
 public:
  [[nodiscard]] bool passes_through() const { return steps_.empty(); }
  void add(std::unique_ptr<ByteStep> step) { steps_.push_back(std::move(step)); }
  void push(ByteView bytes, Millis now);
  /// Nothing more comes; what is held still passes, then the stream ends this way.
  void finish(End how) { finish_ = how; }

  struct Pulled {
    Bytes bytes;
    Flow flow;
  };
  Pulled pull(Millis now);
  /// All that is held, in order; it has no steps any more.
  Bytes release();
  [[nodiscard]] std::size_t held() const;

 private:
  std::vector<std::unique_ptr<ByteStep>> steps_;
  End finish_ = End::none;
  End ended_ = End::none;
};

}  // namespace faultcast::fault
