#pragma once
// One command, one file: each adds its subcommand and returns what runs it.

#include <CLI/CLI.hpp>
#include <functional>
#include <utility>

namespace faultcast::cli {

struct Command {
  CLI::App* app;
  std::function<int()> run;
};

Command run_command(CLI::App& root);
Command serve_command(CLI::App& root);
Command exec_command(CLI::App& root);
Command list_command(CLI::App& root);
Command validate_command(CLI::App& root);
Command explain_command(CLI::App& root);
Command sign_command(CLI::App& root);
Command setup_command(CLI::App& root);
Command objects_command(CLI::App& root);
Command callback_command(CLI::App& root);

}  // namespace faultcast::cli
