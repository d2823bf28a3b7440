#include "live_api/observables.h"

namespace faultcast::live_api {

const std::vector<Observable>& observables() {
  static const std::vector<std::string_view> fields = {"method", "host",   "path", "client", "interface",
                                                       "cmd",    "appid",  "t",    "sign",   "channel_id",
                                                       "to",     "status", "ret"};
  static const std::vector<Observable> rows = [] {
    std::vector<Observable> all;
    for (const char* op :
         {"call", "get_status", "set_status", "channel_manager", "channel_list", "mix", "tape", "statistics"})
      all.push_back({"live_api", op, fields});
    return all;
  }();
  return rows;
}

const std::vector<std::string_view>& fault_points() {
  static const std::vector<std::string_view> points = {"live_api.request"};
  return points;
}

}  // namespace faultcast::live_api
