#include "control/admin.h"

#include <httplib.h>

#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "explain/explain.h"
#include "journal/exchange_json.h"
#include "loop/listener.h"
#include "stage/known.h"

namespace faultcast::control {

namespace {

using Json = nlohmann::ordered_json;

constexpr int wait_max_ms = 30'000;
constexpr int long_polls_max = 6;  // of 8 threads: two always answer at once

void answer(httplib::Response& response, int status, const Json& body) {
  response.status = status;
  response.set_content(body.dump(2, ' ', false, Json::error_handler_t::replace) + "\n", "application/json");
}

void refuse(httplib::Response& response, int status, const std::string& sentence) {
  answer(response, status, {{"error", sentence}});
}

std::uint64_t number_of(const httplib::Request& request, const char* name, std::uint64_t fallback) {
  return request.has_param(name) ? parse_unsigned(request.get_param_value(name)).value_or(fallback)
                                 : fallback;
}

}  // namespace

struct Admin::Server {
  // The library listens with a backlog of 5, frozen in its build: a burst of connects loses SYNs. Listening
  // again on the same socket with a larger one cures it.
  class WideServer final : public httplib::Server {
   public:
    void widen() { ::listen(svr_sock_, 1024); }
  };

  Server(stage::Stage& at, std::string entered, AdminOptions with)
      : stage(at), current(std::move(entered)), options(std::move(with)) {}

  void route();
  bool allowed(const httplib::Request& request, httplib::Response& response) const;
  void health(httplib::Response& response);
  void list(const httplib::Request& request, httplib::Response& response);
  void one(const httplib::Request& request, httplib::Response& response, bool explained);
  void set_scenario(const httplib::Request& request, httplib::Response& response);
  void patch_setup(const httplib::Request& request, httplib::Response& response);
  void objects(httplib::Response& response);
  void content(const httplib::Request& request, httplib::Response& response);
  void callbacks(httplib::Response& response);
  void send_callback(const httplib::Request& request, httplib::Response& response);
  void resend_callback(const httplib::Request& request, httplib::Response& response);

