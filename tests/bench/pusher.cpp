// Pushes one FLV file over many RTMP connections at once, or measures how fast a server starts. See --help.
// Prints JSON lines on stdout, the last one with the figures. Exit code 0 if all were let in and none was
// dropped.

#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "first_handshake.h"
#include "run.h"

namespace {

using namespace faultcast::bench;

double quantile(const std::vector<double>& sorted, double q) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1))];
}

nlohmann::ordered_json spread(const std::vector<double>& sorted) {
  return {{"median", quantile(sorted, 0.5)}, {"p99", quantile(sorted, 0.99)}, {"max", quantile(sorted, 1)}};
}

nlohmann::ordered_json report(const Outcome& outcome) {
  return {{"admitted", outcome.admitted},
          {"refused", outcome.refused},
          {"dropped", outcome.dropped},
          {"bytes_sent", outcome.bytes_sent},
          {"window_bytes", outcome.window_bytes},
          {"setup_ms", spread(outcome.setup_ms)},
          {"lateness_ms", spread(outcome.lateness_ms)},
          {"reasons", outcome.reasons}};
}

// As many open files as this user may have: each publisher is one.
void raise_file_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::vector<std::string> names_from_pattern(const std::string& pattern, std::size_t count) {
  const auto at = pattern.find("%d");
  if (at == std::string::npos && count > 1)
    throw std::runtime_error("--name needs a %d for the publisher's number");
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    names.push_back(at == std::string::npos ? pattern
                                            : std::string(pattern).replace(at, 2, std::to_string(i)));
  }
  return names;
}

std::vector<std::string> names_from_file(const std::string& path, std::size_t count) {
  std::ifstream file(path);
  std::vector<std::string> names;
  for (std::string line; names.size() < count && std::getline(file, line);) names.push_back(line);
  if (names.size() < count) throw std::runtime_error(path + ": holds fewer names than there are publishers");
  return names;
}

struct Options {
  Target target;
  Plan plan;
  std::string flv, pattern = "bench_%d", names_file;
  std::size_t connections = 1;
  double warmup = 2, seconds = 10, after = 1;
  int limit = 10;
  bool connect_only = false;
  std::vector<std::string> command;
};

void describe(CLI::App& app, Options& o) {
  app.add_option("flv", o.flv, "the file to push");
  app.add_option("--host", o.target.host, "IPv4 address")->capture_default_str();
  app.add_option("--port", o.target.port)->capture_default_str();
  app.add_option("--app", o.target.app)->capture_default_str();
  app.add_option("--name", o.pattern, "stream name with its query; %d is the publisher's number")
      ->capture_default_str();
  app.add_option("--names", o.names_file, "a file with one stream name per line, instead of --name");
  app.add_option("--connections", o.connections)->capture_default_str()->check(CLI::Range(1, 20000));
  app.add_option("--ramp", o.plan.ramp_per_second, "new connections per second")->capture_default_str();
  app.add_option("--chunk-size", o.target.chunk_size)->capture_default_str()->check(CLI::Range(128, 65536));
  app.add_option("--warmup", o.warmup, "seconds between the last admission and the window")
      ->capture_default_str();
  app.add_option("--seconds", o.seconds, "length of the window")->capture_default_str();
  app.add_option("--after", o.after, "seconds of streaming after the window")->capture_default_str();
  app.add_flag("--connect-only", o.connect_only, "start the command after -- and time its first handshake");
  app.add_option("--limit", o.limit, "seconds that the command may take (--connect-only)")
      ->capture_default_str();
  app.add_option("command", o.command, "with --connect-only: the server, after --");
}

int time_first_handshake(Options& o) {
  if (!o.flv.empty())
    o.command.insert(o.command.begin(), o.flv);  // no file here: the first word is the command's
  if (o.command.empty()) throw std::runtime_error("--connect-only needs the server's command after --");
  const double took = first_handshake_ms(o.command, o.target, std::chrono::seconds(o.limit));
  std::printf("%s\n", nlohmann::ordered_json{{"first_handshake_ms", took}}.dump().c_str());
  return 0;
}

int push(Options& o) {
  using Seconds = std::chrono::duration<double>;
  const auto millis = [](double s) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Seconds(s));
  };
  raise_file_limit();
  o.plan.names = o.names_file.empty() ? names_from_pattern(o.pattern, o.connections)
                                      : names_from_file(o.names_file, o.connections);
  o.plan.warmup = millis(o.warmup);
  o.plan.window = millis(o.seconds);
  o.plan.after = millis(o.after);
  const Outcome outcome = play(o.target, load_reel(o.flv, o.target.chunk_size), o.plan);
  std::printf("%s\n", report(outcome).dump().c_str());
  return outcome.admitted == o.connections && outcome.dropped == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("push one FLV file over many RTMP connections");
  describe(app, options);
  CLI11_PARSE(app, argc, argv);
  try {
    return options.connect_only ? time_first_handshake(options) : push(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "pusher: %s\n", error.what());
    return 2;
  }
}
