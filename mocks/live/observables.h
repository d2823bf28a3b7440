#pragma once
// The exchanges of the live service: connection, connect, publish, stream.

#include "service/observable.h"

namespace faultcast::live {

const std::vector<Observable>& observables();
/// Where a fault may act although no exchange is journalled: the open port, a new connection, the first
/// media.
const std::vector<std::string_view>& fault_points();

}  // namespace faultcast::live
