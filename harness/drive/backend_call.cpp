#include "drive/backend_call.h"

#include "base/text.h"

namespace faultcast::drive {

namespace {

constexpr int not_json = -1, no_answer = -10003;

// What NSURLError's descriptions say.
std::string described(const call::HttpResult& result) {
  using Kind = call::HttpResult::Kind;
  switch (result.kind) {
    case Kind::timeout:
    case Kind::connect_timeout:
      return "The request timed out.";
    case Kind::no_such_host:
      return "A server with the specified hostname could not be found.";
    case Kind::refused:
      return "Could not connect to the server.";
    default:
      return "The network connection was lost.";
  }
}

bool timed_out(const call::HttpResult& result) {
  using Kind = call::HttpResult::Kind;
  return result.kind == Kind::timeout || result.kind == Kind::connect_timeout;
}

}  // namespace

void BackendCall::start(nlohmann::ordered_json body, Callback<void(BackendAnswer)> done) {
  body_ = body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  done_ = std::move(done);
  attempt_ = 0;
  attempt();
}

void BackendCall::attempt() {
  call::HttpRequest request;
  request.method = "POST";
  request.url = props_.expand(props_.setup.text("client.kHttpServerAddr"));
  request.headers.add("Content-Type", "application/json; charset=UTF-8");
  append(request.body, body_);
  call::HttpTerms terms;
  terms.whole = first_patience << attempt_;
  terms.connect = terms.silence = terms.whole;
  ++attempt_;
  call_ =
      std::make_unique<call::HttpCall>(props_.loop, props_.resolver, props_.tls, std::move(request), terms);
  call_->start([this](const call::HttpResult& result) { answered(result); });
}

void BackendCall::answered(const call::HttpResult& result) {
  if (timed_out(result) && attempt_ < attempts) return attempt();
  if (!result.answered()) {
    const std::string words = described(result);
    log(timed_out(result) ? "TCHttpEngine: 连接服务器失败!" : "TCHttpEngine: 无网络连接!");
    log(fmt::format("TCUtil: internalSendRequest failed，NSURLSessionDataTask return error code:{}, des:{}",
                    no_answer, words));
    return finish({no_answer, words, {}});
  }
  const int status = result.head.status;
  if (status != 200) {
    log(fmt::format("TCHttpEngine: HTTP Req error, error code:{}", status));
    log("TCHttpEngine: 连接服务器失败!");
    const std::string reason = lower(http::usual_reason(status));
    return finish({not_json, fmt::format("Request failed: {} ({})", reason, status), {}});
  }
  const auto said = nlohmann::ordered_json::parse(result.body.begin(), result.body.end(), nullptr, false);
  const auto value = said.is_object() ? said.find("returnValue") : said.end();
  if (!said.is_object() || value == said.end() || !value->is_number_integer()) {
    log("TCHttpEngine: the answer is not JSON: " + printable(excerpt(as_text(result.body), 200)));
    return finish({not_json, "the answer is not JSON", {}});
  }
  const auto message = said.find("returnMsg");
  const auto data = said.find("returnData");
  finish({value->get<int>(),
          message != said.end() && message->is_string() ? message->get<std::string>() : std::string(),
          data != said.end() ? *data : nlohmann::ordered_json()});
}

void BackendCall::log(const std::string& text) const {
  props_.log.add({props_.loop.now(), "app", 0, "", text});
}

void BackendCall::finish(BackendAnswer answer) {
  std::exchange(done_, {})(std::move(answer));
}

}  // namespace faultcast::drive
