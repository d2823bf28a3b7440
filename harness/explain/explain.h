#pragma once
// Why a refusal happened, what the value would have been right for, and what to do: for one exchange, one
// scenario, one code. Plain text for a terminal, in the reader's language; the same as JSON.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/result.h"
#include "base/text.h"
#include "scenario/scenario.h"
#include "service/code.h"

namespace faultcast::explain {

/// An exchange in the form of the admin API and the journal file (journal/exchange_json.h).
Result<std::string> explain_exchange(const nlohmann::ordered_json& exchange,
                                     const std::vector<const CodeTable*>& codes, Lang lang);
/// A request id of the object store, decoded: when it was made, in Beijing time, and by which node. None if
/// it is none.
std::optional<std::string> explain_request_id(std::string_view text, Lang lang);
std::string explain_scenario(const scenario::Scenario& scenario, Lang lang);
std::string explain_code(const Code& code, const std::vector<scenario::Scenario>& scenarios, Lang lang);

nlohmann::ordered_json scenario_json(const scenario::Scenario& scenario);
nlohmann::ordered_json code_json(const Code& code, const std::vector<scenario::Scenario>& scenarios);

/// The scenarios that expect this code.
std::vector<const scenario::Scenario*> scenarios_of(const Code& code,
                                                    const std::vector<scenario::Scenario>& scenarios);
/// The row of "live:txsecret_wrong", "cos_v4:-97" or a bare "txsecret_wrong"; null if there is none.
const Code* find_code(const std::vector<const CodeTable*>& codes, std::string_view name);

}  // namespace faultcast::explain
