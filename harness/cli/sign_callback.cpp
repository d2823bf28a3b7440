// faultcast sign callback: t and sign as the cloud makes them for callbacks, and callers of the live API
// must; and what sign verify says of a given pair.
#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/sign.h"
#include "http/query.h"
#include "live_api/codes.h"
#include "live_api/sign_check.h"
#include "sign/callback.h"

namespace faultcast::cli {

namespace {

using Json = nlohmann::ordered_json;

struct CallbackSignOptions : SignCommon {
  std::string t, life = "10m";
};

int sign_it(const CallbackSignOptions& options) {
  auto setup = options.setup.load();
  const auto now = time_of(options);
  if (!setup || !now) return exit_usage;
  std::string key = setup->text("console.live.api_key");
  if (!options.key_file.empty()) {
    const auto given = key_from(options.key_file);
    if (!given) return exit_usage;
    key = *given;
  }
  const auto life = parse_duration(options.life);
  if (!life) {
    fmt::print(stderr, "--life: {}\n", life.error().message);
    return exit_usage;
  }
  const std::string t = options.t.empty() ? std::to_string((*now + *life) / 1000) : options.t;
  const std::string sign = sign::callback_sign(key, t);
  if (options.json)
    fmt::print("{}\n", Json{{"t", t}, {"sign", sign}}.dump());
  else
    fmt::print("t={}&sign={}\n", t, sign);
  return exit_good;
}

}  // namespace

std::optional<std::pair<std::string, std::string>> signed_time_of(const std::string& given) {
  const Json body = Json::parse(given, nullptr, false);
  if (body.is_object() && body.contains("t") && body.contains("sign") && body["sign"].is_string())
    return std::pair(body["t"].is_string() ? body["t"].get<std::string>() : body["t"].dump(),
                     body["sign"].get<std::string>());
  const auto fields = http::parse_query(std::string_view(given).substr(given.find('?') + 1), true);
  const std::string *t = http::find(fields, "t"), *sign = http::find(fields, "sign");
  if (t == nullptr || sign == nullptr) return std::nullopt;
  return std::pair(*t, *sign);
}

int verify_callback(const SignCommon& options, const std::string& t, const std::string& sign) {
  const auto setup = options.setup.load();
  const auto now = time_of(options);
  if (!setup || !now) return exit_usage;
  const auto ahead = static_cast<Millis>(setup->number("console.clock_ahead_s") * 1000);
  const auto skew = static_cast<Millis>(setup->number("console.live_api.behaviour.skew_s") * 1000);
  Exchange exchange;
  exchange.service = "live_api";
  exchange.op = "call";
  if (auto wrong = live_api::judge_sign(t, sign, *setup, *now + ahead, skew)) {
    exchange.verdict = std::move(*wrong);
  } else {
    exchange.verdict.code = &live_api::code("ok");
    exchange.verdict.because = {"sign is right for the account's API key, and t is not past",
                                "sign 与账号的 API 鉴权 key 相符，t 未过期"};
  }
  return print_verdict(options, exchange);
}

SubCommand sign_callback(CLI::App& sign) {
  auto make = std::make_shared<CallbackSignOptions>();
  CLI::App* app =
      sign.add_subcommand("callback", "t and sign of an event callback or a call of the live API");
  option(*app, "--t", make->t, "UNIX seconds, instead of now + life");
  option(*app, "--life", make->life, "how far t lies ahead (default 10m)");
  make->add_key(*app, "the API key");
  make->add(*app);
  return {app, [make] { return sign_it(*make); }};
}

}  // namespace faultcast::cli
