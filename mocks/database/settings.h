#pragma once
// The business backend's database, as it stands on its server: what createDB.sh of the stock backend made.

#include <vector>

#include "setup/setting.h"

namespace faultcast::database {

const std::vector<setup::Setting>& settings();

}  // namespace faultcast::database
