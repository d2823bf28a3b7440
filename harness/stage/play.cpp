#include "stage/play.h"

#include <algorithm>
#include <future>

#include "stage/stage.h"

namespace faultcast::stage {

namespace {

// Virtual time needs no patience; this only ends a play that never would.
constexpr auto patience = std::chrono::seconds(60);

}  // namespace

bool Played::reproduced() const {
  return !error && !outcomes.empty() &&
         std::all_of(outcomes.begin(), outcomes.end(), [](const judge::Outcome& o) { return o.met; });
}

Played play(const scenario::Scenario& scenario, scenario::SideName side, const setup::Setup& setup,
            const PlayOptions& options) {
  Played played;
  played.id = scenario.id;
  played.side = side;
  Options stage_options;
  stage_options.virtual_start = options.at;
  stage_options.seed = options.seed;
  stage_options.media_folder = options.media_folder;
  auto stage = Stage::start(setup, stage_options);
  if (!stage) {
    played.error = stage.error();
    return played;
  }
  scenario::Scenario closed;
  const scenario::Scenario* entered = &scenario;
  if (options.listener_off) {
    closed = scenario;
    closed.faults.insert(
        closed.faults.begin(),
        {"listener-off", {"live", "listen", {}}, {}, {fault::Effect(fault::RefuseAccept{})}});
    entered = &closed;
  }
  if (auto into = (*stage)->enter(*entered, side, false); !into) {
    played.error = into.error();
    return played;
  }
  auto done = std::make_shared<std::promise<Result<void>>>();
  auto future = done->get_future();
  (*stage)->play(scenario.steps, [done](Result<void> result) { done->set_value(std::move(result)); });
  if (future.wait_for(patience) != std::future_status::ready) {
    played.error = Error{"the steps did not come to an end"};
    return played;
  }
  if (auto result = future.get(); !result) {
    played.error = result.error();
    return played;
  }
  played.took = (*stage)->now() - options.at;
  played.observations = (*stage)->observations();
  played.client_lines = (*stage)->client_log().lines();
  played.outcomes = judge::judge(scenario.expect, played.observations, judge::Mode::full);
  return played;
}

}  // namespace faultcast::stage
