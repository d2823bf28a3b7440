#pragma once
// What the reference app writes down: its log lines and the event codes of its SDK, in order.

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"

namespace faultcast::drive {

struct ClientLine {
  Millis at = 0;
  std::string who;   ///< which of several pushers: "first", "second"
  int code = 0;      ///< event code of the SDK; 0 for a plain line
  std::string name;  ///< of the event: PUSH_WARNING_SERVER_DISCONNECT
  std::string text;  ///< as in the log
};

/// Written on the loop's thread, read by anybody.
class ClientLog {
 public:
  void add(ClientLine line);
  [[nodiscard]] std::vector<ClientLine> lines() const;

 private:
  mutable std::mutex mutex_;
  std::vector<ClientLine> lines_;
};

}  // namespace faultcast::drive
