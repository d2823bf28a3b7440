// faultcast validate FILE…: every mistake of scenario and setup files, with its place.
#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/options.h"
#include "scenario/load.h"
#include "stage/known.h"

namespace faultcast::cli {

namespace {

bool looks_like_setup(const json::Value& value) {
  return value.is_object() &&
         (value.contains("console") || value.contains("backend") || value.contains("client"));
}

bool validate_file(const std::string& path) {
  json::Problems problems;
  const auto document = json::Document::read(path, problems);
  std::string found = "setup";
  if (document.whole() && looks_like_setup(document.value())) {
    (void)setup::Setup::from(stage::catalogue(), document, problems);
  } else {
    problems.clear();  // the loader tells them again, with all others
    const auto scenarios = scenario::load(stage::vocabulary(), path, problems);
    found = fmt::format("{} scenario{}", scenarios.size(), scenarios.size() == 1 ? "" : "s");
  }
  for (const auto& problem : problems) fmt::print(stderr, "{}\n", problem.str());
  if (problems.empty()) fmt::print("{}: ok ({})\n", path, found);
  return problems.empty();
}

}  // namespace

Command validate_command(CLI::App& root) {
  auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* app = root.add_subcommand("validate", "check scenario and setup files");
  app->add_option("FILE", *files, "files to check")->required();
  return {app, [files] {
            bool good = true;
            for (const auto& file : *files) good = validate_file(file) && good;
            return good ? exit_good : exit_usage;
          }};
}

}  // namespace faultcast::cli
