#pragma once
// A whole run: so many publishers, let in at a steady rate, watched over a window, then let go.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "publisher.h"

namespace faultcast::bench {

struct Plan {
  std::vector<std::string> names;  ///< one per publisher
  double ramp_per_second = 100;
  std::chrono::seconds patience{15};  ///< for each publisher to be let in
  std::chrono::milliseconds warmup{2000};
  std::chrono::milliseconds window{10000};
  std::chrono::milliseconds after{
      1000};  ///< streaming goes on so long after the window, for whoever takes a last look
};

struct Outcome {
  std::uint64_t admitted = 0, refused = 0, dropped = 0;
  std::uint64_t bytes_sent = 0;     ///< in all
  std::uint64_t window_bytes = 0;   ///< while the window was open
  std::vector<double> setup_ms;     ///< from connect to Publish.Start, each publisher let in, sorted
  std::vector<double> lateness_ms;  ///< of each tag sent in the window, sorted
  std::map<std::string, std::uint64_t> reasons;  ///< of refusals and drops
};

/// Plays the plan; prints {"phase":"window"} and {"phase":"after"} on stdout as they begin. Ends in bounded
/// time whatever the server does.
Outcome play(const Target& target, const Reel& reel, const Plan& plan);

}  // namespace faultcast::bench
