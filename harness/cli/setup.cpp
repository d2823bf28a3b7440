// faultcast setup show: what the three parties are set to.
#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/options.h"
#include "scenario/load.h"
#include "stage/known.h"

namespace faultcast::cli {

Command setup_command(CLI::App& root) {
  auto options = std::make_shared<SetupOptions>();
  auto schema = std::make_shared<std::string>();
  CLI::App* app = root.add_subcommand("setup", "look at a setup");
  app->require_subcommand(1);
  CLI::App* show = app->add_subcommand("show", "print the setup, secrets masked");
  options->add(*show);
  CLI::App* print_schema = app->add_subcommand("schema", "print the JSON Schema of scenario or setup files");
  print_schema->add_option("KIND", *schema, "scenario or setup")
      ->required()
      ->check(CLI::IsMember({"scenario", "setup"}));
  return {app, [=] {
            if (print_schema->parsed()) {
              const auto value = *schema == "scenario" ? scenario::schema(stage::vocabulary())
                                                       : setup::schema(stage::catalogue());
              fmt::print("{}\n", value.dump(2));
              return exit_good;
            }
            const auto setup = options->load();
            if (!setup) return exit_usage;
            fmt::print("{}\n", setup->masked().dump(2));
            return exit_good;
          }};
}

}  // namespace faultcast::cli
