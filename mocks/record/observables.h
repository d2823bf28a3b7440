#pragma once
// The exchanges of recordings: made, refused, kept_out, and get (a download).

#include "service/observable.h"

namespace faultcast::record {

const std::vector<Observable>& observables();
const std::vector<std::string_view>& fault_points();

}  // namespace faultcast::record
