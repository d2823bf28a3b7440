#include "backend/observables.h"

namespace faultcast::backend {

const std::vector<Observable>& observables() {
  static const std::vector<Observable> rows = {
      {"backend",
       "interface",
       {"method", "host", "path", "client", "action", "user", "flag", "answer", "status"}},
      {"backend",
       "callback",
       {"method", "host", "path", "client", "event_type", "stream", "file_format", "video_id", "answer",
        "status"}},
  };
  return rows;
}

const std::vector<std::string_view>& fault_points() {
  static const std::vector<std::string_view> points = {"backend.request"};
  return points;
}

}  // namespace faultcast::backend
