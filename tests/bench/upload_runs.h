#pragma once
// The three ways in which uploads are measured. Each ends in bounded time whatever the server does.

#include <map>
#include <vector>

#include "http_form.h"
#include "http_pool.h"

namespace faultcast::bench {

/// What a right answer is.
struct Expected {
  int status = 200;
  std::string text;  ///< stands somewhere in the body
  [[nodiscard]] bool fits(const Answer& answer) const {
    return answer.status == status && answer.body.find(text) != std::string::npos;
  }
};

/// Prints {"phase":NAME} on stdout, for whoever measures the server meanwhile.
void say_phase(const char* name);

// One request after the other on each of so many connections.
struct StormPlan {
  RequestForm form;
  Expected expected;
  std::size_t connections = 64, keys = 1000, content_size = 10 * 1024;
  std::chrono::milliseconds warmup{1000}, window{5000}, after{500};
  /// Requests per second in all, whatever the server takes; 0: each connection asks again as soon as it is
  /// answered.
  double rate = 0;
};
struct StormOutcome {
  std::uint64_t answered = 0;         ///< rightly, while the window was open
  std::uint64_t wrong = 0, lost = 0;  ///< in all: other answers; connections that ended
  std::vector<double> ms;             ///< from when it was due to its answer, in the window, sorted
  std::string first_wrong;
};
StormOutcome storm(const HttpTarget& target, const StormPlan& plan);

// Many connections that stay, with a request on each before or after they were idle.
struct HoldPlan {
  RequestForm form;
  Expected expected;
  std::size_t connections = 1000, content_size = 1024;
  bool ask_at_once = true;                    ///< one request on each as soon as it is open
  std::chrono::milliseconds stay{0};          ///< all idle for so long; {"phase":"held"} marks its beginning
  bool ask_at_end = false;                    ///< one request more on each, to see that all are alive
  std::chrono::milliseconds patience{20000};  ///< for all to be open, and for all to be answered
};
struct HoldOutcome {
  std::size_t open = 0, answered = 0, alive = 0;
  double open_ms = 0, answered_ms = 0;  ///< until the last of them
};
HoldOutcome hold(const HttpTarget& target, const HoldPlan& plan);

// One file in slices by the JSON API v4: init, data, finish.
struct SlicesPlan {
  std::string path;
  std::vector<std::string> headers;
  std::string file;
  std::size_t slice_size = 1 << 20, parallel = 1;
  std::chrono::milliseconds patience{120000};
};
struct SlicesOutcome {
  double wall_ms = 0;
  std::size_t slices = 0;
  std::string trouble;  ///< empty: the whole file was taken
};
SlicesOutcome slices(const HttpTarget& target, const SlicesPlan& plan);

}  // namespace faultcast::bench
