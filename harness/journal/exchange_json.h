#pragma once
// An Exchange as JSON: what the admin API answers and the journal file holds.

#include <nlohmann/json_fwd.hpp>

#include "service/exchange.h"

namespace faultcast::journal {

/// Everything, raw bytes as base64.
/// {"id","service","op","code","ok","at","took_ms","connection","peer","because",…}
nlohmann::ordered_json to_json(const Exchange& exchange);

}  // namespace faultcast::journal
