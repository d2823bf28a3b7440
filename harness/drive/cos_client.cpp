#include "drive/cos_client.h"

#include "base/encode.h"
#include "base/sha1.h"
#include "base/text.h"

namespace faultcast::drive {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view boundary = "----------faultcast7MA4YWxkTrZu0gW";

std::string sha1_hex(ByteView bytes) {
  Sha1 hash;
  hash.add(bytes);
  return hash.hex_digest();
}

Bytes multipart(const http::Fields& fields, const Bytes* content) {
  Bytes out;
  for (const auto& [name, value] : fields)
    append(out,
           fmt::format(
               "--{}\r\nContent-Disposition: form-data; name=\"{}\"\r\n"
               "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
               boundary, name, value));
  if (content != nullptr) {
    append(out,
           fmt::format("--{}\r\nContent-Disposition: form-data; name=\"fileContent\"; filename=\"file\"\r\n"
                       "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n",
                       boundary));
    append(out, *content);
    append(out, "\r\n");
  }
  append(out, fmt::format("--{}--\r\n", boundary));
  return out;
}

std::string query_of(const http::Fields& fields) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : fields) parts.push_back(name + "=" + percent_encode(value));
  return join(parts, "&");
}

/// An answer as the SDK reads it.
CosResult read(const call::HttpResult& result) {
  const Json body = Json::parse(result.body, nullptr, false);
  const auto code = body.is_object() ? body.find("code") : body.end();
  if (!body.is_object() || code == body.end() || !code->is_number_integer())
    return {-3,
            fmt::format("server response is not json, httpRet: {}, rsp: {}", result.head.status,
                        excerpt(as_text(result.body), 300)),
            nullptr};
  const auto message = body.find("message");
  CosResult out{code->get<int>(),
                message != body.end() && message->is_string() ? message->get<std::string>() : "", nullptr};
  if (const auto data = body.find("data"); data != body.end()) out.data = *data;
  return out;
}

std::string why(const call::HttpResult& result) {
  constexpr const char* words[] = {"answered",
                                   "UnknownHostException",
                                   "ConnectException: Connection refused",
                                   "ConnectTimeoutException",
                                   "SSLHandshakeException",
                                   "SocketException: Connection reset",
                                   "NoHttpResponseException",
                                   "SocketTimeoutException: Read timed out",
                                   "ProtocolException"};
  return fmt::format("{} ({})", words[static_cast<int>(result.kind)], printable(result.detail));
}

}  // namespace

std::string CosResult::text(const char* member) const {
  if (!data.is_object()) return {};
  const auto at = data.find(member);
  return at != data.end() && at->is_string() ? at->get<std::string>() : "";
}

CosClient::CosClient(loop::Loop& loop, const loop::Resolver& resolver, const loop::TlsClient* tls,
                     CosAccount account)
    : loop_(loop), resolver_(resolver), tls_(tls), account_(std::move(account)), timer_(loop) {}

std::string CosClient::url_of(const Asked& asked) const {
  std::string url =
      fmt::format("{}://{}/files/{}/{}/{}{}", account_.https ? "https" : "http",
                  account_.v3 ? "web.file.myqcloud.com" : account_.region + ".file.myqcloud.com",
                  account_.v3 ? "v1" : "v2", account_.appid, account_.bucket, http::encode_path(asked.path));
  http::Fields query = asked.method == "GET" ? asked.fields : http::Fields{};
  // A page puts its signature into the query; no other SDK does.
  if (!account_.origin.empty()) query.emplace_back("sign", account_.sign());
  return query.empty() ? url : url + "?" + query_of(query);
}

call::HttpRequest CosClient::request_of(const Asked& asked) const {
  call::HttpRequest request{asked.method, url_of(asked), {}, {}};
  request.headers.add("Accept", "*/*");
  request.headers.add("Connection", "Keep-Alive");
  if (account_.origin.empty()) {
    request.headers.add("User-Agent", account_.v3 ? "cos-java-sdk-v3.3" : "cos-java-sdk-v4.7");
    request.headers.add("Authorization", account_.sign());
  } else {
    request.headers.add("User-Agent", "Mozilla/5.0");
    request.headers.add("Origin", account_.origin);
  }
  if (asked.method == "GET") return request;
  if (asked.content || asked.form) {
    request.headers.add("Content-Type", fmt::format("multipart/form-data; boundary={}", boundary));
    request.body = multipart(asked.fields, asked.content.get());
  } else {
    Json body = Json::object();
    for (const auto& [name, value] : asked.fields) body[name] = value;
    const std::string text = body.dump();
    request.headers.add("Content-Type", "application/json");
    request.body.assign(text.begin(), text.end());
  }
  return request;
}

void CosClient::call(call::HttpRequest request, std::function<void(call::HttpResult)> done) {
  call_ = std::make_unique<call::HttpCall>(loop_, resolver_, tls_, std::move(request));
  call_->start([done = std::move(done)](call::HttpResult result) { done(std::move(result)); });
}

void CosClient::ask(Asked asked, Done done) {
  auto shared = std::make_shared<Asked>(std::move(asked));
  if (account_.origin.empty() || shared->method == "GET")
    send(std::move(shared), std::move(done));
  else
    preflight(std::move(shared), std::move(done));
}

