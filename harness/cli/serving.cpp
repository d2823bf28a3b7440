#include "cli/serving.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "cli/live_line.h"
#include "cli/places.h"
#include "cli/signals.h"

namespace faultcast::cli {

namespace {

/// What the fake of a port is called stands in front of the sentence, and is the name of its option.
int could_not_start(const Error& error) {
  const auto [name, sentence] = std::pair{error.message.substr(0, error.message.find(':')),
                                          error.message.substr(error.message.find(':') + 2)};
  if (sentence.starts_with("port "))
    fmt::print(stderr, "{}; choose another with --{}-port N, or --ports auto\n", sentence, name);
  else
    fmt::print(stderr, "{}\n", error.message);
  return exit_could_not_run;
}

Result<scenario::Scenario> find_by_id(const std::string& id) {
  json::Problems problems;
  const auto all = load_all(problems);
  if (!problems.empty()) return fail(problems.front().str());
  return find(all, id).map([](const auto& found) { return found.front(); });
}

}  // namespace

std::unique_ptr<Serving> Serving::start(const ServerOptions& server, const SetupOptions& setup, Lang lang,
                                        const scenario::Scenario* scenario, int& exit_code) {
  exit_code = exit_usage;
  const auto base = setup.load(scenario == nullptr ? "demo" : scenario->setup);
  auto options = server.stage_options();
  if (!base || !options) return nullptr;
  if (scenario != nullptr && scenario->console.missing && !scenario->healthy) {
    fmt::print(stderr, "{}: {}\n", scenario->id, scenario->console.why.in(lang));
    return nullptr;
  }
  const bool colour = takes_colour(2);
  options->on_exchange = [lang, colour](const journal::Entry& entry) {
    fmt::print(stderr, "{}", live_line(*entry, lang, colour));
  };
  auto serving = std::unique_ptr<Serving>(new Serving);
  auto stage = stage::Stage::start(*base, *options);
  if (!stage) {
    exit_code = could_not_start(stage.error());
    return nullptr;
  }
  serving->stage_ = std::move(*stage);
  if (scenario != nullptr) {
    serving->scenario_ = scenario->id;
    if (auto entered = serving->stage_->enter(*scenario, scenario::SideName::console, true); !entered) {
      fmt::print(stderr, "{}: {}\n", scenario->id, entered.error().message);
      return nullptr;
    }
  }
  auto admin = control::Admin::start(*serving->stage_, serving->scenario_,
                                     {.listen = server.admin_listen,
                                      .port = server.admin(),
                                      .token = server.admin_token,
                                      .version = FAULTCAST_VERSION,
                                      .shutdown = [] { Signals::wake(); },
                                      .find_scenario = find_by_id});
  if (!admin) {
    exit_code = could_not_start(admin.error().within("admin"));
    return nullptr;
  }
  serving->admin_ = std::move(*admin);
  exit_code = exit_good;
  return serving;
}

std::string Serving::ready_line() const {
  nlohmann::ordered_json ports = nlohmann::ordered_json::object();
  for (const auto& [name, number] : stage_->ports()) ports[name] = number;
  ports["admin"] = admin_->port();
  nlohmann::ordered_json line = {{"ready", true}, {"pid", getpid()}, {"scenario", nullptr}, {"ports", ports}};
  if (!scenario_.empty()) line["scenario"] = scenario_;
  return line.dump();
}

}  // namespace faultcast::cli
