// The scenario loader against any bytes: it never crashes, and either tells problems that fit in a line each,
// or gives scenarios whose places lie inside the text.
#include <fmt/core.h>
#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "../scenario/words_of_test.h"
#include "base/bytes.h"
#include "base/text.h"

namespace {

using namespace faultcast;

void demand(bool holds, std::string_view what, const std::string& detail = {}) {
  if (holds) return;
  fmt::print(stderr, "{}: {}\n", what, printable(detail));
  std::abort();
}

void demand_inside(std::string_view text, json::Position at) {
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  demand(at.line >= 1 && at.line <= lines && at.column >= 1 &&
             at.column <= static_cast<std::ptrdiff_t>(text.size()) + 1,
         "a place outside of the text", fmt::format("{}:{}", at.line, at.column));
}

void play(const scenario::Scenario& one) {
  setup::Setup setup(*scenario::test_words().catalogue);
  const auto names = [](std::string_view) { return std::optional<std::string>("there"); };
  Random random(1);
  const auto other = scenario::randomized(scenario::test_words(), one, random, &setup);
  (void)scenario::apply(scenario::test_words(), other.app, setup, names);
  (void)scenario::apply(scenario::test_words(), other.console, setup, names);
  (void)scenario::expand(one.faults, setup, names);
  (void)setup.randomized(random);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  json::Problems problems;
  const auto all = scenario::parse(scenario::test_words(), "fuzz.json", text, problems);
  demand(all.empty() != problems.empty(), "neither problems nor scenarios, or both");
  for (const auto& problem : problems) {
    demand(printable(problem.str()) == problem.str(), "a problem that is no printable line", problem.str());
    if (problem.at.line != 0) demand_inside(text, problem.at);
  }
  for (const auto& one : all) {
    demand(!one.expect.empty() && !one.steps.empty(), "a scenario without steps or expectations");
    for (const auto& step : one.steps) demand_inside(text, step.at);
    for (const auto& expectation : one.expect) demand_inside(text, expectation.at);
    for (const auto* side : {&one.app, &one.console})
      for (const auto& change : side->changes) demand_inside(text, change.at);
    play(one);
  }
  return 0;
}
