#include "cos/api.h"

#include <nlohmann/json.hpp>

#include "base/encode.h"
#include "base/text.h"
#include "fault/rule.h"

namespace faultcast::cos {

const std::vector<std::string_view>& observed_fields() {
  static const std::vector<std::string_view> fields = {
      "method",     "host",       "path",    "client",     "region", "op",          "appid", "bucket",
      "key",        "insertonly", "offset",  "filesize",   "size",   "sign",        "plain", "origin",
      "access_url", "source_url", "session", "request_id", "status", "dest_fileid", "to",    "instant"};
  return fields;
}

std::string make_request_id(state::Cos& state, Millis now) {
  const auto some = [&](std::uint64_t bound) { return state.random.below(bound); };
  const std::string plain = fmt::format("{:x}_{:08x}_{:x}_{:x}", now / 1000, 0xac100000u + some(0x10000),
                                        0x1000 + some(0xf000), 0x100000 + ++state.requests);
  return base64(as_bytes(plain));
}

namespace {

// What stands in front of the API when the API does not answer: no JSON.
http::Reply plain_error_reply(int status) {
  http::Reply reply;
  reply.status = status;
  reply.headers.add("Server", "tencent-cos");
  reply.headers.add("Content-Type", "text/html");
  const std::string title = fmt::format("{} {}", status, http::usual_reason(status));
  append(reply.body,
         fmt::format("<html>\r\n<head><title>{0}</title></head>\r\n<body><h1>{0}</h1></body>\r\n</html>\r\n",
                     title));
  return reply;
}

}  // namespace

http::Reply json_reply(const Code& code, const Json* data, const std::string& request_id, int status,
                       std::string_view content_type) {
  if (code.wire.empty()) return plain_error_reply(code.status);
  // Names of our own tables and base64 need no escapes.
  std::string text = fmt::format(R"({{"code":{},"message":"{}")", code.number, code.wire);
  if (!request_id.empty()) text += fmt::format(R"(,"request_id":"{}")", request_id);
  if (data != nullptr) {
    text += R"(,"data":)";
    text += data->dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  text += '}';
  http::Reply reply;
  reply.status = code.ok ? 200 : status != 0 ? status : code.status;
  reply.headers.list.reserve(8);
  reply.headers.add("Server", "tencent-cos");
  reply.headers.add("Content-Type", std::string(content_type));
  if (!request_id.empty()) reply.headers.add("x-cos-request-id", request_id);
  reply.headers.add("Connection", "keep-alive");
  reply.body.assign(text.begin(), text.end());
  return reply;
}

http::Reply xml_error_reply(int status, std::string_view code, std::string_view message,
                            std::string_view resource, const std::string& request_id) {
  const auto escaped = [](std::string_view text) {
    return replace_all(replace_all(replace_all(std::string(text), "&", "&amp;"), "<", "&lt;"), ">", "&gt;");
  };
  http::Reply reply;
  reply.status = status;
  reply.headers.add("Server", "tencent-cos");
  reply.headers.add("Content-Type", "application/xml");
  if (!request_id.empty()) reply.headers.add("x-cos-request-id", request_id);
  reply.headers.add("Connection", "keep-alive");
  append(reply.body,
         fmt::format(
             "<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n\t<Code>{}</Code>\n\t<Message>{}</Message>\n"
             "\t<Resource>{}</Resource>\n\t<RequestId>{}</RequestId>\n\t<TraceId/>\n</Error>\n",
             code, escaped(message), escaped(resource), request_id));
  return reply;
}

std::optional<std::string> given_sign(const http::RequestHead& head) {
  if (const std::string* header = head.headers.find("Authorization")) return *header;
  const auto query = http::parse_query(head.query);
  if (const std::string* sign = http::find(query, "sign")) return *sign;
  return std::nullopt;
}

bool origin_allowed(std::string_view rules, std::string_view origin) {
  for (const auto& rule : split(rules, ' '))
    if (!rule.empty() && fault::matches_pattern(origin, rule)) return true;
  return false;
}

void add_cors(http::Reply& reply, const http::RequestHead& head, std::string_view rules) {
  const std::string* origin = head.headers.find("Origin");
  if (origin == nullptr || !origin_allowed(rules, *origin)) return;
  reply.headers.add("Access-Control-Allow-Origin", *origin);
  reply.headers.add("Access-Control-Expose-Headers", "x-cos-request-id");
}

http::Reply preflight_reply(const http::RequestHead& head) {
  http::Reply reply;
  const std::string* origin = head.headers.find("Origin");
  reply.headers.add("Server", "tencent-cos");
  reply.headers.add("Access-Control-Allow-Origin", origin == nullptr ? "*" : *origin);
  reply.headers.add("Access-Control-Allow-Methods", "GET,POST,PUT,DELETE,HEAD,OPTIONS");
  if (const std::string* wanted = head.headers.find("Access-Control-Request-Headers"))
    reply.headers.add("Access-Control-Allow-Headers", *wanted);
  reply.headers.add("Access-Control-Expose-Headers", "x-cos-request-id");
  reply.headers.add("Access-Control-Max-Age", "600");
  reply.headers.add("Connection", "keep-alive");
  return reply;
}

namespace {

void read_keys(const setup::Setup& setup, const std::string& path, bool with_owner, Known& known) {
  for (const auto& id : setup.keys(path)) {
    const auto text = [&](std::string_view name) {
      return setup.text(fmt::format("{}.{}.{}", path, id, name));
    };
    std::string owner = with_owner ? text("appid") : "";
    if (owner.empty()) owner = known.appid;
    known.keys[id] = {text("secret_key"), std::move(owner), text("secret_key_previous")};
  }
}

Known main_known(const setup::Setup& setup) {
  Known known;
  known.appid = setup.text("console.cos.appid");
  read_keys(setup, "console.cos.keys", true, known);
  for (auto& name : setup.keys("console.cos.main.buckets")) known.buckets.insert(std::move(name));
  return known;
}

Known legacy_known(const setup::Setup& setup) {
  Known known;
  known.appid = setup.text("console.cos.legacy.appid");
  read_keys(setup, "console.cos.legacy.keys", false, known);
  for (auto& name : setup.keys("console.cos.legacy.buckets")) known.buckets.insert(std::move(name));
  return known;
}

}  // namespace

Truth main_truth(const setup::Setup& setup) {
  return {main_known(setup), setup.text("console.cos.account") == "blocked", legacy_known(setup)};
}

Truth legacy_truth(const setup::Setup& setup) {
  return {legacy_known(setup), setup.text("console.cos.account") == "blocked", main_known(setup)};
}

}  // namespace faultcast::cos
