#include "record/observables.h"

namespace faultcast::record {

const std::vector<Observable>& observables() {
  static const std::vector<Observable> rows = {
      {"record",
       "made",
       {"stream", "format", "video_url", "video_id", "file_id", "file_size", "duration_ms", "start", "end",
        "kept_out"}},
      {"record", "refused", {"stream", "format"}},
      {"record", "kept_out", {"stream", "timestamp"}},
      {"record", "get", {"method", "host", "path", "client", "range", "size", "status"}},
  };
  return rows;
}

const std::vector<std::string_view>& fault_points() {
  static const std::vector<std::string_view> points = {"record.request"};
  return points;
}

}  // namespace faultcast::record
