#pragma once
// The exchanges of the live service: connection, connect, publish, stream.

#include "service/observable.h"

namespace faultcast::live {

const std::vector<Observable>& observables();

}  // namespace faultcast::live
