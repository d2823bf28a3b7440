#pragma once
// The business backend's own configuration, under the names of its conf/OutDefine.php.

#include <vector>

#include "setup/setting.h"

namespace faultcast::backend {

const std::vector<setup::Setting>& settings();

}  // namespace faultcast::backend
