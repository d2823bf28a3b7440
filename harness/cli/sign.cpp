// faultcast sign push-url | verify: makes a value from the setup, or says whether a given one is right and
// why not.
#include <fmt/core.h>

#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "backend/push_url.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "drive/push_client.h"
#include "explain/explain.h"
#include "journal/exchange_json.h"
#include "live/admit.h"
#include "sign/txsecret.h"
#include "stage/known.h"

namespace faultcast::cli {

namespace {

struct SignOptions {
  std::string user = "anchor01", stream, bizid, key_file, txtime, life, host = "127.0.0.1:1935", clock, url;
  bool json = false;
  LangOption lang;
  SetupOptions setup;
};

std::optional<Millis> time_of(const SignOptions& options) {
  const SystemClock clock;
  if (options.clock.empty()) return clock.now();
  const auto offset = parse_duration(options.clock);
  if (offset) return clock.now() + *offset;
  fmt::print(stderr, "--clock: {}\n", offset.error().message);
  return std::nullopt;
}

/// The first line of a file, or of standard input for "-"; keys are never needed on the command line.
std::optional<std::string> key_from(const std::string& path) {
  std::string key;
  if (path == "-") {
    std::getline(std::cin, key);
    return key;
  }
  std::ifstream file(path);
  if (!file) {
    fmt::print(stderr, "--key-file: {} cannot be read\n", path);
    return std::nullopt;
  }
  std::getline(file, key);
  return key;
}

// A URL in single quotes is safe in a POSIX shell if it holds none itself.
std::string quoted(const std::string& text) {
  return "'" + replace_all(text, "'", R"('\'')") + "'";
}

/// Fields given as options go over those of the setup; then everything is signed anew.
std::optional<backend::PushUrl> push_url_of(const SignOptions& options, setup::Setup setup, Millis now) {
  if (!options.bizid.empty())
    if (auto set = setup.set_text("backend.APP_BIZID", options.bizid); !set) {
      fmt::print(stderr, "--bizid: {}\n", set.error().message);
      return std::nullopt;
    }
  if (!options.key_file.empty()) {
    const auto key = key_from(options.key_file);
    if (!key) return std::nullopt;
    if (auto set = setup.set_text("backend.PUSH_URL_KEY", *key); !set) {
      fmt::print(stderr, "--key-file: {}\n", set.error().message);
      return std::nullopt;
    }
  }
  backend::PushUrl url = backend::make_push_url(setup, options.user, now);
  if (options.stream.empty() && options.txtime.empty() && options.life.empty()) return url;
  if (!options.stream.empty()) url.stream = options.stream;
  std::string txtime = options.txtime;
  if (txtime.empty()) {
    Millis life = backend::push_url_life;
    if (!options.life.empty()) {
      const auto given = parse_duration(options.life);
      if (!given) {
        fmt::print(stderr, "--life: {}\n", given.error().message);
        return std::nullopt;
      }
      life = *given;
    }
    txtime = fmt::format("{:x}", (now + life) / 1000);
  }
  url.query = fmt::format("{}&txSecret={}&txTime={}", url.query.substr(0, url.query.find("&txSecret")),
                          sign::txsecret(setup.text("backend.PUSH_URL_KEY"), url.stream, txtime), txtime);
  return url;
}

int push_url(const SignOptions& options) {
  const auto setup = options.setup.load();
  const auto now = time_of(options);
  if (!setup || !now) return exit_usage;
  const auto url = push_url_of(options, *setup, *now);
  if (!url) return exit_usage;
  const std::string host = options.host == "cloud" ? url->host : options.host;
  const std::string server = "rtmp://" + host + "/live", plain = server + "/" + url->name();
  const std::string ffmpeg = "ffmpeg -re -i INPUT.flv -c copy -f flv " + quoted(plain);
  if (options.json) {
    fmt::print("{}\n",
               nlohmann::ordered_json{
                   {"url", plain}, {"server", server}, {"stream_key", url->name()}, {"ffmpeg", ffmpeg}}
                   .dump(2));
    return exit_good;
  }
  const Lang lang = options.lang.lang();
  fmt::print("{}\n\n", plain);
  fmt::print("{}\n  {}: {}\n  {}: {}\n\n",
             Text{"OBS (Settings > Stream > Custom)", "OBS（设置 > 推流 > 自定义）"}.in(lang),
             Text{"server", "服务器"}.in(lang), server, Text{"stream key", "推流码"}.in(lang), url->name());
  fmt::print("ffmpeg\n  {}\n", ffmpeg);
  return exit_good;
}

int verify(const SignOptions& options) {
  const auto setup = options.setup.load();
  const auto now = time_of(options);
  if (!setup || !now) return exit_usage;
  const auto url = drive::parse_rtmp_url(options.url);
  if (!url && options.url.starts_with("rtmp://")) {
    fmt::print(stderr, "this is not a push URL: rtmp://HOST[:PORT]/APP/STREAM?… is one\n");
    return exit_usage;
  }
  const live::Push push = url ? live::parse_push(url->app, "rtmp://" + url->host + "/" + url->app, url->name)
                              : live::parse_push("live", "", options.url);  // a bare stream key
  Exchange exchange;
  exchange.service = "live";
  exchange.op = "publish";
  const auto ahead = static_cast<Millis>(setup->number("console.clock_ahead_s") * 1000);
  exchange.verdict = live::admit(push, *setup, {}, *now + ahead);
  const auto json = journal::to_json(exchange);
  if (options.json) {
    nlohmann::ordered_json out;
    for (const char* name : {"code", "ok", "because", "facts", "fits", "setting"}) out[name] = json.at(name);
    fmt::print("{}\n", out.dump(2));
  } else {
    const auto text = explain::explain_exchange(json, stage::vocabulary().codes, options.lang.lang());
    // The headline names an exchange; there is none here.
    fmt::print("live:{}{}", exchange.verdict.code->name, text->substr(text->find(" - ")));
  }
  return exchange.verdict.ok() ? exit_good : exit_not_as_expected;
}

void add_common(CLI::App& app, SignOptions& options) {
  option(app, "--clock", options.clock, "as if the time were so much later, e.g. +4h");
  app.add_flag("--json", options.json, "print JSON");
  options.lang.add(app);
  options.setup.add(app);
}

}  // namespace

Command sign_command(CLI::App& root) {
  auto make = std::make_shared<SignOptions>(), check = std::make_shared<SignOptions>();
  CLI::App* app = root.add_subcommand("sign", "make signed values, or say what is wrong with given ones");
  app->require_subcommand(1);
  CLI::App* push = app->add_subcommand("push-url", "a push URL as the backend of the setup makes it");
  option(*push, "--user", make->user, "user id (default anchor01)");
  option(*push, "--stream", make->stream, "the whole stream id, instead of BIZID_USER");
  option(*push, "--bizid", make->bizid, "instead of the setup's backend.APP_BIZID");
  option(*push, "--key-file", make->key_file,
         "file with the push key (- for standard input), instead of the setup's");
  option(*push, "--txtime", make->txtime, "txTime as text, instead of now + life");
  option(*push, "--life", make->life, "how long it is valid (default 3h)");
  option(*push, "--host", make->host,
         "HOST[:PORT] to push to; cloud: the real push domain (default 127.0.0.1:1935)");
  add_common(*push, *make);
  CLI::App* verify_app =
      app->add_subcommand("verify", "is this push URL (or stream key) right for the setup's console?");
  verify_app->add_option("URL", check->url, "push URL or stream key, in quotes")->required();
  add_common(*verify_app, *check);
  return {app, [=] { return push->parsed() ? push_url(*make) : verify(*check); }};
}

}  // namespace faultcast::cli
