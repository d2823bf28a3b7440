#pragma once
// A fault: what an honest server would not do. on = which exchange, when = which of them, do = the effects.
//   {"id": "cut", "on": {"service": "live", "op": "publish", "match": {"stream": "*_anchor01"}},
//    "when": {"after": 1, "times": 2}, "do": {"cut_after": {"bytes": 20000}}}

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "fault/effect.h"

namespace faultcast::fault {

struct On {
  std::string service, op;                                 ///< empty: any
  std::vector<std::pair<std::string, std::string>> match;  ///< field of the exchange -> text, '*' = anything
  bool operator==(const On&) const = default;
};

/// Which of the matching exchanges: the first `after` are let pass, then at most `times` (0: all), one in
/// `one_in`.
struct When {
  std::uint64_t after = 0, times = 0, one_in = 1;
  bool operator==(const When&) const = default;
};

struct FaultRule {
  std::string id;
  On on;
  When when;
  std::vector<Effect> effects;  ///< in the order of the file
};

/// '*' stands for any run of characters; all else is literal.
bool matches_pattern(std::string_view text, std::string_view pattern);

}  // namespace faultcast::fault
