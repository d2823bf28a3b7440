#include "play/observables.h"

namespace faultcast::play {

const std::vector<Observable>& observables() {
  static const std::vector<std::string_view> asked = {"method", "host",     "path",   "client",
                                                      "stream", "txSecret", "txTime", "status"};
  static const std::vector<Observable> rows = {
      {"play", "flv", asked},
      {"play", "hls", asked},
      {"play", "rtmp", {"stream", "txSecret", "txTime", "app", "tc_url", "client"}},
      {"play", "viewer", {"stream", "protocol", "packets", "bytes", "skipped", "media_ms"}},
  };
  return rows;
}

const std::vector<std::string_view>& fault_points() {
  static const std::vector<std::string_view> points = {"play.request"};
  return points;
}

}  // namespace faultcast::play
