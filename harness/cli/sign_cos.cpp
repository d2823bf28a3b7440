// faultcast sign cos-v4 | cos-legacy: upload signatures, and what sign verify says of them.
#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "backend/cos_sign.h"
#include "cli/sign.h"
#include "cos/api.h"
#include "cos_legacy/codes.h"
#include "cos_v4/codes.h"
#include "http/query.h"
#include "sign/cos.h"
#include "stage/known.h"

namespace faultcast::cli {

namespace {

struct CosOptions : SignCommon {
  bool legacy = false;
  std::string appid, bucket, secret_id, life, path;
  bool once = false;
};

/// Fields given as options go over those of the setup.
std::optional<setup::Setup> setup_of(const CosOptions& options) {
  auto setup = options.setup.load(options.legacy ? "legacy" : "demo");
  if (!setup) return std::nullopt;
  const std::pair<const std::string*, std::pair<const char*, const char*>> given[] = {
      {&options.appid, {"backend.COSKEY_APPID", "--appid"}},
      {&options.bucket, {"backend.COSKEY_BUCKET", "--bucket"}},
      {&options.secret_id, {"backend.COSKEY_SECRECTID", "--secret-id"}},
  };
  for (const auto& [value, names] : given)
    if (!value->empty() && !set_over(*setup, names.first, *value, names.second)) return std::nullopt;
  if (!options.life.empty()) {
    const auto life = parse_duration(options.life);
    if (!life) {
      fmt::print(stderr, "--life: {}\n", life.error().message);
      return std::nullopt;
    }
    if (!set_over(*setup, "backend.COSKEY_EXPIRED_TIME", std::to_string(*life / 1000), "--life"))
      return std::nullopt;
  }
  if (!options.key_file.empty()) {
    const auto key = key_from(options.key_file);
    if (!key || !set_over(*setup, "backend.COSKEY_SECRECTKEY", *key, "--key-file")) return std::nullopt;
  }
  return setup;
}

int make(const CosOptions& options) {
  const auto setup = setup_of(options);
  const auto now = time_of(options);
  if (!setup || !now) return exit_usage;
  if (options.once && options.path.empty()) {
    fmt::print(stderr, "--once: a signature for one use names its object: give --path /IN/THE/BUCKET\n");
    return exit_usage;
  }
  if (!options.path.empty() && !options.path.starts_with('/')) {
    fmt::print(stderr, "--path: '{}' must begin with '/'\n", options.path);
    return exit_usage;
  }
  Random random(Random::fresh_seed());
  const auto order = options.legacy ? sign::CosOrder::aketrfb : sign::CosOrder::abketrf;
  const auto made = options.once ? backend::make_cos_sign_once(*setup, options.path, *now, random, order)
                    : options.path.empty()
                        ? backend::make_cos_sign(*setup, *now, random, order)
                        : backend::make_cos_sign_bound(*setup, options.path, *now, random, order);
  if (options.json)
    fmt::print("{}\n", nlohmann::ordered_json{{"sign", made.sign}, {"plain", made.plain}}.dump(2));
  else
    fmt::print("{}\n", made.sign);
  return exit_good;
}

SubCommand command(CLI::App& sign, bool legacy) {
  auto options = std::make_shared<CosOptions>();
  options->legacy = legacy;
  CLI::App* app =
      sign.add_subcommand(legacy ? "cos-legacy" : "cos-v4",
                          legacy ? "an upload signature for the legacy object store (setup: legacy)"
                                 : "an upload signature as the backend of the setup makes it");
  option(*app, "--appid", options->appid, "instead of the setup's backend.COSKEY_APPID");
  option(*app, "--bucket", options->bucket, "instead of backend.COSKEY_BUCKET");
  option(*app, "--secret-id", options->secret_id, "instead of backend.COSKEY_SECRECTID");
  option(*app, "--life", options->life, "how long it is valid, instead of backend.COSKEY_EXPIRED_TIME");
  option(*app, "--path", options->path, "bind it to this object or folder of the bucket");
  app->add_flag("--once", options->once, "for one use, as delete and update want it; needs --path");
  options->add_key(*app, "the SecretKey");
  options->add(*app);
  return {app, [options] { return make(*options); }};
}

struct VerifyOptions : SignCommon {
  std::string given, appid, bucket, path = "/";
  bool legacy = false, once = false;
};

int verify_cos(const VerifyOptions& options) {
  const auto setup = options.setup.load(options.legacy ? "legacy" : "demo");
  const auto now = time_of(options);
  if (!setup || !now) return exit_usage;
  cos::Asked asked;
  asked.appid = options.appid.empty() ? setup->text("client.kTCCOSAppId") : options.appid;
  asked.bucket = options.bucket.empty() ? setup->text("client.kTCCOSBucket") : options.bucket;
  asked.path = options.path;
  asked.sign = options.given;
  asked.wanted = options.once ? cos::Kind::once : cos::Kind::either;
  asked.now = *now + static_cast<Millis>(setup->number("console.clock_ahead_s") * 1000);
  const auto truth = options.legacy ? cos::legacy_truth(*setup) : cos::main_truth(*setup);
  const auto& table = options.legacy ? cos_legacy::codes() : cos_v4::codes();
  auto judged = cos::judge(asked, truth, options.legacy ? cos::legacy_rules() : cos::v4_rules());
  Exchange exchange;
  exchange.service = options.legacy ? "cos_legacy" : "cos_v4";
  exchange.op = "auth";
  if (judged.refused) {
    exchange.verdict = cos::verdict(std::move(*judged.refused), table);
  } else {
    exchange.verdict.code = &code(table, "SUCCESS");
    exchange.verdict.because = {"every check of the signature passed", "签名的所有检查均通过"};
  }
  if (judged.signature) exchange.verdict.facts.push_back({"signed text", judged.signature->plain, ""});
  return print_verdict(options, exchange);
}

/// A push URL or a stream key: those have a query, a signature of the object store has none.
bool is_push(const std::string& given) {
  return given.starts_with("rtmp://") || given.find("txSecret=") != std::string::npos ||
         given.find('?') != std::string::npos || given.find('_') != std::string::npos;
}

}  // namespace

SubCommand sign_cos_v4(CLI::App& sign) {
  return command(sign, false);
}
SubCommand sign_cos_legacy(CLI::App& sign) {
  return command(sign, true);
}

SubCommand sign_verify(CLI::App& sign) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* app = sign.add_subcommand("verify",
                                      "is this push URL, stream key, upload signature, callback or live API "
                                      "call right for the setup's console?");
  app->add_option("VALUE", options->given,
                  "push URL, stream key, upload signature, callback body or query with t and sign, in quotes")
      ->required();
  option(*app, "--appid", options->appid, "of the upload URL (default client.kTCCOSAppId)");
  option(*app, "--bucket", options->bucket, "of the upload URL (default client.kTCCOSBucket)");
  option(*app, "--path", options->path, "of the object in the bucket (default /)");
  app->add_flag("--legacy", options->legacy,
                "an upload signature for the legacy object store (setup: legacy)");
  app->add_flag("--once", options->once, "it is for delete or update");
  options->add(*app);
  return {app, [options] {
            if (const auto pair = signed_time_of(options->given))
              return verify_callback(*options, pair->first, pair->second);
            return is_push(options->given) ? verify_push_url(*options, options->given) : verify_cos(*options);
          }};
}

}  // namespace faultcast::cli
