#pragma once
// One generation of the JSON API with its console, and calls against its public face: a request as bytes,
// through the session that the front has, planned, fed, asked what it is about, answered. No sockets.

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <variant>

#include "base/encode.h"
#include "base/sha1.h"
#include "cos/json_api.h"
#include "cos/settings.h"
#include "http/server_session.h"
#include "http/writer.h"
#include "service/settings.h"
#include "world.h"

namespace faultcast::cos_test {

using Json = nlohmann::ordered_json;

inline std::string sha1_of(std::string_view text) {
  Sha1 hash;
  hash.add(as_bytes(text));
  return hash.hex_digest();
}

/// What a client sends.
struct Request {
  std::string method = "POST", target, host;
  http::Headers headers = {};
  std::string body = {};
};

/// What came of it.
struct Answered {
  About about;
  Answer answer;
  Json json;  ///< discarded where the body is none
  std::string body;

  [[nodiscard]] std::string name() const { return std::string(answer.verdict.code->name); }
  [[nodiscard]] int status() const { return answer.reply.status; }
  [[nodiscard]] Json data() const { return json.contains("data") ? json["data"] : Json(); }
  [[nodiscard]] std::string header(std::string_view called) const {
    const std::string* value = answer.reply.headers.find(called);
    return value == nullptr ? "-" : *value;
  }
  [[nodiscard]] std::string field(std::string_view called) const {
    for (const auto* fields : {&about.fields, &answer.fields})
      for (const auto& [field_name, value] : *fields)
        if (field_name == called) return value;
    return "-";
  }
};

/// The members of an object, in order.
inline std::string members(const Json& object) {
  std::string out;
  for (const auto& member : object.items()) out += (out.empty() ? "" : " ") + member.key();
  return out;
}

inline Answered send(Service& service, const Request& request, Route route, Millis at,
                     const Code* forced = nullptr, std::size_t fragment = SIZE_MAX) {
  http::Headers headers = request.headers;
  headers.list.insert(headers.list.begin(), {"Host", request.host});
  const Bytes wire = http::write_request(request.method, request.target, headers, as_bytes(request.body));
  http::ServerSession session;
  http::RequestHead head;
  std::unique_ptr<Transaction> transaction;
  Answered out;
  bool ended = false;
  for (ByteView rest = wire; !rest.empty();) {
    ByteView piece = rest.first(std::min(fragment, rest.size()));
    rest = rest.subspan(piece.size());
    while (auto event = session.next(piece)) {
      REQUIRE_FALSE(std::holds_alternative<http::Broken>(*event));
      if (auto* read = std::get_if<http::RequestHead>(&*event)) {
        head = std::move(*read);
        if (route.path.empty()) route.path = head.path;
        transaction = service.plan(head, route);
      } else if (const auto* part = std::get_if<http::BodyPiece>(&*event)) {
        transaction->take(part->bytes);
      } else {
        ended = true;
      }
    }
  }
  REQUIRE(ended);
  out.about = transaction->about();
  out.answer = transaction->answer(at, forced);
  if (out.answer.reply.source)
    while (true) {
      const Bytes more = out.answer.reply.source->read(1000);
      if (more.empty()) break;
      out.body += as_text(more);
    }
  else
    out.body = as_text(out.answer.reply.body);
  out.json = Json::parse(out.body, nullptr, false);
  return out;
}

/// The parameters of a call in the shapes that SDKs give them. (COS v4 reference, 5.1)
enum class Shape { multipart, files, json, urlencoded, query };

struct Call {
  std::string op, path = "/live/cover.png";
  http::Fields fields = {};
  std::optional<std::string> content = {};
  Shape shape = Shape::multipart;
  std::string method = {};               ///< empty: GET for list and stat, else POST
  std::optional<std::string> sign = {};  ///< none: the right one
  std::string bucket = {}, appid = {}, host = {};
  http::Headers headers = {};
  std::optional<std::string> body = {};  ///< instead of one made of the fields
};

constexpr const char* boundary = "----faultcastboundary";

inline std::string multipart_of(const Call& call, const http::Fields& fields) {
  std::string out;
  const auto part = [&](const std::string& name, const std::string& value, bool file) {
    out += fmt::format("--{}\r\nContent-Disposition: form-data; name=\"{}\"{}\r\n\r\n{}\r\n", boundary, name,
                       file ? "; filename=\"" + name + "\"" : "", value);
  };
  for (const auto& [name, value] : fields) part(name, value, call.shape == Shape::files);
  if (call.content) part("filecontent", *call.content, true);
  return out + "--" + boundary + "--\r\n";
}

inline std::string query_of(const http::Fields& fields) {
  std::string out;
  for (const auto& [name, value] : fields)
    out += (out.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
  return out;
}

/// A call as a request; `root`: "/files/v2/APPID/BUCKET".
inline Request request_of(const Call& call, const std::string& root, const std::string& sign) {
  http::Fields fields = call.fields;
  if (!call.op.empty()) fields.insert(fields.begin(), {"op", call.op});
  const bool reads = call.op == "list" || call.op == "stat";
  Request request{call.method.empty() ? (reads ? "GET" : "POST") : call.method,
                  root + http::encode_path(call.path), call.host, call.headers};
  if (!sign.empty()) request.headers.add("Authorization", sign);
  if (reads || call.shape == Shape::query) {
    if (!fields.empty()) request.target += "?" + query_of(fields);
  } else if (call.shape == Shape::json) {
    Json body = Json::object();
    for (const auto& [name, value] : fields) body[name] = value;
    request.body = body.dump();
    request.headers.add("Content-Type", "application/json");
  } else if (call.shape == Shape::urlencoded) {
    request.body = query_of(fields);
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  } else {
    request.body = multipart_of(call, fields);
    request.headers.add("Content-Type", fmt::format("multipart/form-data; boundary={}", boundary));
  }
  if (call.body) request.body = *call.body;
  return request;
}

/// Does an operation want a signature for one use?
inline bool wants_once(std::string_view op) {
  return op == "update" || op == "delete" || op == "move" || op == "copy";
}

/// A generation of the API at work. `World`: its class, its settings, its root and its signatures.
template <class World>
struct Scene {
  setup::Setup setup{World::catalogue()};
  std::unique_ptr<store::Store> store = std::make_unique<store::Store>();
  state::Cos state{7};
  Millis now = cos_test::now;
  std::unique_ptr<typename World::Service> service;
  unsigned signs = 0;

  Scene() {
    World::fill(*this);
    start();
  }
  void start() {
    service = std::make_unique<typename World::Service>(cos::Surroundings{setup, *store, state});
  }
  void set(const std::string& path, std::string_view value) {
    const auto done = setup.set_text(path, value);
    REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().message));
    if (service) service->setup_changed();
  }

