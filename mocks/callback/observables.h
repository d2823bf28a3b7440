#pragma once
// The exchanges of the callback sender: an attempt each, named by its event.

#include "service/observable.h"

namespace faultcast::callback {

const std::vector<Observable>& observables();
/// Where a fault may act: before an attempt is made.
const std::vector<std::string_view>& fault_points();

}  // namespace faultcast::callback
