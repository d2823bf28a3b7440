#pragma once
// Ending on a signal: blocked before any thread starts, then waited for by the main thread.

#include <optional>

namespace faultcast::cli {

class Signals {
 public:
  /// Blocks SIGINT, SIGTERM, SIGCHLD and our own wake-up for this thread and all that it starts.
  Signals();
  /// Waits for one of them; none after `milliseconds`.
  [[nodiscard]] std::optional<int> wait(int milliseconds) const;
  /// Makes wait() return wake_up, from any thread.
  static void wake();
  static const int wake_up;
};

}  // namespace faultcast::cli
