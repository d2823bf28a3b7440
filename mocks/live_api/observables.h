#pragma once
// The exchanges of the live HTTP API.

#include "service/observable.h"

namespace faultcast::live_api {

const std::vector<Observable>& observables();
/// Where a fault may act although nothing is decided yet.
const std::vector<std::string_view>& fault_points();

}  // namespace faultcast::live_api
