#pragma once
// What serve and exec print of each exchange while it happens.

#include <string>

#include "base/text.h"
#include "service/exchange.h"

namespace faultcast::cli {

/// One line; a refusal is followed by its reason and the next step, each on a line of its own.
std::string live_line(const Exchange& exchange, Lang lang, bool colour);

}  // namespace faultcast::cli
