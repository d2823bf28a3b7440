#include "stage/play.h"

#include <algorithm>
#include <future>

#include "scenario/variants.h"
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
    for (const char* service : {"live", "http"})
      closed.faults.insert(
          closed.faults.begin(),
          {"listener-off", {service, "listen", {}}, {}, {fault::Effect(fault::RefuseAccept{})}});
    entered = &closed;
  }
  if (auto into = (*stage)->enter(*entered, side, false); !into) {
    played.error = into.error();
    return played;
  }
  auto ended = std::make_shared<std::promise<Result<void>>>();
  auto future = ended->get_future();
  stage::Stage* at = stage->get();
  // On the console's side the client is right: the app's wrong acts are left out.
  at->play(side == scenario::SideName::app ? scenario.steps : scenario::without_wrong_acts(scenario.steps),
           [&played, at, ended, begin = options.at](Result<void> result) {
             // Here, on the loop: virtual time runs on as soon as this returns.
             played.took = at->now() - begin;
             played.observations = at->observations();
             played.client_lines = at->client_log().lines();
             ended->set_value(std::move(result));
           });
  if (future.wait_for(patience) != std::future_status::ready) {
    stage->reset();  // stops the loop: nothing writes into `played` any more
    played.error = Error{"the steps did not come to an end"};
    return played;
  }
  if (auto result = future.get(); !result) {
    played.error = result.error();
    return played;
  }
  played.outcomes = judge::judge(scenario.expect, played.observations, judge::Mode::full);
  return played;
}

}  // namespace faultcast::stage
