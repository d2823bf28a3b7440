#include <malloc.h>

#include "cli/commands.h"
#include "cli/options.h"

using namespace faultcast::cli;

int main(int argc, char** argv) {
  // A handful of threads share two heaps: one each would cost more memory than it saves time.
  mallopt(M_ARENA_MAX, 2);
  CLI::App root{"faultcast: a fake cloud that can say no"};
  root.set_version_flag("--version", FAULTCAST_VERSION);
  root.require_subcommand(1);
  root.fallthrough(false);
  const Command commands[] = {run_command(root),  serve_command(root),    exec_command(root),
                              list_command(root), validate_command(root), explain_command(root),
                              sign_command(root), setup_command(root),    objects_command(root)};
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
