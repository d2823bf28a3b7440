#include "live/observables.h"

namespace faultcast::live {

const std::vector<Observable>& observables() {
  static const std::vector<Observable> rows = {
      {"live", "connection", {"phase", "bytes", "app", "tc_url", "client"}},
      {"live", "connect", {"app", "tc_url", "client"}},
      {"live",
       "publish",
       {"stream", "name", "app", "tc_url", "host", "bizid", "txSecret", "txTime", "record", "client"}},
      {"live",
       "stream",
       {"stream", "name", "duration_ms", "video", "width", "height", "video_frames", "key_frames", "audio",
        "sample_rate", "channels", "audio_frames", "bytes", "kbit_per_s", "encoder"}},
  };
  return rows;
}

const std::vector<std::string_view>& fault_points() {
  static const std::vector<std::string_view> points = {"live.listen", "live.accept", "live.media"};
  return points;
}

}  // namespace faultcast::live
