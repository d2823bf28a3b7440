#pragma once
// A backend with the keys and the clock of the recordings, spoken to without sockets.

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "backend/service.h"
#include "backend/settings.h"
#include "database/settings.h"
#include "service/settings.h"
#include "sign/callback.h"

namespace faultcast::backend_test {

inline const setup::Catalogue& catalogue() {
  static const setup::Catalogue all = [] {
    setup::Catalogue built;
    for (const auto* rows : {&common_settings(), &backend::settings(), &database::settings()})
      built.add(*rows);
    return built;
  }();
  return all;
}

struct Got {
  int status = 0;
  std::string body, code, op;
  http::Headers headers;
  Answer answer;
};

struct Scene {
  setup::Setup setup{catalogue()};
  database::Database database{setup};
  backend::Log log;
  Random random{7};
  int worked = 0;
  backend::Backend service{{setup, database, log, random, [this] { ++worked; }}};
  Millis now = 1795333058000;  // of the recordings with PHP 5.6

  Scene() {
    set("backend.CALL_BACK_KEY", "cbkey");
    set("backend.APP_BIZID", "8888");
    set("backend.PUSH_URL_KEY", "pushkey");
  }
  void set(const std::string& path, const std::string& to) {
    REQUIRE(setup.set_text(path, to));
    service.setup_changed();
  }
  void unset(const std::string& path) {
    REQUIRE(setup.unset(path));
    service.setup_changed();
  }

  /// The body comes in pieces of `piece` bytes.
  Got post(const std::string& path, const std::string& body, std::size_t piece = SIZE_MAX,
           const Code* forced = nullptr) {
    http::RequestHead head;
    head.method = "POST";
    head.path = path;
    Route route;
    route.by = Route::By::prefix;
    route.path = path;
    const auto transaction = service.plan(head, route);
    for (std::size_t at = 0; at < body.size(); at += std::min(piece, body.size() - at))
      transaction->take(as_bytes(std::string_view(body).substr(at, piece)));
    Got got;
    got.op = transaction->about().op;
    got.answer = transaction->answer(now, forced);
    got.status = got.answer.reply.status;
    got.body = as_text(got.answer.reply.body);
    got.code = got.answer.verdict.code->name;
    got.headers = got.answer.reply.headers;
    return got;
  }
  Got ask(const nlohmann::ordered_json& body) { return post("/interface.php", body.dump()); }
  Got tell(const std::string& body) { return post("/callback/Live_callback.php", body); }
  Got tell(const nlohmann::ordered_json& body) { return tell(body.dump()); }

  /// An event as the recordings have it, signed with the right key.
  [[nodiscard]] static nlohmann::ordered_json event(int type) {
    const std::int64_t t = 1795333657;
    return {{"event_type", type},
            {"stream_id", "8888_tester"},
            {"channel_id", "8888_tester"},
            {"video_id", "v1795333057"},
            {"video_url", "http://1250000001.vod2.myqcloud.com/a/f0.flv"},
            {"start_time", 1795332657},
            {"end_time", 1795332957},
            {"file_format", "flv"},
            {"t", t},
            {"sign", sign::callback_sign("cbkey", t)}};
  }
  void go_live(const std::string& user = "tester") {
    REQUIRE(
        ask({{"Action", "RequestLVBAddr"},
             {"userid", user},
             {"groupid", "@TGS#1"},
             {"title", "hello"},
             {"userinfo",
              {{"nickname", "n"}, {"headpic", "http://h"}, {"frontcover", "http://c"}, {"location", "sz"}}}})
            .code == "ok");
  }
  std::string column(const std::string& table, const std::string& name, std::size_t row = 0) {
    return database.all(table).at(row, name).value_or("NULL");
  }
  std::size_t rows(const std::string& table) { return database.all(table).rows.size(); }

  /// The lines of a file from "[file.php]" on: without time and ids.
  std::vector<std::string> lines(const std::string& file) {
    std::vector<std::string> out;
    for (const auto& line : log.lines())
      if (line.file == file) out.push_back(line.text.substr(line.text.find("[[") + 1));
    return out;
  }
  std::string last(const std::string& file) {
    const auto all = lines(file);
    return all.empty() ? std::string() : all.back();
  }
};

}  // namespace faultcast::backend_test
