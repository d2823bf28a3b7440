#include "callback/observables.h"

namespace faultcast::callback {

const std::vector<Observable>& observables() {
  static const std::vector<std::string_view> fields = {
      "delivery", "event_type", "stream",      "attempt",  "url",     "t",        "sign",
      "status",   "answer",     "file_format", "video_id", "errcode", "duration", "next"};
  static const std::vector<Observable> rows = {{"callback", "start", fields},
                                               {"callback", "end", fields},
                                               {"callback", "record", fields},
                                               {"callback", "screenshot", fields}};
  return rows;
}

const std::vector<std::string_view>& fault_points() {
  static const std::vector<std::string_view> points = {"callback.start", "callback.end", "callback.record",
                                                       "callback.screenshot"};
  return points;
}

}  // namespace faultcast::callback
