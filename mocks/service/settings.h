#pragma once
// Settings that belong to no single service.

#include <vector>

#include "setup/setting.h"

namespace faultcast {

/// console.clock_ahead_s.
const std::vector<setup::Setting>& common_settings();

}  // namespace faultcast
