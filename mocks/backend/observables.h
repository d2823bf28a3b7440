#pragma once
// The exchanges of the backend: interface (asked by the app), callback (told by the cloud).

#include "service/observable.h"

namespace faultcast::backend {

const std::vector<Observable>& observables();
const std::vector<std::string_view>& fault_points();

}  // namespace faultcast::backend
