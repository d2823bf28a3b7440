#include "cos_legacy/observables.h"

#include "cos/api.h"
#include "cos_legacy/operations.h"

namespace faultcast::cos_legacy {

const std::vector<Observable>& observables() {
  static const std::vector<Observable> rows = [] {
    std::vector<Observable> all = {{"cos_legacy", "preflight", cos::observed_fields()},
                                   {"cos_legacy", "call", cos::observed_fields()}};
    for (const auto& row : operations()) all.push_back({"cos_legacy", row.name, cos::observed_fields()});
    return all;
  }();
  return rows;
}

const std::vector<std::string_view>& fault_points() {
  static const std::vector<std::string_view> points = {"cos_legacy.request"};
  return points;
}

}  // namespace faultcast::cos_legacy
