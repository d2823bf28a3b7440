#pragma once
// The rules in force, with their counters: asked by a service at each of its operations which effects apply
// now. Owned by the stage; used on its loop thread only.

#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "fault/rule.h"

namespace faultcast::fault {

/// What applies to one exchange: the effects, each with the id of the rule that brought it.
struct Applied {
  std::vector<std::pair<std::string, Effect>> effects;
  [[nodiscard]] std::vector<std::string> rules() const;
  /// The first effect of that kind, with its rule's id; nulls if there is none.
  template <class E>
  [[nodiscard]] std::pair<const E*, const std::string*> find() const {
    for (const auto& [rule, effect] : effects)
      if (const E* found = std::get_if<E>(&effect)) return {found, &rule};
    return {nullptr, nullptr};
  }
};

class Faults {
 public:
  explicit Faults(std::uint64_t seed) : random_(seed) {}
  void set(std::vector<FaultRule> rules);
  [[nodiscard]] bool empty() const { return rules_.empty(); }
  [[nodiscard]] const std::vector<FaultRule>& rules() const { return rules_; }

  /// One exchange came: counts it for every rule that it matches, and gives what applies. `field` looks up a
  /// field of the exchange by name; null if it has none. `named`: only rules that name the operation count,
  /// where an exchange passes several points and those for any belong to another one.
  template <class Lookup>
  Applied take(std::string_view service, std::string_view op, Lookup&& field, bool named = false) {
    Applied applied;
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      const On& on = rules_[i].on;
      if ((!on.service.empty() && on.service != service) || (on.op.empty() ? named : on.op != op)) continue;
      bool all = true;
      for (const auto& [name, pattern] : on.match) {
        const std::string* value = field(name);
        all = all && value != nullptr && matches_pattern(*value, pattern);
      }
      if (all && due(i))
        for (const auto& effect : rules_[i].effects) applied.effects.emplace_back(rules_[i].id, effect);
    }
    return applied;
  }

 private:
  bool due(std::size_t index);
  std::vector<FaultRule> rules_;
  struct Count {
    std::uint64_t matched = 0, applied = 0;
  };
  std::vector<Count> counts_;
  Random random_;
};

}  // namespace faultcast::fault
