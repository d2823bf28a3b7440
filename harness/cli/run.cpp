// faultcast run [SCENARIO…]: plays scenarios with the reference app, in virtual time.
#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/places.h"
#include "report/report.h"
#include "scenario/load.h"
#include "stage/known.h"

namespace faultcast::cli {

namespace {

struct RunOptions {
  std::vector<std::string> words, tags;
  std::string side, at, junit;
  bool json = false;
  std::uint64_t seed = 1, randomize = 0;
  LangOption lang;
  SetupOptions setup;
};

std::optional<std::vector<report::Line>> play_all(const std::vector<scenario::Scenario>& scenarios,
                                                  const RunOptions& options,
                                                  std::vector<std::unique_ptr<scenario::Scenario>>& kept) {
  stage::PlayOptions play;
  play.seed = options.seed;
  play.media_folder = media_folder();
  if (!options.at.empty()) {
    const auto at = parse_iso8601(options.at);
    if (!at) {
      fmt::print(stderr, "--at: {}\n", at.error().message);
      return std::nullopt;
    }
    play.at = *at;
  }
  std::vector<report::Line> lines;
  for (const auto& one : scenarios) {
    const auto base = options.setup.load(one.setup);
    if (!base) return std::nullopt;
    for (const auto side : {scenario::SideName::app, scenario::SideName::console}) {
      const bool wanted =
          options.side.empty() || (options.side == "app") == (side == scenario::SideName::app);
      if (!wanted || (one.healthy && side == scenario::SideName::console)) continue;
      report::Line line{&one, side, std::nullopt};
      if (!one.side(side).missing && options.randomize == 0) {
        line.played = stage::play(one, side, *base, play);
      } else if (!one.side(side).missing) {
        Random random(options.randomize);
        const setup::Setup renamed = base->randomized(random);
        kept.push_back(
            std::make_unique<scenario::Scenario>(scenario::randomized(stage::vocabulary(), one, random)));
        line.scenario = kept.back().get();
        line.played = stage::play(*kept.back(), side, renamed, play);
      }
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

int run(const RunOptions& options) {
  const auto all = all_scenarios();
  if (!all) return exit_usage;
  auto chosen = select(*all, options.words);
  if (!chosen) return exit_usage;
  std::erase_if(*chosen, [&](const scenario::Scenario& one) {
    return std::any_of(options.tags.begin(), options.tags.end(), [&](const std::string& tag) {
      return std::find(one.tags.begin(), one.tags.end(), tag) == one.tags.end();
    });
  });
  if (chosen->empty()) {
    fmt::print(stderr, "no scenario has these tags\n");
    return exit_usage;
  }
  std::vector<std::unique_ptr<scenario::Scenario>> kept;
  const auto lines = play_all(*chosen, options, kept);
  if (!lines) return exit_usage;
  const Lang lang = options.lang.lang();
  if (options.json)
    fmt::print("{}\n", report::to_json(*lines).dump(2));
  else
    fmt::print("{}", report::terminal(*lines, {lang, takes_colour(1)}));
  if (!options.junit.empty()) {
    std::ofstream file(options.junit);
    file << report::junit(*lines, lang);
    if (!file.flush()) {
      fmt::print(stderr, "{} cannot be written\n", options.junit);
      return exit_could_not_run;
    }
  }
  if (std::any_of(lines->begin(), lines->end(),
                  [](const report::Line& l) { return l.played && l.played->error; }))
    return exit_could_not_run;
  return std::all_of(lines->begin(), lines->end(), [](const report::Line& l) { return l.good(); })
             ? exit_good
             : exit_not_as_expected;
}

}  // namespace

Command run_command(CLI::App& root) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* app = root.add_subcommand("run", "play scenarios with the built-in reference app");
  app->add_option("SCENARIO", options->words, "ids, aliases, sections or files (default: all)");
  option(*app, "--tag", options->tags, "only scenarios with this tag (repeatable)");
  option(*app, "--side", options->side, "only one side: app, console")
      ->check(CLI::IsMember({"app", "console"}));
  option(*app, "--at", options->at, "when the play begins (default 2017-02-14T00:00:00Z)");
  option(*app, "--junit", options->junit, "also write a JUnit report into this file");
  option(*app, "--seed", options->seed, "random seed (default 1)");
  option(*app, "--randomize", options->randomize, "rename every id, key and name by this seed first");
  app->add_flag("--json", options->json, "print JSON");
  options->lang.add(*app);
  options->setup.add(*app);
  return {app, [options] { return run(*options); }};
}

}  // namespace faultcast::cli
