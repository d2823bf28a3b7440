#pragma once
// Holds what was expected against what was seen. A failed expectation reads like a colleague explaining: what
// was expected, how often it was seen, and the nearest thing that was.

#include <vector>

#include "judge/observation.h"
#include "scenario/scenario.h"

namespace faultcast::judge {

enum class Mode {
  full,       ///< run: everything is judged, counts are exact
  wire_only,  ///< exec, serve: only what the fakes saw; a count means at least, unless strict
};

struct Outcome {
  const scenario::Expectation* expectation = nullptr;
  bool judged = true;  ///< false: not about the wire, in wire_only
  bool met = false;
  std::string expected = {};  ///< the expectation in words (the words of the file, language-neutral)
  Text seen = {};             ///< if not met: what was seen instead
};

std::vector<Outcome> judge(const std::vector<scenario::Expectation>& expectations,
                           const std::vector<Observation>& observations, Mode mode);

/// "wire live.publish, code = txsecret_wrong, 4 times"
std::string in_words(const scenario::Expectation& expectation);

}  // namespace faultcast::judge
