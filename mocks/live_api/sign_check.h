#pragma once
// Whether t and sign are right for the account's API key, and what a wrong sign would be right for. The same
// rule holds for event callbacks. Pure. (Live service reference, 3.2, 4.1)

#include <optional>

#include "service/verdict.h"
#include "setup/setup.h"

namespace faultcast::live_api {

/// None: nothing against them. `t` and `sign` as they came; `now` the cloud's time; `skew`: how far t may be
/// past.
std::optional<Verdict> judge_sign(const std::string& t, const std::string& sign, const setup::Setup& setup,
                                  Millis now, Millis skew);

}  // namespace faultcast::live_api
