#include <malloc.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "cli/options.h"

using namespace faultcast::cli;

namespace {

struct Known {
  std::string_view name;
  Command (*add)(CLI::App& root);
};

constexpr Known known[] = {{"run", run_command},           {"serve", serve_command},
                           {"exec", exec_command},         {"list", list_command},
                           {"validate", validate_command}, {"explain", explain_command},
                           {"sign", sign_command},         {"setup", setup_command},
                           {"objects", objects_command},   {"callback", callback_command}};

/// The command that the first word names, or all of them: the options of the others would only delay the
/// start.
std::vector<Command> commands_for(std::string_view first, CLI::App& root) {
  const bool named =
      std::any_of(std::begin(known), std::end(known), [&](auto& k) { return k.name == first; });
  std::vector<Command> commands;
  for (const auto& command : known)
    if (!named || command.name == first) commands.push_back(command.add(root));
  return commands;
}

}  // namespace

int main(int argc, char** argv) {
  // A handful of threads share two heaps: one each would cost more memory than it saves time.
  mallopt(M_ARENA_MAX, 2);
  CLI::App root{"faultcast: a fake cloud that can say no"};
  root.set_version_flag("--version", FAULTCAST_VERSION);
  root.require_subcommand(1);
  root.fallthrough(false);
  const auto commands = commands_for(argc > 1 ? argv[1] : "", root);
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = root.exit(error);
    return code == 0 ? exit_good : exit_usage;
  }
  for (const auto& command : commands)
    if (command.app->parsed()) return command.run();
  return exit_usage;
}
