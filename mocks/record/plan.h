#pragma once
// What is to be recorded of a push: a function of its query and of the settings. (Live service reference,
// 1.1 and 5.1)

#include "record/settings.h"

namespace faultcast::record {

struct Plan {
  bool flv = false, hls = false;
  Millis interval = 0;  ///< length of an FLV piece
  /// What was asked for and is not made: a row of the code table, and the format.
  std::vector<std::pair<std::string_view, std::string>> refused;
};

/// `stream_param`: the query of the publish name, as sent.
Plan plan_of(std::string_view stream_param, const Behaviour& behaviour);

}  // namespace faultcast::record
