#include "callback/judge.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "callback/codes.h"

namespace faultcast::callback {

namespace {

using Json = nlohmann::ordered_json;

Verdict verdict(std::string_view name, Text because, std::vector<Fact> facts = {}) {
  Verdict v;
  v.code = &code(name);
  v.because = std::move(because);
  v.facts = std::move(facts);
  return v;
}

std::string_view code_without_answer(call::HttpResult::Kind kind) {
  using Kind = call::HttpResult::Kind;
  switch (kind) {
    case Kind::no_such_host:
      return "host_unknown";
    case Kind::refused:
      return "refused";
    case Kind::connect_timeout:
      return "unreachable";
    case Kind::tls:
      return "tls_failed";
    case Kind::timeout:
      return "no_answer";
    case Kind::broken:
      return "answer_broken";
    case Kind::reset:
    case Kind::closed:
    case Kind::answered:
      break;
  }
  return "closed";
}

Verdict judge_body(ByteView body) {
  constexpr std::size_t shown = 120;
  const Json answer = Json::parse(as_text(body), nullptr, false);
  if (!answer.is_object() || !answer.contains("code") || !answer["code"].is_number()) {
    const std::string text = excerpt(as_text(body), shown);
    return verdict("answer_not_json",
                   {fmt::format("the rules of 2016 want {{\"code\":0}}; the body is '{}'", text),
                    fmt::format("2016 规则要求应答 {{\"code\":0}}；实际内容为“{}”", text)},
                   {{"body", text, "{\"code\":0}"}});
  }
  const std::string came = answer["code"].dump();
  if (answer["code"] != 0)
    return verdict("code_not_0", {fmt::format("code is {}", came), fmt::format("code 为 {}", came)},
                   {{"code", came, "0"}});
  return verdict("delivered", {"HTTP 200 and code 0", "HTTP 200，code 为 0"});
}

}  // namespace

Verdict judge(const call::HttpResult& result, Rules rules) {
  if (!result.answered()) return verdict(code_without_answer(result.kind), {result.detail, result.detail});
  const std::string status = std::to_string(result.head.status);
  if (result.head.status >= 300 && result.head.status < 400) {
    const std::string* to = result.head.headers.find("Location");
    const std::string where = to == nullptr ? "" : excerpt(*to, 200);
    return verdict(
        "redirected",
        {fmt::format("HTTP {} to '{}'", status, where), fmt::format("HTTP {}，跳转到“{}”", status, where)},
        {{"status", status, "200"}, {"location", where, ""}});
  }
  if (result.head.status != 200)
    return verdict("status_not_200", {fmt::format("HTTP {}", status), fmt::format("HTTP {}", status)},
                   {{"status", status, "200"}});
  if (rules == Rules::y2019)
    return verdict("delivered", {"HTTP 200; the rules of 2019 do not look at the body",
                                 "HTTP 200；2019 规则不看应答内容"});
  return judge_body(result.body);
}

}  // namespace faultcast::callback
