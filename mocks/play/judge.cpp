#include "play/judge.h"

#include "base/text.h"
#include "play/codes.h"
#include "sign/txsecret.h"

namespace faultcast::play {

namespace {

Verdict say(std::string_view name, std::string en, std::string zh, std::vector<Fact> facts = {},
            std::string setting = {}) {
  Verdict verdict;
  verdict.code = &code(name);
  verdict.because = {std::move(en), std::move(zh)};
  verdict.facts = std::move(facts);
  verdict.setting = std::move(setting);
  return verdict;
}

constexpr std::string_view play_domain = ".liveplay.myqcloud.com";

/// None: nothing against the signature, or none is asked for.
std::optional<Verdict> wrong_signature(const Ask& ask, const setup::Setup& setup, Millis now) {
  if (setup.text("console.play.auth") != "on") return std::nullopt;
  const std::string* secret = http::find(ask.query, "txSecret");
  const std::string* time = http::find(ask.query, "txTime");
  if (secret == nullptr || time == nullptr)
    return say("signature_missing", "console.play.auth is on, and the URL has no txSecret or no txTime",
               "console.play.auth 已开启，而地址缺少 txSecret 或 txTime", {}, "console.play.auth");
  const auto fits = [&](std::string_view key_path) {
    return sign::txsecret(setup.text(key_path), ask.stream, *time) == *secret;
  };
  // The low-latency form is signed with the push key, and says whose with bizid=.
  const bool low_latency = http::find(ask.query, "bizid") != nullptr && setup.has("console.live.push_key") &&
                           fits("console.live.push_key");
  if (!fits("console.play.key") && !low_latency)
    return say("txsecret_wrong",
               fmt::format("txSecret is not the MD5 of play key, '{}' and txTime", printable(ask.stream)),
               fmt::format("txSecret 不等于 播放 Key、“{}”与 txTime 拼接后的 MD5", printable(ask.stream)),
               {{"txSecret", printable(*secret), ""}}, "console.play.key");
  const auto seconds = parse_unsigned(*time, 16);
  if (!seconds || static_cast<double>(*seconds) * 1000 < static_cast<double>(now))
    return say("txtime_expired",
               fmt::format("txTime {} is before the cloud's {}", printable(*time), iso8601(now)),
               fmt::format("txTime {} 早于云端时间 {}", printable(*time), iso8601(now)),
               {{"txTime", printable(*time), ""}}, "console.clock_ahead_s");
  return std::nullopt;
}

}  // namespace

Verdict judge(const Ask& ask, const setup::Setup& setup, const channel::Hub& hub, Millis now) {
  const std::string bizid = setup.text("console.live.bizid");
  if (ask.host.ends_with(play_domain)) {
    const std::string came = ask.host.substr(0, ask.host.size() - play_domain.size());
    if (came != bizid)
      return say("tenant_unknown",
                 fmt::format("the play domain is of bizid {}; the console has {}", printable(came), bizid),
                 fmt::format("播放域名的 bizid 为 {}，控制台为 {}", printable(came), bizid),
                 {{"bizid", printable(came), bizid}}, "console.live.bizid");
  }
  if (auto refused = wrong_signature(ask, setup, now)) return *refused;
  if (hub.find(ask.stream) == nullptr)
    return say("not_live", fmt::format("nobody is pushing '{}'", printable(ask.stream)),
               fmt::format("没有人在推送“{}”", printable(ask.stream)),
               {{"stream", printable(ask.stream), ""}});
  return say("ok", "every check passed", "所有检查均通过");
}

std::vector<std::pair<std::string, std::string>> fields_of(const Ask& ask) {
  std::vector<std::pair<std::string, std::string>> fields = {{"stream", printable(ask.stream)}};
  for (const char* name : {"txSecret", "txTime"})
    if (const std::string* value = http::find(ask.query, name)) fields.emplace_back(name, printable(*value));
  return fields;
}

void tell_viewer(Exchange& seen, std::string_view code_name, const std::string& stream,
                 std::string_view protocol, const channel::Seat::Facts& facts) {
  seen.op = "viewer";
  seen.verdict.code = &code(code_name);
  seen.verdict.because = {std::string(seen.verdict.code->sentence_en),
                          std::string(seen.verdict.code->sentence_zh)};
  const auto span = static_cast<std::int32_t>(facts.last_timestamp - facts.first_timestamp);
  seen.fields = {{"stream", printable(stream)},
                 {"protocol", std::string(protocol)},
                 {"packets", std::to_string(facts.packets)},
                 {"bytes", std::to_string(facts.bytes)},
                 {"skipped", std::to_string(facts.skipped)},
                 {"media_ms", std::to_string(span > 0 ? span : 0)}};
}

}  // namespace faultcast::play
