#pragma once
// What a service decided, and why. The wire shows at most the code; the reasons are for the journal and for
// people.

#include <string>
#include <vector>

#include "base/text.h"
#include "service/code.h"

namespace faultcast {

/// One thing that was compared: what came, and what would have been right (empty if that has no single
/// answer).
struct Fact {
  std::string name, came, right;
  bool operator==(const Fact&) const = default;
};

struct Verdict {
  const Code* code = nullptr;  ///< a row of the service's table, never null once decided
  Text because;                ///< which rule decided, with its numbers
  std::vector<Fact> facts;     ///< in the order they were looked at
  std::vector<Text> fits;      ///< what the value would have been right for, best first
  std::string setting;         ///< the setting that most likely disagrees ("backend.PUSH_URL_KEY"), if known
  std::string forced_by;       ///< id of the rule or change that forced it; empty: honestly decided

  [[nodiscard]] bool ok() const { return code != nullptr && code->ok; }
};

}  // namespace faultcast
