#pragma once
// The code tables of all services, with who shows each code: scenarios, and exchanges of journal files.

#include <string>
#include <vector>

#include "base/text.h"
#include "scenario/scenario.h"

namespace faultcast::cli {

/// Prints them, and how many of the codes are shown at all. Exit code; 2 if a journal file cannot be read.
int print_codes(const std::vector<scenario::Scenario>& all, const std::vector<std::string>& journals,
                bool markdown, Lang lang);

}  // namespace faultcast::cli
