#pragma once
// The documents' failures: the table that faultcast is measured by.

#include <string_view>
#include <vector>

#include "base/text.h"

namespace faultcast::cli {

struct DocumentedFailure {
  std::string_view section;
  Text wrong_setting, signature;
};
const std::vector<DocumentedFailure>& documented_failures();

}  // namespace faultcast::cli
