#pragma once
// The object store in the console: accounts, keys and buckets of both generations, and CDN acceleration.

#include <vector>

#include "setup/setup.h"

namespace faultcast::cos {

const std::vector<setup::Setting>& settings();

/// "gz" for "ap-guangzhou" and the other way round where the two APIs have two words for a region; anything
/// else as it is. (COS v4 reference, 1.1; COS XML API reference, regions)
std::string short_region(std::string_view region);

}  // namespace faultcast::cos
