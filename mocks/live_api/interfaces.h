#pragma once
// The interfaces of common_access: one row each, one function each. A new one is a row and its function here.

#include <nlohmann/json.hpp>
#include <string_view>

#include "http/query.h"
#include "live_api/service.h"

namespace faultcast::live_api {

using Json = nlohmann::ordered_json;

struct Asked {
  const http::Fields& query;
  std::string_view body;
  Millis now = 0;
};
struct Outcome {
  Verdict verdict;
  Json output;
};

struct Interface {
  std::string_view name, op;  ///< "Live_Channel_GetStatus", "get_status"
  Outcome (*run)(const Asked& asked, const Surroundings& around, const Behaviour& behaviour);
  bool answers_code = false;  ///< {"code":…} in place of {"ret":…}
};

const std::vector<Interface>& interfaces();
/// Null if there is none of that name.
const Interface* find_interface(std::string_view name);

}  // namespace faultcast::live_api
