// faultcast exec SCENARIO -- CMD…: runs a command against the fakes and judges what they saw.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <fstream>
#include <memory>

#include "backend/cos_sign.h"
#include "backend/push_url.h"
#include "cli/commands.h"
#include "cli/places.h"
#include "cli/serving.h"
#include "cli/signals.h"
#include "judge/judge.h"
#include "report/report.h"

extern char** environ;

namespace faultcast::cli {

namespace {

struct ExecOptions {
  std::string word, junit;
  std::vector<std::string> command;
  std::string timeout = "10m";
  LangOption lang;
  SetupOptions setup;
  ServerOptions server;
};

std::vector<std::string> exported(Serving& serving, const setup::Setup& client_side) {
  auto& stage = serving.stage();
  const std::string rtmp = *stage.address("rtmp");
  const auto url = backend::make_push_url(client_side, "anchor01", stage.now());
  Random random(Random::fresh_seed());
  return {"FAULTCAST_HTTP_URL=" + *stage.address("http"),
          "FAULTCAST_HTTPS_URL=" + *stage.address("https"),
          "FAULTCAST_COSKEY_APPID=" + client_side.text("backend.COSKEY_APPID"),
          "FAULTCAST_COSKEY_BUCKET=" + client_side.text("backend.COSKEY_BUCKET"),
          "FAULTCAST_COSKEY_SECRECTID=" + client_side.text("backend.COSKEY_SECRECTID"),
          "FAULTCAST_COSKEY_SECRECTKEY=" + client_side.text("backend.COSKEY_SECRECTKEY"),
          "FAULTCAST_COS_SIGN=" + backend::make_cos_sign(client_side, stage.now(), random).sign,
          "FAULTCAST_RTMP_URL=" + rtmp,
          "FAULTCAST_RTMP_SERVER=" + rtmp + "/live",
          "FAULTCAST_STREAM_KEY=" + url.name(),
          "FAULTCAST_PUSH_URL=" + rtmp + "/live/" + url.name(),
          fmt::format("FAULTCAST_ADMIN_URL=http://127.0.0.1:{}", serving.admin_port()),
          "FAULTCAST_APP_BIZID=" + client_side.text("backend.APP_BIZID"),
          "FAULTCAST_PUSH_URL_KEY=" + client_side.text("backend.PUSH_URL_KEY")};
}

std::optional<pid_t> start(const std::vector<std::string>& command, const std::vector<std::string>& more) {
  std::vector<std::string> variables;
  for (char** v = environ; *v != nullptr; ++v)
    if (std::strncmp(*v, "FAULTCAST_", 10) != 0 || std::strncmp(*v, "FAULTCAST_OPT_", 14) == 0)
      variables.emplace_back(*v);
  variables.insert(variables.end(), more.begin(), more.end());
  std::vector<char*> environment, arguments;
  for (const auto& v : variables) environment.push_back(const_cast<char*>(v.c_str()));
  for (const auto& a : command) arguments.push_back(const_cast<char*>(a.c_str()));
  environment.push_back(nullptr);
  arguments.push_back(nullptr);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t pid = 0;
  const int error =
      posix_spawnp(&pid, arguments[0], nullptr, &attributes, arguments.data(), environment.data());
  posix_spawnattr_destroy(&attributes);
  if (error == 0) return pid;
  fmt::print(stderr, "{} cannot be started: {}\n", command.front(), std::strerror(error));
  return std::nullopt;
}

/// How the command ended: its exit code, or what kept it from having one.
struct Ended {
  int code = 0;
  int by_signal = 0;   ///< the command was killed by it
  int our_signal = 0;  ///< we were told to end
  bool timed_out = false;
};

Ended wait_for(pid_t pid, const Signals& signals, Millis timeout) {
  Ended ended;
  const SystemClock clock;
  const Millis until = clock.now() + timeout;
  for (;;) {
    int status = 0;
    if (waitpid(pid, &status, WNOHANG) == pid) {
      if (WIFEXITED(status)) ended.code = WEXITSTATUS(status);
      if (WIFSIGNALED(status)) ended.by_signal = WTERMSIG(status);
      return ended;
    }
    const Millis left = until - clock.now();
    const auto signal =
        left > 0 ? signals.wait(static_cast<int>(std::min<Millis>(left, 1000))) : std::nullopt;
    if (signal == SIGINT || signal == SIGTERM) ended.our_signal = *signal;
    if (left <= 0) ended.timed_out = true;
    if (ended.our_signal == 0 && !ended.timed_out) continue;
    kill(pid, ended.timed_out ? SIGKILL : ended.our_signal);
    waitpid(pid, &status, 0);
    return ended;
  }
}

bool only_none(const std::vector<scenario::Expectation>& expectations) {
  return std::all_of(expectations.begin(), expectations.end(),
                     [](const scenario::Expectation& e) { return e.observer != "wire" || e.none; });
}

int judge_it(const scenario::Scenario& scenario, Serving& serving, const Ended& ended,
             const ExecOptions& options, Lang lang) {
  const report::Style style{lang, takes_colour(2)};
  stage::Played played;
  played.id = scenario.id;
  played.side = scenario::SideName::console;
  played.observations = serving.stage().wire_observations();
  played.outcomes = judge::judge(scenario.expect, played.observations, judge::Mode::wire_only);
  const bool met = std::all_of(played.outcomes.begin(), played.outcomes.end(),
                               [](const auto& o) { return !o.judged || o.met; });
  const std::uint64_t reached = serving.stage().journal().last_id();
  const bool nothing = reached == 0 && !only_none(scenario.expect);
  fmt::print(stderr, "{}", report::outcomes_text(played.outcomes, style));
  if (nothing)
    fmt::print(stderr, "{}\n", Text{"0 requests reached faultcast", "0 个请求到达 faultcast"}.in(lang));
  const bool good = met && !nothing;
  fmt::print(stderr, "{}: {}\n", scenario.id,
             (good ? Text{"reproduced", "已复现"} : Text{"NOT reproduced", "未复现"}).in(lang));
  if (!options.junit.empty()) {
    // The report knows only what was judged.
    std::erase_if(played.outcomes, [](const auto& o) { return !o.judged; });
    std::ofstream(options.junit) << report::junit({{&scenario, scenario::SideName::console, played}}, lang);
  }
  if (ended.code != 0) {
    fmt::print(stderr, "{}\n",
               Text{fmt::format("the command exited with {}", ended.code),
                    fmt::format("命令退出码为 {}", ended.code)}
                   .in(lang));
    return exit_not_as_expected;
  }
  return good ? exit_good : exit_not_as_expected;
}

void wait_until_quiet(stage::Stage& stage) {
  // The command is gone; its connections end within moments.
  constexpr int rounds = 40, pause_ms = 50;
  for (int i = 0; i < rounds && stage.open_connections() > 0; ++i)
    (void)stage.journal().wait_since(stage.journal().last_id(), 1, pause_ms);
}

int exec(ExecOptions options) {
  const Signals signals;
  if (options.command.front() == "--") options.command.erase(options.command.begin());
  if (options.command.empty()) {
    fmt::print(stderr, "no command: faultcast exec SCENARIO -- CMD …\n");
    return exit_usage;
  }
  const auto timeout = parse_duration(options.timeout);
  if (!timeout || *timeout <= 0) {
    fmt::print(stderr, "--timeout: '{}' is not a duration such as 30s or 10m\n", options.timeout);
    return exit_usage;
  }
  auto all = all_scenarios();
  if (!all) return exit_usage;
  const auto found = select(*all, {options.word});
  if (!found) return exit_usage;
  const scenario::Scenario chosen = found->front();
  const bool judged = std::any_of(chosen.expect.begin(), chosen.expect.end(), [](const auto& e) {
    return e.observer == "wire" || (!e.order.empty() && e.order.front().observer == "wire");
  });
  const Lang lang = options.lang.lang();
  if (!judged) {
    fmt::print(stderr, "{}: it expects nothing of the wire, so exec has nothing to judge\n", chosen.id);
    return exit_usage;
  }
  int exit_code = exit_good;
  auto serving = Serving::start(options.server, options.setup, lang, &chosen, exit_code);
  if (!serving) return exit_code;
  const auto client_side = options.setup.load(chosen.setup);
  const auto pid = start(options.command, exported(*serving, *client_side));
  if (!pid) return exit_could_not_run;
  const Ended ended = wait_for(*pid, signals, *timeout);
  if (ended.our_signal != 0) return 128 + ended.our_signal;
  if (ended.timed_out) {
    fmt::print(stderr, "the command was still running after {} and was ended\n", options.timeout);
    return exit_could_not_run;
  }
  if (ended.by_signal != 0) {
    fmt::print(stderr, "the command was killed by signal {}\n", ended.by_signal);
    return exit_could_not_run;
  }
  wait_until_quiet(serving->stage());
  return judge_it(chosen, *serving, ended, options, lang);
}

}  // namespace

Command exec_command(CLI::App& root) {
  auto options = std::make_shared<ExecOptions>();
  CLI::App* app =
      root.add_subcommand("exec", "run a command against a scenario's console side and judge what was seen");
  app->add_option("SCENARIO", options->word, "id, alias, section or file")->required();
  app->add_option("CMD", options->command, "the command, after --")->required();
  app->positionals_at_end();
  option(*app, "--timeout", options->timeout, "end the command after this time (default 10m)");
  option(*app, "--junit", options->junit, "also write a JUnit report into this file");
  options->lang.add(*app);
  options->setup.add(*app);
  options->server.add(*app, false);
  return {app, [options] { return exec(*options); }};
}

}  // namespace faultcast::cli
