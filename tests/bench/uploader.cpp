// Uploads over many HTTP connections at once, to any server. See --help. Prints JSON lines on stdout, the
// last one with the figures. Exit code 0 if all went as it should.

#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>
#include <thread>

#include "upload_runs.h"

namespace {

using namespace faultcast::bench;
using Json = nlohmann::ordered_json;

struct Options {
  HttpTarget target;
  RequestForm form;
  Expected expected;
  std::vector<std::string> fields;  ///< NAME=VALUE
  StormPlan storm;
  HoldPlan hold;
  SlicesPlan slices;
  double warmup = 1, seconds = 5, after = 0.5, stay = 0;
};

double quantile(const std::vector<double>& sorted, double q) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1))];
}

std::chrono::milliseconds millis(double seconds) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>(seconds));
}

// As many open files as this user may have: each connection is one.
void raise_file_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void read_fields(Options& o) {
  for (const auto& field : o.fields) {
    const auto at = field.find('=');
    o.form.fields.emplace_back(field.substr(0, at), at == std::string::npos ? "" : field.substr(at + 1));
  }
}

int run_storm(Options& o) {
  o.storm.form = o.form;
  o.storm.expected = o.expected;
  o.storm.warmup = millis(o.warmup);
  o.storm.window = millis(o.seconds);
  o.storm.after = millis(o.after);
  const StormOutcome outcome = storm(o.target, o.storm);
  std::printf("%s\n", Json{{"answered", outcome.answered},
                           {"wrong", outcome.wrong},
                           {"lost", outcome.lost},
                           {"per_second", static_cast<double>(outcome.answered) / o.seconds},
                           {"ms",
                            {{"median", quantile(outcome.ms, 0.5)},
                             {"p99", quantile(outcome.ms, 0.99)},
                             {"max", quantile(outcome.ms, 1)}}},
                           {"first_wrong", outcome.first_wrong}}
                          .dump(-1, ' ', false, Json::error_handler_t::replace)
                          .c_str());
  return outcome.answered > 0 && outcome.wrong == 0 && outcome.lost == 0 ? 0 : 1;
}

int run_hold(Options& o) {
  o.hold.form = o.form;
  o.hold.expected = o.expected;
  o.hold.stay = millis(o.stay);
  const HoldOutcome outcome = hold(o.target, o.hold);
  std::printf("%s\n", Json{{"open", outcome.open},
                           {"answered", outcome.answered},
                           {"alive", outcome.alive},
                           {"open_ms", outcome.open_ms},
                           {"answered_ms", outcome.answered_ms}}
                          .dump()
                          .c_str());
  const std::size_t wanted = o.hold.connections;
  const bool all = outcome.open == wanted && (!o.hold.ask_at_once || outcome.answered == wanted) &&
                   (!o.hold.ask_at_end || outcome.alive == wanted);
  return all ? 0 : 1;
}

int run_slices(Options& o) {
  o.slices.path = o.form.path;
  o.slices.headers = o.form.headers;
  const SlicesOutcome outcome = slices(o.target, o.slices);
  say_phase("done");
  std::this_thread::sleep_for(millis(o.after));  // for whoever reads the CPU time of this process
  std::printf("%s\n",
              Json{{"wall_ms", outcome.wall_ms}, {"slices", outcome.slices}, {"trouble", outcome.trouble}}
                  .dump(-1, ' ', false, Json::error_handler_t::replace)
                  .c_str());
  return outcome.trouble.empty() ? 0 : 1;
}

void describe(CLI::App& app, Options& o) {
  app.add_option("--host", o.target.host, "IPv4 address")->capture_default_str();
  app.add_option("--port", o.target.port)->required();
  app.add_option("--method", o.form.method)->capture_default_str();
  app.add_option("--path", o.form.path, "%d is the number of the key")->required();
  app.add_option("--header", o.form.headers, "Name: value")->allow_extra_args(false);
  app.add_option("--field", o.fields, "NAME=VALUE of a form in front of the content; none: raw content")
      ->allow_extra_args(false);
  app.add_option("--status", o.expected.status, "of a right answer")->capture_default_str();
  app.add_option("--text", o.expected.text, "what a right answer holds");
  app.require_subcommand(1);

  CLI::App* storm = app.add_subcommand("storm", "requests on many connections");
  storm->add_option("--connections", o.storm.connections)->capture_default_str()->check(CLI::Range(1, 20000));
  storm->add_option("--keys", o.storm.keys, "overwritten in turn")
      ->capture_default_str()
      ->check(CLI::Range(1, 100000));
  storm->add_option("--size", o.storm.content_size, "of the content")->capture_default_str();
  storm->add_option("--rate", o.storm.rate, "requests per second in all; 0: as many as are answered")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  storm->add_option("--warmup", o.warmup, "seconds")->capture_default_str();
  storm->add_option("--seconds", o.seconds, "length of the window")->capture_default_str();
  storm->add_option("--after", o.after, "seconds of going on, for whoever takes a last look")
      ->capture_default_str();

  CLI::App* hold = app.add_subcommand("hold", "many connections that stay open");
  hold->add_option("--connections", o.hold.connections)->capture_default_str()->check(CLI::Range(1, 20000));
  hold->add_flag("!--idle", o.hold.ask_at_once, "no request on each as soon as it is open");
  hold->add_flag("--ask-at-end", o.hold.ask_at_end, "a request on each at the end");
  hold->add_option("--stay", o.stay, "seconds with all of them idle")->capture_default_str();

  CLI::App* slices = app.add_subcommand("slices", "one file in slices, by the JSON API v4");
  slices->add_option("file", o.slices.file)->required();
  slices->add_option("--slice", o.slices.slice_size)->capture_default_str()->check(CLI::Range(1, 64 << 20));
  slices->add_option("--parallel", o.slices.parallel)->capture_default_str()->check(CLI::Range(1, 64));
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("uploads to an object store, or to what stands in for one");
  describe(app, options);
  CLI11_PARSE(app, argc, argv);
  try {
    raise_file_limit();
    read_fields(options);
    if (app.got_subcommand("storm")) return run_storm(options);
    return app.got_subcommand("hold") ? run_hold(options) : run_slices(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "uploader: %s\n", error.what());
    return 2;
  }
}
