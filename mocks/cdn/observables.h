#pragma once
// The exchanges of downloads: get (a CDN domain), origin, edge (a host that nobody serves).

#include "service/observable.h"

namespace faultcast::cdn {

const std::vector<Observable>& observables();
const std::vector<std::string_view>& fault_points();

}  // namespace faultcast::cdn
