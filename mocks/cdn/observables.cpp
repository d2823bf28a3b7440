#include "cdn/observables.h"

namespace faultcast::cdn {

const std::vector<Observable>& observables() {
  static const std::vector<std::string_view> fields = {"method", "host",  "path", "client", "bucket",
                                                       "appid",  "range", "sign", "size",   "status"};
  static const std::vector<Observable> rows = {
      {"cdn", "get", fields}, {"cdn", "origin", fields}, {"cdn", "edge", fields}};
  return rows;
}

const std::vector<std::string_view>& fault_points() {
  static const std::vector<std::string_view> points = {"cdn.request"};
  return points;
}

}  // namespace faultcast::cdn
