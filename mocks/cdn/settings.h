#pragma once
// CDN acceleration in the console, and how the edge says no.

#include <vector>

#include "setup/setup.h"

namespace faultcast::cdn {

const std::vector<setup::Setting>& settings();

}  // namespace faultcast::cdn
