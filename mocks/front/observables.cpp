#include "front/observables.h"

namespace faultcast::front {

const std::vector<Observable>& observables() {
  static const std::vector<Observable> rows = {
      {"http", "connection", {"phase", "method", "host", "path", "bytes"}},
      {"http", "tls", {"name", "detail"}},
      {"http", "request", {"method", "host", "path"}},
  };
  return rows;
}

const std::vector<std::string_view>& fault_points() {
  static const std::vector<std::string_view> points = {"http.listen"};
  return points;
}

}  // namespace faultcast::front
