#pragma once
// What a run found, told to a terminal, to CI (JUnit XML) and to programs (JSON).

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "scenario/scenario.h"
#include "stage/play.h"

namespace faultcast::report {

/// One line of a run: a side that was played, or one that cannot exist.
struct Line {
  const scenario::Scenario* scenario = nullptr;
  scenario::SideName side = scenario::SideName::app;
  std::optional<stage::Played> played;  ///< none: the side is missing, scenario->side(side).why says why

  [[nodiscard]] bool good() const { return !played || played->reproduced(); }
};

/// For a terminal: how wide it is, and whether it takes colours.
struct Style {
  Lang lang = Lang::en;
  bool colour = false;
};

/// A table: §, scenario, side, symptom, result; under a failed line what was expected and what was seen.
std::string terminal(const std::vector<Line>& lines, const Style& style);
std::string junit(const std::vector<Line>& lines, Lang lang);
nlohmann::ordered_json to_json(const std::vector<Line>& lines);

/// "2 of 3 expectations met …" in sentences, for one set of outcomes (exec).
std::string outcomes_text(const std::vector<judge::Outcome>& outcomes, const Style& style);

}  // namespace faultcast::report
