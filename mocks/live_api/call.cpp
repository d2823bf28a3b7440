#include "live_api/call.h"

#include "base/text.h"
#include "live_api/codes.h"
#include "live_api/sign_check.h"

namespace faultcast::live_api {

namespace {

Verdict verdict(std::string_view name, Text because, std::vector<Fact> facts = {}, std::string setting = {}) {
  Verdict v;
  v.code = &code(name);
  v.because = std::move(because);
  v.facts = std::move(facts);
  v.setting = std::move(setting);
  return v;
}

bool from_browser(const http::RequestHead& head) {
  const std::string* agent = head.headers.find("User-Agent");
  const std::string* cookie = head.headers.find("Cookie");
  return agent != nullptr && agent->starts_with("Mozilla/") &&
         (cookie == nullptr || cookie->find("skey=") == std::string::npos);
}

}  // namespace

Call::Call(const LiveApi& service, const http::RequestHead& head)
    : service_(service),
      head_(head),
      query_(http::parse_query(head.query, true)),
      interface_(find_interface(parameter("interface"))) {}

void Call::take(ByteView body) {
  too_long_ = too_long_ || body_.size() + body.size() > most_body;
  if (!too_long_) append(body_, body);
}

std::string Call::parameter(std::string_view name) const {
  const std::string* value = http::find(query_, name);
  return value == nullptr ? std::string() : *value;
}

About Call::about() {
  About about;
  about.op = interface_ == nullptr ? "call" : std::string(interface_->op);
  constexpr std::pair<const char*, const char*> shown[] = {
      {"interface", "interface"}, {"cmd", "cmd"},
      {"appid", "appid"},         {"t", "t"},
      {"sign", "sign"},           {"Param.s.channel_id", "channel_id"},
      {"Param.n.status", "to"},   {"Param.s.action", "to"}};
  for (const auto& [name, field] : shown)
    if (const std::string* value = http::find(query_, name))
      about.fields.emplace_back(field, excerpt(*value, 200));
  return about;
}

/// The checks that come before the interface itself.
std::optional<Verdict> Call::refused(Millis now) const {
  const Behaviour& b = service_.behaviour();
  if (head_.host.empty()) return verdict("no_host", {"the request has no Host header", "请求没有 Host 头"});
  if (from_browser(head_))
    return verdict("browser", {"User-Agent is a browser's, and no cookie skey came",
                               "User-Agent 为浏览器，且没有 cookie skey"});
  const std::string* appid = http::find(query_, "appid");
  const std::string* cmd = http::find(query_, "cmd");
  const std::string given = appid != nullptr ? *appid : cmd != nullptr ? *cmd : "";
  if (given != b.appid)
    return verdict(appid != nullptr ? "appid_invalid" : "cmd_invalid",
                   {fmt::format("the account's appid is {}, '{}' came", b.appid, excerpt(given, 40)),
                    fmt::format("账号的 APPID 为 {}，收到“{}”", b.appid, excerpt(given, 40))},
                   {{appid != nullptr ? "appid" : "cmd", excerpt(given, 40), b.appid}}, "backend.APP_ID");
  if (auto wrong = judge_sign(parameter("t"), parameter("sign"), service_.around().setup, now, b.skew))
    return wrong;
  if (interface_ == nullptr) {
    const std::string name = excerpt(parameter("interface"), 60);
    return verdict("interface_unknown",
                   {fmt::format("'{}' is not among the interfaces that are imitated", name),
                    fmt::format("“{}”不是已模拟的接口", name)},
                   {{"interface", name, ""}});
  }
  return std::nullopt;
}

Outcome Call::decide(Millis now) {
  if (auto wrong = refused(now)) return {std::move(*wrong), nullptr};
  if (too_long_)
    return {verdict("parameter_wrong", {"the body is longer than 64 KiB", "请求体超过 64 KiB"}), nullptr};
  const Asked asked{query_, as_text(body_), now};
  return interface_->run(asked, service_.around(), service_.behaviour());
}

Answer Call::answer(Millis now, const Code* forced) {
  Outcome outcome;
  if (forced != nullptr)
    outcome.verdict = verdict(forced->name, {"a rule forces this verdict", "由规则强制给出该结果"});
  else
    outcome = decide(now);
  const Code& row = *outcome.verdict.code;
  const Behaviour& b = service_.behaviour();
  const int ret = row.name == "sign_wrong"        ? b.ret_sign
                  : row.name == "t_expired"       ? b.ret_time
                  : row.name == "parameter_wrong" ? b.ret_parameter
                                                  : row.number;
  Answer answer;
  answer.reply.status = row.status;
  if (row.status == 200) {
    answer.reply.headers.add("Content-Type", "application/json; charset=utf-8");
    Json body;
    if (interface_ != nullptr && interface_->answers_code)
      body = {{"code", ret},
              {"message", ret == 0 ? "Success!" : std::string(row.wire)},
              {"timestamp", now / 1000}};
    else
      body = {{"ret", ret},
              {"retcode", ret},
              {"errmsg", row.wire},
              {"message", row.wire},
              {"output", outcome.output}};
    const std::string text = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    answer.reply.body = Bytes(as_bytes(text).begin(), as_bytes(text).end());
  }
  answer.verdict = std::move(outcome.verdict);
  answer.fields.emplace_back("ret", std::to_string(ret));
  return answer;
}

}  // namespace faultcast::live_api
