#pragma once
// callback/Live_callback.php: what the stock backend does with an event of the cloud, step by step, with its
// undefined constant. (Backend reference, 5; live service reference, 3.7)

#include <string_view>

#include "backend/outcome.h"

namespace faultcast::backend {

Outcome run_callback(Script& script, std::string_view body);

/// The outcome of a rule that forces one; without any effect.
Outcome forced_callback(const Code& code);

}  // namespace faultcast::backend