void CosClient::preflight(const std::shared_ptr<Asked>& asked, Done done) {
  call::HttpRequest request{"OPTIONS", url_of(*asked), {}, {}};
  request.headers.add("Origin", account_.origin);
  request.headers.add("Access-Control-Request-Method", asked->method);
  call(std::move(request), [this, asked, done = std::move(done)](const call::HttpResult& result) {
    const bool allowed = result.answered() && result.head.status == 200 &&
                         result.head.headers.find("Access-Control-Allow-Origin") != nullptr;
    if (allowed)
      send(asked, done);
    else  // a page learns no more than this
      done({-1, "status: 0, error: No 'Access-Control-Allow-Origin' header is present", nullptr});
  });
}

void CosClient::send(const std::shared_ptr<Asked>& asked, Done done) {
  call(request_of(*asked), [this, asked, done = std::move(done)](const call::HttpResult& result) {
    if (result.answered() && result.head.status < 500) {
      done(read(result));
      return;
    }
    if (++asked->failures < tries) {
      timer_.after(retry_pause, [this, asked, done] { send(asked, done); });
      return;
    }
    if (result.answered())
      done({-3, fmt::format("server exception, httpRet: {}", result.head.status), nullptr});
    else
      done({-2, "network exception: " + why(result), nullptr});
  });
}

void CosClient::post(const std::string& path, http::Fields fields, Done done) {
  ask({"POST", path, std::move(fields), nullptr}, std::move(done));
}

void CosClient::get(const std::string& path, const http::Fields& fields, Done done) {
  ask({"GET", path, fields, nullptr}, std::move(done));
}

void CosClient::upload(Upload upload, Done done) {
  auto shared = std::make_shared<Upload>(std::move(upload));
  if (shared->sha.empty() && shared->with_sha) shared->sha = sha1_hex(shared->content);
  if (shared->slice_size > 0) {
    begin_slices(shared, std::move(done));
    return;
  }
  http::Fields fields = {{"op", "upload"}};
  if (!shared->sha.empty()) fields.emplace_back("sha", shared->sha);
  fields.emplace_back("insertOnly", shared->insert_only ? "1" : "0");
  ask({"POST", shared->path, std::move(fields), std::make_shared<const Bytes>(shared->content)},
      std::move(done));
}

// NOLINTNEXTLINE(performance-unnecessary-value-param)
void CosClient::begin_slices(std::shared_ptr<Upload> upload, Done done) {
  http::Fields fields = {{"op", account_.v3 ? "upload_slice" : "upload_slice_init"},
                         {"filesize", std::to_string(upload->content.size())},
                         {"slice_size", std::to_string(upload->slice_size)},
                         {"sha", upload->sha},
                         {"insertOnly", upload->insert_only ? "1" : "0"}};
  ask({"POST", upload->path, std::move(fields), nullptr, true},
      [this, upload, done = std::move(done)](const CosResult& result) {
        if (result.code != 0 || !result.text("access_url").empty()) {
          done(result);
          return;
        }
        if (const auto size = result.data.is_object() ? result.data.find("slice_size") : result.data.end();
            size != result.data.end() && size->is_number_unsigned() && *size > 0)
          upload->slice_size = size->get<std::uint64_t>();
        next_slice(upload, result.text("session"), 0, 0, done);
      });
}

void CosClient::next_slice(const std::shared_ptr<Upload>& upload, std::string session, std::uint64_t offset,
                           int failures, Done done) {
  if (offset >= upload->content.size()) {
    if (upload->pause_before_finish > 0)
      timer_.after(upload->pause_before_finish,
                   [this, upload, session, done] { finish_slices(upload, session, done); });
    else
      finish_slices(upload, session, std::move(done));
    return;
  }
  const auto from = upload->content.begin() + static_cast<std::ptrdiff_t>(offset);
  const auto length = std::min<std::uint64_t>(upload->slice_size, upload->content.size() - offset);
  auto slice = std::make_shared<const Bytes>(from, from + static_cast<std::ptrdiff_t>(length));
  http::Fields fields = {{"op", account_.v3 ? "upload_slice" : "upload_slice_data"},
                         {"session", session},
                         {"offset", std::to_string(offset)}};
  ask({"POST", upload->path, std::move(fields), std::move(slice)},
      [this, upload, session, offset, length, failures, done](const CosResult& result) {
        if (result.code != 0 && failures + 1 < tries)
          timer_.after(retry_pause, [this, upload, session, offset, failures, done] {
            next_slice(upload, session, offset, failures + 1, done);
          });
        else if (result.code != 0 || !result.text("access_url").empty())
          done(result);
        else
          next_slice(upload, session, offset + length, 0, done);
      });
}

void CosClient::finish_slices(const std::shared_ptr<Upload>& upload, const std::string& session, Done done) {
  ask({"POST",
       upload->path,
       {{"op", "upload_slice_finish"},
        {"session", session},
        {"filesize", std::to_string(upload->content.size())},
        {"sha", upload->sha}},
       nullptr,
       true},
      std::move(done));
}

}  // namespace faultcast::drive
