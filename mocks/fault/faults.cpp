#include "fault/faults.h"

#include <algorithm>

namespace faultcast::fault {

std::vector<std::string> Applied::rules() const {
  std::vector<std::string> ids;
  for (const auto& [rule, effect] : effects)
    if (std::find(ids.begin(), ids.end(), rule) == ids.end()) ids.push_back(rule);
  return ids;
}

void Faults::set(std::vector<FaultRule> rules) {
  rules_ = std::move(rules);
  counts_.assign(rules_.size(), {});
}

bool Faults::due(std::size_t index) {
  const When& when = rules_[index].when;
  Count& count = counts_[index];
  if (count.matched++ < when.after) return false;
  if (when.times != 0 && count.applied >= when.times) return false;
  if (!random_.one_in(when.one_in)) return false;
  ++count.applied;
  return true;
}

}  // namespace faultcast::fault
