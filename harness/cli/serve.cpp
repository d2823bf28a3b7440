// faultcast serve [SCENARIO]: keeps the fakes up for real backends and clients.
#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <memory>

#include "cli/commands.h"
#include "cli/places.h"
#include "cli/serving.h"
#include "cli/signals.h"

namespace faultcast::cli {

namespace {

struct ServeOptions {
  std::string word, ready_file;
  LangOption lang;
  SetupOptions setup;
  ServerOptions server;
};

constexpr int silence_ms = 30'000;  // of the cloud's time

/// As many open files as the system allows: each connection is one.
void raise_descriptor_limit(Lang lang) {
  constexpr rlim_t enough = 10'240;  // ten thousand connections, and what the program has open besides
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= enough) return;
  const auto most = static_cast<std::uint64_t>(limit.rlim_cur);
  const Text text{
      fmt::format("the system lets faultcast have only {} open files, so not even as many "
                  "connections at one time; raise the hard limit (ulimit -Hn) to {} or more",
                  most, static_cast<std::uint64_t>(enough)),
      fmt::format("系统只允许 faultcast 打开 {} 个文件，同时的连接数会更少；请把硬限制（ulimit -Hn）"
                  "提高到 {} 以上",
                  most, static_cast<std::uint64_t>(enough))};
  fmt::print(stderr, "{}\n", text.in(lang));
}

void print_what_to_check(const stage::Stage& stage, Lang lang) {
  const auto rtmp = stage.ports().at("rtmp"), http = stage.ports().at("http"),
             https = stage.ports().at("https");
  const Text text{
      fmt::format("nothing has reached faultcast for 30 s. Check: does the client push to this machine, port "
                  "{}, or upload to "
                  "port {} (https: {})? (a phone asks a look-up service first and may go to the real cloud) "
                  "· is the URL "
                  "quoted in the shell? · does a firewall or container keep the ports closed? · from another "
                  "machine: was "
                  "serve started with --lan?",
                  rtmp, http, https),
      fmt::format(
          "30 秒内没有任何请求到达 faultcast。请检查：客户端是否推向本机 {} 端口，或上传到 {} 端口（https 为 "
          "{}）？（手机会先查询就近 IP，可能连到了真实云）· 命令行里的地址是否加了引号？· "
          "防火墙或容器是否封闭了这些端口？· 从其他机器访问时，serve 是否带了 --lan？",
          rtmp, http, https)};
  fmt::print(stderr, "{}\n", text.in(lang));
}

int serve(const ServeOptions& options) {
  const Signals signals;
  raise_descriptor_limit(options.lang.lang());
  std::optional<scenario::Scenario> chosen;
  if (!options.word.empty()) {
    const auto all = all_scenarios();
    if (!all) return exit_usage;
    const auto found = select(*all, {options.word});
    if (!found) return exit_usage;
    chosen = found->front();
  }
  int exit_code = exit_good;
  const Lang lang = options.lang.lang();
  auto serving = Serving::start(options.server, options.setup, lang, chosen ? &*chosen : nullptr, exit_code);
  if (!serving) return exit_code;
  // Reading files is over: what it took goes back before the idle time begins.
  malloc_trim(0);
  const std::string ready = serving->ready_line();
  fmt::print("{}\n", ready);
  std::fflush(stdout);
  if (!options.ready_file.empty()) std::ofstream(options.ready_file) << ready << "\n";
  if (chosen) fmt::print(stderr, "{} [{}]\n", chosen->title.in(lang), chosen->id);

  std::uint64_t told_at = 0;
  bool told = false;
  for (;;) {
    const auto signal = signals.wait(std::max(1, static_cast<int>(silence_ms / options.server.time_scale)));
    if (signal == Signals::wake_up) return exit_good;
    if (signal == SIGINT || signal == SIGTERM) return 128 + *signal;
    if (signal) continue;
    const std::uint64_t last = serving->stage().journal().last_id();
    if (last == told_at && !told) {
      print_what_to_check(serving->stage(), lang);
      told = true;
    }
    if (last != told_at) told = false;
    told_at = last;
  }
}

}  // namespace

Command serve_command(CLI::App& root) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* app = root.add_subcommand("serve", "keep the fakes up for real backends and clients");
  app->add_option("SCENARIO", options->word, "play this scenario's console side");
  option(*app, "--ready-file", options->ready_file, "also write the ready line into this file");
  options->lang.add(*app);
  options->setup.add(*app);
  options->server.add(*app, true);
  return {app, [options] { return serve(*options); }};
}

}  // namespace faultcast::cli
