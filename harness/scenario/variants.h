#pragma once
// A scenario with parts of it left out: for the console's side, and for proving that it cannot pass by
// accident.

#include "scenario/load.h"

namespace faultcast::scenario {

/// The steps without the app's wrong acts: how a correctly configured client behaves (the console's side).
std::vector<Step> without_wrong_acts(const std::vector<Step>& steps);

/// The scenario with its change emptied: no setting, no fault, no deviation of a step. It must not be
/// reproduced.
Scenario emptied(const Vocabulary& words, const Scenario& scenario);

}  // namespace faultcast::scenario
