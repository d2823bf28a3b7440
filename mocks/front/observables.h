#pragma once
// The exchanges that the HTTP port journals by itself: connection, tls, request.

#include "service/observable.h"

namespace faultcast::front {

const std::vector<Observable>& observables();
/// Where a fault may act although no exchange is journalled: the open port.
const std::vector<std::string_view>& fault_points();

}  // namespace faultcast::front
