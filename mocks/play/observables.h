#pragma once
// The exchanges of watching: flv, hls and rtmp (somebody asks), viewer (somebody has watched).

#include "service/observable.h"

namespace faultcast::play {

const std::vector<Observable>& observables();
const std::vector<std::string_view>& fault_points();

}  // namespace faultcast::play
