#include "cli/options.h"

#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "cli/places.h"
#include "stage/known.h"

namespace faultcast::cli {

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

void LangOption::add(CLI::App& app) {
  option(app, "--lang", given, "language of texts for people: en, zh (default: LANG)")
      ->check(CLI::IsMember({"en", "zh"}));
}

Lang LangOption::lang() const {
  if (!given.empty()) return given == "zh" ? Lang::zh : Lang::en;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const std::string value = environment(name); !value.empty())
      return value.starts_with("zh") ? Lang::zh : Lang::en;
  return Lang::en;
}

void SetupOptions::add(CLI::App& app) {
  option(app, "--setup", file, "setup file, or the name of one (default: demo)");
  app.add_option("--set", changes, "PATH=VALUE: change one setting (repeatable)")
      ->type_size(1)
      ->allow_extra_args(false);
}

std::optional<setup::Setup> SetupOptions::load(const std::string& fallback) const {
  const std::string name = file.empty() ? fallback : file;
  const auto path = find_setup(name);
  if (!path) {
    fmt::print(stderr, "setup '{}' not found: not a path, nor in ./setups, ./fixtures/setups or {}\n", name,
               share_folder() + "/setups");
    return std::nullopt;
  }
  json::Problems problems;
  setup::Setup setup = setup::Setup::read(stage::catalogue(), *path, problems);
  for (const auto& problem : problems) fmt::print(stderr, "{}\n", problem.str());
  bool good = problems.empty();
  for (const auto& change : changes) {
    const auto equals = change.find('=');
    const auto set = equals == std::string::npos
                         ? Result<void>(fail("it must be PATH=VALUE"))
                         : setup.set_text(change.substr(0, equals), change.substr(equals + 1));
    if (!set) fmt::print(stderr, "--set {}: {}\n", change, set.error().message);
    good = good && set;
  }
  if (!good) return std::nullopt;
  return setup;
}

void ServerOptions::add(CLI::App& app, bool fixed_ports) {
  if (!fixed_ports) ports = "auto";
  option(app, "--ports", ports, "auto: take free ports")->check(CLI::IsMember({"auto", "default"}));
  option(app, "--rtmp-port", rtmp_port, "RTMP ingest (default 1935)")->check(CLI::Range(0, 65535));
  option(app, "--http-port", http_port, "object store, CDN (default 19380)")->check(CLI::Range(0, 65535));
  option(app, "--https-port", https_port, "the same by TLS (default 19443)")->check(CLI::Range(0, 65535));
  option(app, "--data", data, "keep uploaded objects in this folder (default: forget them at the end)");
  app.add_flag("--with-backend", with_backend,
               "play the business backend too: /interface.php and /callback/");
  option(app, "--backend-log", backend_log,
         "a folder that gets the backend's log files (with --with-backend)");
  option(app, "--admin-port", admin_port, "admin API (default 19390)")->check(CLI::Range(0, 65535));
  option(app, "--listen", listen, "address for the fakes (default 127.0.0.1)");
  app.add_flag("--lan", lan, "open the fakes, not the admin port, to the local network (listen on 0.0.0.0)");
  option(app, "--admin-listen", admin_listen,
         "address for the admin API; other than loopback needs --admin-token");
  option(app, "--admin-token", admin_token, "token that admin requests must carry");
  option(app, "--clock", clock, "run the cloud's clock off the machine's, e.g. +4h");
  option(app, "--time-scale", time_scale, "run the cloud's clock so many times as fast")
      ->check(CLI::PositiveNumber);
  option(app, "--journal", journal, "also write every exchange into this SQLite file");
  option(app, "--seed", seed, "random seed (default: a new one)");
}

std::optional<stage::Options> ServerOptions::stage_options() const {
  stage::Options options;
  options.listen = lan ? "0.0.0.0" : listen;
  const auto port = [&](int given) { return static_cast<std::uint16_t>(ports == "auto" ? 0 : given); };
  options.rtmp_port = port(rtmp_port);
  options.http_port = port(http_port);
  options.https_port = port(https_port);
  options.data_folder = data;
  options.with_backend = with_backend;
  options.backend_log = backend_log;
  options.time_scale = time_scale;
  options.journal_file = journal;
  options.media_folder = media_folder();
  options.seed = seed != 0 ? seed : Random::fresh_seed();
  if (!clock.empty()) {
    const auto offset = parse_duration(clock);
    if (!offset) {
      fmt::print(stderr, "--clock: {}\n", offset.error().message);
      return std::nullopt;
    }
    options.clock_offset = *offset;
  }
  if (admin_listen != "127.0.0.1" && admin_listen != "::1" && admin_token.empty()) {
    fmt::print(stderr, "--admin-listen {} opens the admin API to other hosts: it needs --admin-token\n",
               admin_listen);
    return std::nullopt;
  }
  return options;
}

bool takes_colour(int descriptor) {
  return isatty(descriptor) == 1 && environment("NO_COLOR").empty() && environment("CI").empty();
}

}  // namespace faultcast::cli
