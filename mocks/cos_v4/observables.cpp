#include "cos_v4/observables.h"

#include "cos/api.h"
#include "cos_v4/operations.h"

namespace faultcast::cos_v4 {

const std::vector<Observable>& observables() {
  static const std::vector<Observable> rows = [] {
    std::vector<Observable> all = {{"cos_v4", "preflight", cos::observed_fields()},
                                   {"cos_v4", "call", cos::observed_fields()}};
    for (const auto& row : operations()) all.push_back({"cos_v4", row.name, cos::observed_fields()});
    return all;
  }();
  return rows;
}

const std::vector<std::string_view>& fault_points() {
  static const std::vector<std::string_view> points = {"cos_v4.request"};
  return points;
}

}  // namespace faultcast::cos_v4
