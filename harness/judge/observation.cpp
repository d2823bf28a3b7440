#include "judge/observation.h"

#include <algorithm>

namespace faultcast::judge {

const std::string* Observation::field(std::string_view name) const {
  const auto at = std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.first == name; });
  return at == fields.end() ? nullptr : &at->second;
}

Observation observe(const Exchange& exchange) {
  Observation seen{"wire", exchange.service + "." + exchange.op, {}};
  if (const Code* code = exchange.verdict.code) {
    seen.fields.emplace_back("code", code->name);
    if (code->number != 0 || !code->wire.empty())
      seen.fields.emplace_back("number", std::to_string(code->number));
    if (!code->wire.empty()) seen.fields.emplace_back("message", code->wire);
  }
  seen.fields.insert(seen.fields.end(), exchange.fields.begin(), exchange.fields.end());
  return seen;
}

}  // namespace faultcast::judge
