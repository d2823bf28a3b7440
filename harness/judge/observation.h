#pragma once
// What somebody saw, in the form that expectations are held against.

#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "service/exchange.h"

namespace faultcast::judge {

struct Observation {
  std::string observer;  ///< wire, client, backend, row
  std::string what;      ///< "live.publish", "log", "event"
  std::vector<std::pair<std::string, std::string>> fields;

  [[nodiscard]] const std::string* field(std::string_view name) const;
};

/// An exchange as seen on the wire: code, number, message, and its fields.
Observation observe(const Exchange& exchange);

}  // namespace faultcast::judge
