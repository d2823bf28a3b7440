#pragma once
// What can be set for watching.

#include <vector>

#include "channel/channel.h"
#include "setup/setup.h"

namespace faultcast::play {

const std::vector<setup::Setting>& settings();

/// What channels keep, and how much may wait for a viewer.
channel::Rules rules_of(const setup::Setup& setup);

}  // namespace faultcast::play