  stage::Stage& stage;
  std::mutex mutex;  // guards current
  std::string current;
  AdminOptions options;
  WideServer http;
  std::thread thread;
  std::uint16_t port = 0;
  std::atomic<int> long_polls{0};
};

bool Admin::Server::allowed(const httplib::Request& request, httplib::Response& response) const {
  // A page in a browser on this machine must not steer the fakes: browsers name their origin.
  const std::string origin = request.get_header_value("Origin");
  if (!origin.empty() && origin != "http://" + request.get_header_value("Host")) {
    refuse(response, 403, "requests from other origins are refused");
    return false;
  }
  if (!options.token.empty() && request.get_header_value("Authorization") != "Bearer " + options.token) {
    refuse(response, 401, "this admin port asks for its token: Authorization: Bearer TOKEN");
    return false;
  }
  return true;
}

void Admin::Server::health(httplib::Response& response) {
  Json ports = Json::object();
  for (const auto& [name, number] : stage.ports()) ports[name] = number;
  ports["admin"] = port;
  const std::lock_guard lock(mutex);
  answer(response, 200,
         {{"status", "ok"},
          {"version", options.version},
          {"scenario", current.empty() ? Json(nullptr) : Json(current)},
          {"time", iso8601(stage.now())},
          {"ports", ports},
          {"exchanges", {{"last", stage.journal().last_id()}, {"evicted", stage.journal().evicted()}}}});
}

void Admin::Server::list(const httplib::Request& request, httplib::Response& response) {
  const auto since = number_of(request, "since", 0);
  const auto limit = static_cast<std::size_t>(number_of(request, "limit", 1000));
  const auto wait = static_cast<int>(std::min<std::uint64_t>(number_of(request, "wait", 0), wait_max_ms));
  std::vector<journal::Entry> entries;
  if (wait > 0 && ++long_polls <= long_polls_max) {
    entries = stage.journal().wait_since(since, limit, wait);
    --long_polls;
  } else {
    if (wait > 0) --long_polls;
    entries = stage.journal().since(since, limit);
  }
  Json out = {{"exchanges", Json::array()}, {"last", stage.journal().last_id()}};
  for (const auto& entry : entries) out["exchanges"].push_back(journal::to_json(*entry));
  answer(response, 200, out);
}

void Admin::Server::one(const httplib::Request& request, httplib::Response& response, bool explained) {
  const auto id = parse_unsigned(request.matches[1].str());
  const auto entry = id ? stage.journal().get(*id) : nullptr;
  if (!entry) {
    refuse(response, 404, "no exchange " + request.matches[1].str() + " in the journal");
    return;
  }
  const Json json = journal::to_json(*entry);
  if (!explained) {
    answer(response, 200, json);
    return;
  }
  const Lang lang = request.get_param_value("lang") == "zh" ? Lang::zh : Lang::en;
  const auto text = explain::explain_exchange(json, stage::vocabulary().codes, lang);
  if (text)
    answer(response, 200, {{"id", *id}, {"text", *text}, {"exchange", json}});
  else
    refuse(response, 500, text.error().message);
}

void Admin::Server::set_scenario(const httplib::Request& request, httplib::Response& response) {
  const Json body = Json::parse(request.body, nullptr, false);
  if (!body.is_object() || !body.contains("id") || !(body["id"].is_string() || body["id"].is_null())) {
    refuse(response, 400, R"(the body must be {"id": "SCENARIO"} or {"id": null})");
    return;
  }
  if (body["id"].is_null()) {
    stage.leave();
    const std::lock_guard lock(mutex);
    current.clear();
    answer(response, 200, {{"scenario", nullptr}});
    return;
  }
  const std::string id = body["id"];
  const auto one = options.find_scenario(id);
  if (!one) {
    refuse(response, 404, one.error().message);
    return;
  }
  if (one->console.missing && !one->healthy) {
    refuse(response, 409, one->console.why.en);
    return;
  }
  if (auto entered = stage.enter(*one, scenario::SideName::console, true); !entered) {
    refuse(response, 409, entered.error().message);
    return;
  }
  const std::lock_guard lock(mutex);
  current = one->id;
  answer(response, 200, {{"scenario", current}});
}

void Admin::Server::patch_setup(const httplib::Request& request, httplib::Response& response) {
  const Json body = Json::parse(request.body, nullptr, false);
  if (!body.is_object()) {
    refuse(response, 400, R"(the body must be {"PATH": value, …})");
    return;
  }
  std::vector<std::pair<std::string, json::Value>> changes;
  for (const auto& [path, value] : body.items()) changes.emplace_back(path, value);
  if (auto done = stage.patch(changes); !done)
    refuse(response, 422, done.error().message);
  else
    answer(response, 200, stage.setup().masked());
}

void Admin::Server::objects(httplib::Response& response) {
  Json out = Json::array();
  for (const auto& one : stage.objects())
    out.push_back({{"store", one.store},
                   {"bucket", one.bucket},
                   {"key", one.key},
                   {"size", one.size},
                   {"sha1", one.sha1},
                   {"modified", iso8601(one.modified)}});
  answer(response, 200, {{"objects", out}});
}

void Admin::Server::content(const httplib::Request& request, httplib::Response& response) {
  const std::string bucket = request.get_param_value("bucket"), key = request.get_param_value("key");
  const auto blob = stage.object(request.get_param_value("store"), bucket, key);
  if (!blob) {
    refuse(response, 404, printable("no object '" + key + "' in bucket '" + bucket + "'"));
    return;
  }
  response.set_content_provider(static_cast<std::size_t>(blob->size()), "application/octet-stream",
                                [blob](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                                  constexpr std::size_t piece = 1u << 20;
                                  const Bytes bytes = blob->read(offset, std::min(length, piece));
                                  return !bytes.empty() && sink.write(as_text(bytes).data(), bytes.size());
                                });
}

void Admin::Server::callbacks(httplib::Response& response) {
  Json out = Json::array();
  for (const auto& one : stage.callbacks()) out.push_back(callback::to_json(one));
  answer(response, 200, {{"callbacks", out}});
}

void Admin::Server::send_callback(const httplib::Request& request, httplib::Response& response) {
  const auto wish = callback::made_up_from(Json::parse(request.body, nullptr, false));
  const auto ids = wish.and_then([&](const auto& w) { return stage.send_callback(w); });
  if (!ids)
    refuse(response, 400, ids.error().message);
  else
    answer(response, 200, {{"sent", *ids}});
}

void Admin::Server::resend_callback(const httplib::Request& request, httplib::Response& response) {
  const auto made = stage.resend_callback(parse_unsigned(request.matches[1].str()).value_or(0));
  if (!made)
    refuse(response, 404, made.error().message);
  else
    answer(response, 200, {{"sent", {*made}}});
}

void Admin::Server::route() {
  using Request = httplib::Request;
  using Response = httplib::Response;
  const auto guarded = [this](auto handler) {
    return [this, handler](const Request& request, Response& response) {
      if (allowed(request, response)) handler(request, response);
    };
  };
  http.Get("/__admin/health", guarded([this](const Request&, Response& r) { health(r); }));
  http.Get("/__admin/exchanges", guarded([this](const Request& q, Response& r) { list(q, r); }));
  http.Get(R"(/__admin/exchanges/(\d+))",
           guarded([this](const Request& q, Response& r) { one(q, r, false); }));
  http.Get(R"(/__admin/exchanges/(\d+)/explain)",
           guarded([this](const Request& q, Response& r) { one(q, r, true); }));
  http.Get("/__admin/scenario", guarded([this](const Request&, Response& r) {
             const std::lock_guard lock(mutex);
             answer(r, 200, {{"scenario", current.empty() ? Json(nullptr) : Json(current)}});
           }));
  http.Put("/__admin/scenario", guarded([this](const Request& q, Response& r) { set_scenario(q, r); }));
  http.Get("/__admin/setup",
           guarded([this](const Request&, Response& r) { answer(r, 200, stage.setup().masked()); }));
  http.Patch("/__admin/setup", guarded([this](const Request& q, Response& r) { patch_setup(q, r); }));
  http.Get("/__admin/objects", guarded([this](const Request&, Response& r) { objects(r); }));
  http.Get("/__admin/objects/content", guarded([this](const Request& q, Response& r) { content(q, r); }));
  http.Get("/__admin/callbacks", guarded([this](const Request&, Response& r) { callbacks(r); }));
  http.Post("/__admin/callbacks", guarded([this](const Request& q, Response& r) { send_callback(q, r); }));
  // `curl -X POST` announces no body at all, which the library refuses where it reads bodies by itself.
  const auto without_body = [guarded](auto handler) {
    return [handler = guarded(handler)](const Request& request, Response& response,
                                        const httplib::ContentReader& body) {
      if (request.has_header("Content-Length") || request.has_header("Transfer-Encoding"))
        body([](const char*, std::size_t) { return true; });
      handler(request, response);
    };
  };
  http.Post(R"(/__admin/callbacks/(\d+)/resend)",
            without_body([this](const Request& q, Response& r) { resend_callback(q, r); }));
  http.Post("/__admin/reset", without_body([this](const Request&, Response& r) {
              stage.reset();
              answer(r, 200, {{"reset", true}});
            }));
  http.Post("/__admin/shutdown", without_body([this](const Request&, Response& r) {
              answer(r, 200, {{"shutdown", true}});
              if (options.shutdown) options.shutdown();
            }));
  http.set_error_handler([](const Request& q, Response& r) {
    if (r.body.empty())
      refuse(r, r.status,
             printable(q.method + " " + q.path) +
                 " is not served; see GET /__admin/health, exchanges, scenario, setup, objects, "
                 "callbacks; PUT scenario; PATCH setup; POST callbacks, reset, shutdown");
  });
}

Admin::Admin(std::unique_ptr<Server> server) : server_(std::move(server)) {}

Result<std::unique_ptr<Admin>> Admin::start(stage::Stage& stage, std::string current,
                                            const AdminOptions& options) {
  auto server = std::make_unique<Server>(stage, std::move(current), options);
  server->http.new_task_queue = [] { return new httplib::ThreadPool(8); };
  server->http.set_tcp_nodelay(true);
  server->http.set_keep_alive_max_count(1);
  server->http.set_payload_max_length(8u << 20);
  // The default adds SO_REUSEPORT, with which a second process would share the port instead of being refused.
  server->http.set_socket_options([](socket_t socket) {
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  });
  server->route();
  const int bound = options.port == 0 ? server->http.bind_to_any_port(options.listen)
                    : server->http.bind_to_port(options.listen, options.port) ? options.port
                                                                              : -1;
  if (bound <= 0) {
    std::string sentence = fmt::format("port {} on {} cannot be taken", options.port, options.listen);
    if (const auto holder = loop::holder_of_port(options.port))
      sentence += fmt::format("; process {} holds it", *holder);
    return fail(sentence);
  }
  server->port = static_cast<std::uint16_t>(bound);
  server->http.widen();
  server->thread = std::thread([raw = server.get()] { raw->http.listen_after_bind(); });
  return std::unique_ptr<Admin>(new Admin(std::move(server)));
}

Admin::~Admin() {
  // stop() before the listening thread has begun would be lost.
  while (!server_->http.is_running()) std::this_thread::yield();
  server_->http.stop();
  server_->thread.join();
}

std::uint16_t Admin::port() const {
  return server_->port;
}

}  // namespace faultcast::control