  /// A signature that lets this call in; `by` spoils it.
  std::string sign(const Call& call, const std::function<void(sign::CosFields&)>& by = {},
                   const std::string& with = World::key) {
    sign::CosFields f = World::fields();
    f.random = std::to_string(++signs);
    f.expiry = std::to_string(now / 1000 + 100);
    if (wants_once(call.op)) {
      f.expiry = "0";
      f.fileid = "/" + f.appid + "/" + f.bucket + http::encode_path(call.path);
    }
    if (by) by(f);
    return sign::cos_sign(with, sign::cos_plain(f, sign::CosOrder::abketrf));
  }

  Request request(const Call& call) {
    const std::string root =
        fmt::format("{}{}/{}", World::prefix, call.appid.empty() ? World::appid : call.appid,
                    call.bucket.empty() ? World::bucket : call.bucket);
    Call full = call;
    if (full.host.empty()) full.host = World::host;
    return request_of(full, root, call.sign ? *call.sign : sign(call));
  }
  Answered ask(const Call& call, const Code* forced = nullptr) { return raw(request(call), forced); }
  Answered raw(const Request& request, const Code* forced = nullptr) {
    return send(*service, request, Route{Route::By::host, request.host, "", request.host, false}, now,
                forced);
  }
  /// The code's name.
  std::string code(const Call& call) { return ask(call).name(); }
  Answered upload(const std::string& path, const std::string& content, const http::Fields& fields = {}) {
    return ask({.op = "upload", .path = path, .fields = fields, .content = content});
  }
  Answered get(const std::string& op, const std::string& path, const http::Fields& fields = {}) {
    return ask({.op = op, .path = path, .fields = fields});
  }
  Answered post(const std::string& op, const std::string& path, const http::Fields& fields = {}) {
    return ask({.op = op, .path = path, .fields = fields, .shape = Shape::json});
  }
};

/// A refusal: what is asked for, what it is refused with, and which setting is accused.
struct Refused {
  const char* what;
  std::string name;
  int number, status;
  std::string setting;
};

inline void check_refused(const Refused& row, const Answered& got) {
  CAPTURE(row.what);
  CAPTURE(got.answer.verdict.because.en);
  CHECK(got.name() == row.name);
  CHECK(got.answer.verdict.code->number == row.number);
  CHECK(got.status() == row.status);
  CHECK(got.answer.verdict.setting == row.setting);
  CHECK_FALSE(got.answer.verdict.ok());
  CHECK_FALSE(got.answer.verdict.because.en.empty());
  CHECK_FALSE(got.answer.verdict.because.zh.empty());
  CHECK(got.answer.verdict.forced_by.empty());
}

}  // namespace faultcast::cos_test
