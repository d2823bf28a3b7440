#pragma once
// Everything the program knows, collected from the rooms: the one place that lists them. A new service adds
// its lines here and in stage.cpp.

#include "scenario/load.h"
#include "setup/setup.h"

namespace faultcast::stage {

/// All settings of all services. Lives as long as the program.
const setup::Catalogue& catalogue();
/// All words of scenario files.
const scenario::Vocabulary& vocabulary();

}  // namespace faultcast::stage
