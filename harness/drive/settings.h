#pragma once
// The app's own constants, under the names of its TCConstants: iOS's, with Android's as other names for the
// same.

#include <vector>

#include "setup/setting.h"

namespace faultcast::drive {

const std::vector<setup::Setting>& settings();

}  // namespace faultcast::drive
