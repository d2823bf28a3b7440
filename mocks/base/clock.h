#pragma once
// Time as the cloud sees it. Services never ask the machine: they get a time, and these are its sources.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace faultcast {

/// Milliseconds since 1970-01-01T00:00:00Z.
using Millis = std::int64_t;

class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual Millis now() const = 0;
  /// Real milliseconds until `then` comes; a manual clock answers 0, since waiting does not move it.
  [[nodiscard]] virtual Millis real_wait_until(Millis then) const = 0;
};

/// The machine's clock, moved by `offset` and running `scale` times as fast from the moment of construction
/// on.
class SystemClock final : public Clock {
 public:
  explicit SystemClock(Millis offset = 0, double scale = 1.0);
  [[nodiscard]] Millis now() const override;
  [[nodiscard]] Millis real_wait_until(Millis then) const override;

 private:
  Millis start_real_;
  Millis start_steady_;
  Millis offset_;
  double scale_;
};

/// Stands still until it is told to move; never goes back.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Millis start) : now_(start) {}
  [[nodiscard]] Millis now() const override { return now_; }
  [[nodiscard]] Millis real_wait_until(Millis) const override { return 0; }
  void advance_to(Millis then) {
    if (then > now_) now_ = then;
  }

 private:
  Millis now_;
};

/// 2017-02-14T00:00:00Z (in `timezone_hours`: "2017-02-14T08:00:00+08:00"), with ".123" only where not 0.
std::string iso8601(Millis time, int timezone_hours = 0);
/// Reads what iso8601 writes, and a bare date.
Result<Millis> parse_iso8601(std::string_view text);
/// "+4h", "-90s", "250ms", "2d12h": a sum of parts with units d, h, m, s, ms.
Result<Millis> parse_duration(std::string_view text);
/// "2 h 5 min", "14 s", "250 ms": the two largest units, for sentences.
std::string spoken_duration(Millis length);

}  // namespace faultcast
