// faultcast sign …: makes signed values from the setup, or says whether given ones are right and why not.
#include "cli/sign.h"

#include <fmt/core.h>

#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "explain/explain.h"
#include "journal/exchange_json.h"
#include "stage/known.h"

namespace faultcast::cli {

std::optional<Millis> time_of(const SignCommon& options) {
  const SystemClock clock;
  if (options.clock.empty()) return clock.now();
  const auto offset = parse_duration(options.clock);
  if (offset) return clock.now() + *offset;
  fmt::print(stderr, "--clock: {}\n", offset.error().message);
  return std::nullopt;
}

/// The first line of a file, or of standard input for "-"; keys are never needed on the command line.
std::optional<std::string> key_from(const std::string& path) {
  std::string key;
  if (path == "-") {
    std::getline(std::cin, key);
    return key;
  }
  std::ifstream file(path);
  if (!file) {
    fmt::print(stderr, "--key-file: {} cannot be read\n", path);
    return std::nullopt;
  }
  std::getline(file, key);
  return key;
}

void SignCommon::add(CLI::App& app) {
  option(app, "--clock", clock, "as if the time were so much later, e.g. +4h");
  app.add_flag("--json", json, "print JSON");
  lang.add(app);
  setup.add(app);
}

void SignCommon::add_key(CLI::App& app, const std::string& what) {
  option(app, "--key-file", key_file,
         "file with " + what + " (- for standard input), instead of the setup's");
}

bool set_over(setup::Setup& setup, std::string_view path, const std::string& value, std::string_view flag) {
  if (auto set = setup.set_text(path, value); !set) {
    fmt::print(stderr, "{}: {}\n", flag, set.error().message);
    return false;
  }
  return true;
}

int print_verdict(const SignCommon& options, const Exchange& exchange) {
  const auto json = journal::to_json(exchange);
  if (options.json) {
    nlohmann::ordered_json out;
    for (const char* name : {"code", "ok", "because", "facts", "fits", "setting"}) out[name] = json.at(name);
    fmt::print("{}\n", out.dump(2));
  } else {
    const auto text = explain::explain_exchange(json, stage::vocabulary().codes, options.lang.lang());
    // The headline names an exchange; there is none here.
    fmt::print("{}:{}{}", exchange.service, exchange.verdict.code->name, text->substr(text->find(" - ")));
  }
  return exchange.verdict.ok() ? exit_good : exit_not_as_expected;
}

Command sign_command(CLI::App& root) {
  CLI::App* app = root.add_subcommand("sign", "make signed values, or say what is wrong with given ones");
  app->require_subcommand(1);
  const std::vector<SubCommand> subs = {sign_push_url(*app), sign_cos_v4(*app), sign_cos_legacy(*app),
                                        sign_callback(*app), sign_verify(*app)};
  return {app, [subs] {
            for (const auto& sub : subs)
              if (sub.app->parsed()) return sub.run();
            return exit_usage;
          }};
}

}  // namespace faultcast::cli
