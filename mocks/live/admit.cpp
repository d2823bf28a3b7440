#include "live/admit.h"

#include <algorithm>

#include "live/codes.h"
#include "live/fits.h"
#include "loop/resolver.h"
#include "sign/txsecret.h"

namespace faultcast::live {

namespace {

using setup::Setup;

Verdict refuse(std::string_view name, Text because, std::vector<Fact> facts = {}, std::string setting = {}) {
  Verdict verdict;
  verdict.code = &code(name);
  verdict.because = std::move(because);
  verdict.facts = std::move(facts);
  verdict.setting = std::move(setting);
  return verdict;
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Can this be a key that a user chooses in a setup?
bool can_be_key(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
             std::string_view::npos;
}

constexpr std::string_view cloud_hosts[] = {".livepush.myqcloud.com", ".livepush2.myqcloud.com"};

/// The tenant that a host names; empty if it names none.
std::string tenant_of_host(const std::string& host, const Setup& setup) {
  for (const auto suffix : cloud_hosts)
    if (host.ends_with(suffix)) return host.substr(0, host.size() - suffix.size());
  for (const auto& id : setup.keys("console.live.push_domains"))
    if (lower(setup.text("console.live.push_domains." + id)) == host) return setup.text("console.live.bizid");
  return {};
}

/// Where a push says whose it is, in the order in which the service looks.
struct Claim {
  Text where;
  std::string tenant;
};
std::vector<Claim> claims_of(const Push& push, const Setup& setup) {
  std::vector<Claim> claims;
  const std::string* tx_host = push.parameter("txHost");
  const std::string host = tx_host != nullptr ? lower(*tx_host) : push.host;
  const std::string by_host = tenant_of_host(host, setup);
  if (!by_host.empty())
    claims.push_back(
        {tx_host != nullptr ? Text{"txHost", "txHost"} : Text{"the host in tcUrl", "tcUrl 域名"}, by_host});
  if (const std::string* bizid = push.parameter("bizid"))
    claims.push_back({{"bizid=", "bizid 参数"}, *bizid});
  const std::string prefix = push.stream.substr(0, push.stream.find('_'));
  if (push.stream.find('_') != std::string::npos && is_digits(prefix))
    claims.push_back({{"the stream id", "直播码前缀"}, prefix});
  return claims;
}

std::optional<Verdict> judge_app(const Push& push, const Setup& setup) {
  if (!setup.flag("console.live.behaviour.app_check") || push.app == "live") return std::nullopt;
  const std::string app = printable(push.app);
  return refuse("app_unknown",
                {fmt::format("the RTMP app is '{}', the live service has only 'live'", app),
                 fmt::format("RTMP 应用名是“{}”，直播服务只有“live”", app)},
                {{"app", app, "live"}});
}

std::optional<Verdict> judge_host(const Push& push, const Setup& setup) {
  const std::string mode = setup.text("console.live.behaviour.tcurl_host_check");
  const std::string* tx_host = push.parameter("txHost");
  const std::string host = tx_host != nullptr ? lower(*tx_host) : push.host;
  if (mode == "off" || is_push_domain(host, setup)) return std::nullopt;
  if (mode == "names" && (loop::is_address(host) || host == "localhost")) return std::nullopt;
  const std::string right = setup.text("console.live.bizid") + ".livepush.myqcloud.com";
  return refuse("tcurl_host_wrong",
                {fmt::format("'{}' is not among the push domains of this account", printable(host)),
                 fmt::format("“{}”不是该账号的推流域名", printable(host))},
                {{tx_host != nullptr ? "txHost" : "tcUrl host", printable(host), right}},
                "console.live.push_domains");
}

Verdict tenant_refusal(const Push& push, const Setup& setup, const Claim& claim) {
  const std::string bizid = setup.text("console.live.bizid");
  Verdict verdict =
      refuse("tenant_unknown",
             {fmt::format("{} says bizid {}, but this account's bizid is {}", claim.where.en,
                          printable(claim.tenant), bizid),
              fmt::format("{}为 {}，而该账号的 bizid 是 {}", claim.where.zh, printable(claim.tenant), bizid)},
             {{"bizid", printable(claim.tenant), bizid}}, "backend.APP_BIZID");
  const std::string *secret = push.parameter("txSecret"), *txtime = push.parameter("txTime");
  if (secret == nullptr || txtime == nullptr) return verdict;
  if (sign::txsecret(setup.text("console.live.push_key"), push.stream, *txtime) == *secret)
    verdict.fits.push_back(
        {"txSecret fits this stream id with the console's push key: only the bizid is wrong",
         "txSecret 与该直播码及控制台推流Key相符：只有 bizid 不对"});
  else
    for (auto& fit : fits_of(push, setup)) verdict.fits.push_back(std::move(fit.text));
  return verdict;
}

std::optional<Verdict> judge_tenant(const Push& push, const Setup& setup) {
  const std::string bizid = setup.text("console.live.bizid");
  const auto claims = claims_of(push, setup);
  if (claims.empty())
    return refuse(
        "tenant_unknown",
        {"nothing in this push says whose it is: no push domain in tcUrl, no bizid=, no number in front of "
         "the stream id",
         "该推流没有任何账号信息：tcUrl 中没有推流域名，没有 bizid 参数，直播码也没有数字前缀"},
        {{"bizid", "", bizid}}, "backend.APP_BIZID");
  for (const auto& claim : claims)
    if (claim.tenant != claims.front().tenant)
      return refuse("tenant_mismatch",
                    {fmt::format("{} says {}, {} says {}", claims.front().where.en,
                                 printable(claims.front().tenant), claim.where.en, printable(claim.tenant)),
                     fmt::format("{}为 {}，{}为 {}", claims.front().where.zh,
                                 printable(claims.front().tenant), claim.where.zh, printable(claim.tenant))},
                    {{claims.front().where.en, printable(claims.front().tenant), bizid},
                     {claim.where.en, printable(claim.tenant), bizid}},
                    "backend.APP_BIZID");
  if (claims.front().tenant != bizid) return tenant_refusal(push, setup, claims.front());
  if (setup.flag("console.live.behaviour.bizid_required") && push.parameter("bizid") == nullptr)
    return refuse("tenant_unknown",
                  {"bizid= is missing, and this account asks for it", "缺少 bizid 参数，而该账号要求携带"},
                  {{"bizid", "", bizid}}, "backend.APP_BIZID");
  return std::nullopt;
}

std::optional<Verdict> judge_account(const Setup& setup) {
  const std::string account = setup.text("console.live.account");
  if (account == "active") return std::nullopt;
  const std::string appid = setup.text("console.live.appid");
  return refuse(
      account == "arrears" ? "account_in_arrears" : "account_stopped",
      {fmt::format("the live service of account {} is '{}' in the console", appid, account),
       fmt::format("账号 {} 的直播服务在控制台中为“{}”", appid, account == "arrears" ? "欠费" : "停用")},
      {{"console.live.account", account, "active"}}, "console.live.account");
}

Verdict missing_signature(const Push& push) {
  if (push.parameters.empty())
    return refuse(
        "query_lost",
        {"the publish name is only the stream id: bizid, txSecret and txTime never arrived",
         "推流名只有直播码：bizid、txSecret、txTime 都没有到达"},
        {{"publish name", printable(push.name), printable(push.stream) + "?bizid=…&txSecret=…&txTime=…"}});
  const bool no_secret = push.parameter("txSecret") == nullptr, no_time = push.parameter("txTime") == nullptr;
  const char* what = no_secret && no_time ? "txSecret and txTime" : no_secret ? "txSecret" : "txTime";
  const char* what_zh = no_secret && no_time ? "txSecret 和 txTime" : no_secret ? "txSecret" : "txTime";
  Verdict verdict = refuse("signature_missing",
                           {fmt::format("push_auth is on in the console, but {} did not arrive", what),
                            fmt::format("控制台已开启推流防盗链，但没有收到 {}", what_zh)},
                           {{"query", printable(push.query), "bizid=…&txSecret=…&txTime=…"}});
  if (push.query.find('&') == std::string::npos && push.parameters.size() == 1)
    verdict.fits.push_back(
        {"everything behind the first '&' is missing: so it looks when a shell gets the URL without quotes",
         "第一个“&”之后的内容全部丢失：命令行中推流地址未加引号时就是这样"});
  return verdict;
}

std::optional<Verdict> judge_signature(const Push& push, const Setup& setup, Millis now) {
  if (setup.text("console.live.push_auth") == "off") return std::nullopt;
  const std::string *secret = push.parameter("txSecret"), *txtime = push.parameter("txTime");
  if (secret == nullptr || txtime == nullptr || secret->empty() || txtime->empty())
    return missing_signature(push);

  const std::string key = setup.text("console.live.push_key");
  const std::string right = sign::txsecret(key, push.stream, *txtime);
  const bool any_case = setup.text("console.live.behaviour.txtime_case") == "any";
  const bool fits =
      *secret == right || (any_case && (*secret == sign::txsecret(key, push.stream, lower(*txtime)) ||
                                        *secret == sign::txsecret(key, push.stream, upper(*txtime))));
  if (!fits) {
    Verdict verdict = refuse("txsecret_wrong",
                             {"txSecret is not MD5(push key + stream id + txTime) for the console's push key",
                              "txSecret 不等于 MD5(控制台推流防盗链Key + 直播码 + txTime)"},
                             {{"txSecret", printable(*secret), right},
                              {"stream id", printable(push.stream), ""},
                              {"txTime", printable(*txtime), ""}},
                             "backend.PUSH_URL_KEY");
    for (auto& fit : fits_of(push, setup)) {
      if (verdict.fits.empty() && !fit.setting.empty()) verdict.setting = fit.setting;
      verdict.fits.push_back(std::move(fit.text));
    }
    if (verdict.fits.empty())
      verdict.fits.push_back({"it fits no key, stream id or txTime spelling that this setup knows",
                              "与本配置已知的任何 Key、直播码、txTime 写法都不相符"});
    return verdict;
  }
  const auto expiry = expiry_of(*txtime);
  if (expiry && now <= *expiry) return std::nullopt;
  if (!expiry)
    return refuse("txtime_expired",
                  {fmt::format("txTime '{}' is not seconds in hexadecimal", printable(*txtime)),
                   fmt::format("txTime“{}”不是十六进制秒数", printable(*txtime))},
                  {{"txTime", printable(*txtime), fmt::format("{:x} or later", now / 1000)}});
  return refuse(
      "txtime_expired",
      {fmt::format("txTime {} is {}: {} before the cloud's {}", printable(*txtime), iso8601(*expiry, 8),
                   spoken_duration(now - *expiry), iso8601(now / 1000 * 1000, 8)),
       fmt::format("txTime {} 即 {}，早于云端时间 {}（相差 {}）", printable(*txtime), iso8601(*expiry, 8),
                   iso8601(now / 1000 * 1000, 8), spoken_duration(now - *expiry))},
      {{"txTime", printable(*txtime), fmt::format("{:x} or later", now / 1000)}}, "backend.clock_ahead_s");
}

std::optional<Verdict> judge_stream(const Push& push, const Setup& setup, const state::Live& state,
                                    Millis now) {
  const std::string path = "console.live.streams." + push.stream + ".banned";
  if (can_be_key(push.stream) && setup.flag(path))
    return refuse("stream_banned",
                  {fmt::format("stream {} is forbidden in the console", printable(push.stream)),
                   fmt::format("直播流 {} 已在控制台被禁推", printable(push.stream))},
                  {{"console.live.streams." + printable(push.stream) + ".banned", "true", "false"}}, path);
  if (state.forbids(push.stream, now))
    return refuse("stream_banned",
                  {fmt::format("stream {} was forbidden by the live API", printable(push.stream)),
                   fmt::format("直播流 {} 已通过 API 禁推", printable(push.stream))},
                  {{"Live_Channel_SetStatus", "0", "1"}});
  if (const auto at = state.publishing.find(push.stream); at != state.publishing.end())
    return refuse(
        "name_in_use",
        {fmt::format(
             "connection {} has been publishing {} for {}; the first keeps running, the second is refused",
             at->second.connection, printable(push.stream), spoken_duration(now - at->second.since)),
         fmt::format("连接 {} 已在推送 {}（{}）；先推的继续，后推的被拒绝", at->second.connection,
                     printable(push.stream), spoken_duration(now - at->second.since))},
        {{"stream id", printable(push.stream), "one that nobody publishes"}});
  if (const auto at = state.lingering.find(push.stream); at != state.lingering.end() && now < at->second)
    return refuse(
        "name_in_use",
        {fmt::format("the old session of {} is still taken for {}", printable(push.stream),
                     spoken_duration(at->second - now)),
         fmt::format("{} 的旧会话还会占用 {}", printable(push.stream), spoken_duration(at->second - now))},
        {{"stream id", printable(push.stream), ""}});
  return std::nullopt;
}

}  // namespace

bool is_push_domain(const std::string& host, const Setup& setup) {
  return tenant_of_host(host, setup) == setup.text("console.live.bizid");
}

std::optional<Millis> expiry_of(std::string_view txtime) {
  const auto seconds = parse_unsigned(txtime, 16);
  if (!seconds) return std::nullopt;
  // A decimal time read as hexadecimal lies centuries ahead; farther than this no arithmetic needs to reach.
  return static_cast<Millis>(std::min<unsigned long long>(*seconds, 1ULL << 50)) * 1000;
}

std::optional<Verdict> judge_connect(const Push& connect, const Setup& setup) {
  if (auto app = judge_app(connect, setup)) return app;
  if (connect.parameter("txHost") == nullptr)
    if (auto host = judge_host(connect, setup)) return host;
  const std::string tenant = tenant_of_host(connect.host, setup);
  if (!tenant.empty() && tenant != setup.text("console.live.bizid"))
    return tenant_refusal(connect, setup, {{"the host in tcUrl", "tcUrl 域名"}, tenant});
  return judge_account(setup);
}

Verdict admit(const Push& push, const Setup& setup, const state::Live& state, Millis now) {
  if (push.stream.empty())
    return refuse("name_empty", {"the publish name holds no stream id", "推流名中没有直播码"},
                  {{"publish name", printable(push.name), setup.text("console.live.bizid") + "_…?bizid=…"}});
  if (auto v = judge_app(push, setup)) return *v;
  if (auto v = judge_host(push, setup)) return *v;
  if (auto v = judge_tenant(push, setup)) return *v;
  if (auto v = judge_account(setup)) return *v;
  if (auto v = judge_signature(push, setup, now)) return *v;
  if (auto v = judge_stream(push, setup, state, now)) return *v;
  Verdict verdict;
  verdict.code = &code("ok");
  verdict.because = {"every check passed", "所有检查均通过"};
  return verdict;
}

}  // namespace faultcast::live
