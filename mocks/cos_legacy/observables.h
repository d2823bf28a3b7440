#pragma once
// The exchanges of the legacy API: one kind for each operation, and those that are none.

#include "service/observable.h"

namespace faultcast::cos_legacy {

const std::vector<Observable>& observables();
/// Where a fault may act although nothing of that name is journalled: the head of any request.
const std::vector<std::string_view>& fault_points();

}  // namespace faultcast::cos_legacy
