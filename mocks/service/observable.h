#pragma once
// What a service lets be seen of its exchanges: the operations it journals and the fields they carry.
// Expectations in scenario files are checked against these rows.

#include <string_view>
#include <vector>

namespace faultcast {

struct Observable {
  std::string_view service, op;
  std::vector<std::string_view> fields;
};

}  // namespace faultcast
