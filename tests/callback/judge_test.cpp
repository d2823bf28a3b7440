#include "callback/judge.h"

#include <doctest/doctest.h>

using namespace faultcast;
using callback::Rules;
using Kind = call::HttpResult::Kind;

namespace {

std::string outcome(const call::HttpResult& result, Rules rules) {
  return std::string(callback::judge(result, rules).code->name);
}

call::HttpResult answer(int status, std::string_view body) {
  call::HttpResult r{};
  r.kind = Kind::answered;
  r.head.status = status;
  r.body = Bytes(as_bytes(body).begin(), as_bytes(body).end());
  return r;
}

}  // namespace

TEST_CASE("what counts as delivered under the rules of 2016 and of 2019") {
  const struct {
    int status;
    const char* body;
    const char* y2016;
    const char* y2019;
  } rows[] = {
      {200, R"({"code":0})", "delivered", "delivered"},
      {200, R"({"code":0,"message":"ok"})", "delivered", "delivered"},
      {200, " { \"code\" : 0 } \n", "delivered", "delivered"},
      {200, R"({"code":2003})", "code_not_0", "delivered"},
      {200, R"({"code":-1})", "code_not_0", "delivered"},
      {200, R"({"code":"0"})", "answer_not_json", "delivered"},
      {200, R"({"code":"EC_SYSTEM_INVALID_SIGN"})", "answer_not_json", "delivered"},
      {200, R"({"code":null})", "answer_not_json", "delivered"},
      {200, R"({"returnValue":0})", "answer_not_json", "delivered"},
      {200, "[0]", "answer_not_json", "delivered"},
      {200, "", "answer_not_json", "delivered"},
      {200, "<html>", "answer_not_json", "delivered"},
      {201, R"({"code":0})", "status_not_200", "status_not_200"},
      {404, "File not found.", "status_not_200", "status_not_200"},
      {500, "", "status_not_200", "status_not_200"},
      {301, R"({"code":0})", "redirected", "redirected"},
      {302, "", "redirected", "redirected"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.status);
    CAPTURE(row.body);
    CHECK(outcome(answer(row.status, row.body), Rules::y2016) == row.y2016);
    CHECK(outcome(answer(row.status, row.body), Rules::y2019) == row.y2019);
  }
}

TEST_CASE("no answer: each way has its own name") {
  const std::pair<Kind, const char*> rows[] = {{Kind::no_such_host, "host_unknown"},
                                               {Kind::refused, "refused"},
                                               {Kind::connect_timeout, "unreachable"},
                                               {Kind::tls, "tls_failed"},
                                               {Kind::reset, "closed"},
                                               {Kind::closed, "closed"},
                                               {Kind::timeout, "no_answer"},
                                               {Kind::broken, "answer_broken"}};
  for (const auto& [kind, name] : rows) {
    call::HttpResult r{};
    r.kind = kind;
    r.detail = "why";
    CHECK(outcome(r, Rules::y2016) == name);
    CHECK(outcome(r, Rules::y2019) == name);
    CHECK(callback::judge(r, Rules::y2016).because.en == "why");
  }
}
