#pragma once
// Whether a push may publish: the checks of the real service, in its order, each with its reason.
// Pure: a function of the push, the setup, the state and the time. (Live service reference, 1.2, 1.4, 2.2)

#include <optional>

#include "live/push.h"
#include "service/verdict.h"
#include "setup/setup.h"
#include "state/live.h"

namespace faultcast::live {

/// The checks that connect alone allows: app, tcUrl host, and the tenant where tcUrl names it. None: nothing
/// against it.
std::optional<Verdict> judge_connect(const Push& connect, const setup::Setup& setup);

/// `now` is the cloud's time.
Verdict admit(const Push& push, const setup::Setup& setup, const state::Live& state, Millis now);

/// Is this host a push domain of the tenant?
bool is_push_domain(const std::string& host, const setup::Setup& setup);
/// The time that txTime says, read as hexadecimal seconds; none if it is not hexadecimal.
std::optional<Millis> expiry_of(std::string_view txtime);

}  // namespace faultcast::live
