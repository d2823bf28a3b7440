#pragma once
// Options that several commands share, and what they make of them. Flag beats environment
// (FAULTCAST_OPT_<FLAG>) beats file.

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "scenario/scenario.h"
#include "setup/setup.h"
#include "stage/stage.h"

namespace faultcast::cli {

/// Exit codes of every command.
inline constexpr int exit_good = 0, exit_not_as_expected = 1, exit_usage = 2, exit_could_not_run = 3;

/// An option that FAULTCAST_OPT_<FLAG> can give too.
template <class T>
CLI::Option* option(CLI::App& app, const std::string& flag, T& value, const std::string& about) {
  std::string name = flag.substr(flag.find("--") + 2);
  for (char& c : name) c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return app.add_option(flag, value, about)->envname("FAULTCAST_OPT_" + name);
}

struct LangOption {
  std::string given;
  void add(CLI::App& app);
  [[nodiscard]] Lang lang() const;  ///< --lang, else LC_ALL, LC_MESSAGES, LANG
};

struct SetupOptions {
  std::string file;                  ///< --setup: a path, or a name to be looked up
  std::vector<std::string> changes;  ///< --set PATH=VALUE
  void add(CLI::App& app);
  /// The setup: --setup, else `fallback` by name; then --set. Problems are printed; none then.
  [[nodiscard]] std::optional<setup::Setup> load(const std::string& fallback = "demo") const;
};

struct ServerOptions {
  std::string listen = "127.0.0.1", admin_listen = "127.0.0.1", admin_token, ports, clock, journal;
  bool lan = false;
  std::string data, backend_log;
  bool with_backend = false;
  int rtmp_port = 1935, http_port = 19380, https_port = 19443, admin_port = 19390;
  double time_scale = 1.0;
  std::uint64_t seed = 0;
  void add(CLI::App& app, bool fixed_ports);
  /// Prints what is wrong and gives none, if something is.
  [[nodiscard]] std::optional<stage::Options> stage_options() const;
  [[nodiscard]] std::uint16_t admin() const {
    return static_cast<std::uint16_t>(ports == "auto" ? 0 : admin_port);
  }
};

/// Does standard output (1) or error (2) take colours? Honours NO_COLOR and CI.
bool takes_colour(int descriptor);

}  // namespace faultcast::cli
