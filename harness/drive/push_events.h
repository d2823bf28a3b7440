#pragma once
// The push events of the mobile SDK (TXLiveSDKEventDef.h, V1 API): those that the reference app can bring
// about.

#include <string_view>
#include <vector>

namespace faultcast::drive {

struct PushEvent {
  int code;
  std::string_view name;
  std::string_view text;  ///< what the SDK logs; 3004's is the documented line, the others are in our words
};

const std::vector<PushEvent>& push_events();
/// The row of that code; a code that is not in the table is a programming error and aborts.
const PushEvent& push_event(int code);

}  // namespace faultcast::drive
