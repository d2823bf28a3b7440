#include "scenario/variants.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace faultcast::scenario {

std::vector<Step> without_wrong_acts(const std::vector<Step>& steps) {
  std::vector<Step> right = steps;
  for (auto& step : right) {
    if (step.arguments == nullptr || !step.arguments->contains("wrong")) continue;
    json::Value arguments = *step.arguments;
    arguments.erase("wrong");
    step.arguments = std::make_shared<const json::Value>(std::move(arguments));
  }
  return right;
}

Scenario emptied(const Vocabulary& words, const Scenario& scenario) {
  Scenario empty = scenario;
  empty.app.changes.clear();
  empty.console.changes.clear();
  empty.given.clear();
  empty.faults.clear();
  empty.steps = without_wrong_acts(scenario.steps);
  std::erase_if(empty.steps, [&](const Step& step) {
    const StepWord* word = words.find_step(step.verb);
    return word != nullptr && word->wrong_by_itself;
  });
  return empty;
}

}  // namespace faultcast::scenario
