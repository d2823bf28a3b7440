#pragma once
// Plays one side of a scenario from beginning to end, in virtual time, with the reference app, and judges it.

#include <optional>
#include <string>
#include <vector>

#include "drive/client_log.h"
#include "judge/judge.h"
#include "scenario/scenario.h"
#include "setup/setup.h"

namespace faultcast::stage {

struct PlayOptions {
  Millis at = 1487030400000;  ///< 2017-02-14T00:00:00Z
  std::uint64_t seed = 1;
  std::string media_folder;
  bool listener_off = false;  ///< for tests: nobody listens
};

struct Played {
  std::string id;
  scenario::SideName side = scenario::SideName::app;
  std::optional<Error> error;  ///< it could not be played
  std::vector<judge::Outcome> outcomes;
  std::vector<drive::ClientLine> client_lines;
  std::vector<judge::Observation> observations;
  Millis took = 0;  ///< cloud time

  [[nodiscard]] bool reproduced() const;
};

/// The scenario must outlive the result. `setup` is the one before the scenario's changes.
Played play(const scenario::Scenario& scenario, scenario::SideName side, const setup::Setup& setup,
            const PlayOptions& options);

}  // namespace faultcast::stage
