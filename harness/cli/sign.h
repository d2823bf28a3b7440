#pragma once
// What the subcommands of sign share; each is a file of its own.

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>

#include "cli/options.h"
#include "service/exchange.h"

namespace faultcast::cli {

struct SignCommon {
  std::string key_file, clock;
  bool json = false;
  LangOption lang;
  SetupOptions setup;

  void add(CLI::App& app);
  void add_key(CLI::App& app, const std::string& what);
};

/// The time to sign at. Prints what is wrong with --clock; none then.
std::optional<Millis> time_of(const SignCommon& options);
/// The first line of --key-file, or of standard input for "-"; keys are never needed on the command line.
/// Prints what is wrong; none then.
std::optional<std::string> key_from(const std::string& path);
/// Sets a value over the setup's; prints what is wrong with it, named by its option.
bool set_over(setup::Setup& setup, std::string_view path, const std::string& value, std::string_view flag);
/// What was found out about a given value, in words or as JSON; the exit code.
int print_verdict(const SignCommon& options, const Exchange& exchange);

struct SubCommand {
  CLI::App* app;
  std::function<int()> run;
};
SubCommand sign_push_url(CLI::App& sign);
SubCommand sign_cos_v4(CLI::App& sign);
SubCommand sign_cos_legacy(CLI::App& sign);
SubCommand sign_callback(CLI::App& sign);
SubCommand sign_verify(CLI::App& sign);

/// t and sign of a callback's body, or of a query; none if it has not both.
std::optional<std::pair<std::string, std::string>> signed_time_of(const std::string& given);
int verify_callback(const SignCommon& options, const std::string& t, const std::string& sign);
int verify_push_url(const SignCommon& options, const std::string& given);

}  // namespace faultcast::cli
