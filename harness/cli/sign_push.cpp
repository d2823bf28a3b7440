// faultcast sign push-url, and what sign verify says of a push URL.
#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "backend/push_url.h"
#include "cli/sign.h"
#include "drive/push_client.h"
#include "live/admit.h"
#include "sign/txsecret.h"

namespace faultcast::cli {

namespace {

struct PushOptions : SignCommon {
  std::string user = "anchor01", stream, bizid, txtime, life, host = "127.0.0.1:1935";
};

// A URL in single quotes is safe in a POSIX shell if it holds none itself.
std::string quoted(const std::string& text) {
  return "'" + replace_all(text, "'", R"('\'')") + "'";
}

/// Fields given as options go over those of the setup; then everything is signed anew.
std::optional<backend::PushUrl> push_url_of(const PushOptions& options, setup::Setup setup, Millis now) {
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

int push_url(const PushOptions& options) {
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

}  // namespace

int verify_push_url(const SignCommon& options, const std::string& given) {
  const auto setup = options.setup.load();
  const auto now = time_of(options);
  if (!setup || !now) return exit_usage;
  const auto url = drive::parse_rtmp_url(given);
  if (!url && given.starts_with("rtmp://")) {
    fmt::print(stderr, "this is not a push URL: rtmp://HOST[:PORT]/APP/STREAM?… is one\n");
    return exit_usage;
  }
  const live::Push push = url ? live::parse_push(url->app, "rtmp://" + url->host + "/" + url->app, url->name)
                              : live::parse_push("live", "", given);  // a bare stream key
  Exchange exchange;
  exchange.service = "live";
  exchange.op = "publish";
  const auto ahead = static_cast<Millis>(setup->number("console.clock_ahead_s") * 1000);
  exchange.verdict = live::admit(push, *setup, {}, *now + ahead);
  return print_verdict(options, exchange);
}

SubCommand sign_push_url(CLI::App& sign) {
  auto make = std::make_shared<PushOptions>();
  CLI::App* push = sign.add_subcommand("push-url", "a push URL as the backend of the setup makes it");
  option(*push, "--user", make->user, "user id (default anchor01)");
  option(*push, "--stream", make->stream, "the whole stream id, instead of BIZID_USER");
  option(*push, "--bizid", make->bizid, "instead of the setup's backend.APP_BIZID");
  option(*push, "--txtime", make->txtime, "txTime as text, instead of now + life");
  option(*push, "--life", make->life, "how long it is valid (default 3h)");
  option(*push, "--host", make->host,
         "HOST[:PORT] to push to; cloud: the real push domain (default 127.0.0.1:1935)");
  make->add_key(*push, "the push key");
  make->add(*push);
  return {push, [make] { return push_url(*make); }};
}

}  // namespace faultcast::cli
