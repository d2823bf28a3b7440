// Faults at the HTTP port: each effect on one exchange, in both directions, and on no other.
#include "front/rewrite.h"
#include "front_scene.h"

using namespace faultcast;
using namespace faultcast::fault;
using namespace faultcast::front_test;

namespace {

const std::string long_body(20'000, 'x');

struct ByteRow {
  const char* what;
  Effect effect;
  const char* op;  ///< request: from its head on; ask: at its answer
  std::string codes;
  bool answered;
  Millis from, to;  ///< when the answer is whole, or the connection ends
};

}  // namespace

TEST_CASE("every byte effect in both directions") {
  const std::string fine = "stub.ask:ok", cut = "http.connection:cut_by_fault";
  const ByteRow rows[] = {
      {"delay in", Delay{Way::in, 8000}, "request", fine, true, 8000, 8000},
      {"delay out", Delay{Way::out, 8000}, "ask", fine, true, 8000, 8000},
      {"bandwidth in", Bandwidth{Way::in, 1000}, "request", fine, true, 19'900, 20'200},
      {"bandwidth out", Bandwidth{Way::out, 10}, "ask", fine, true, 7000, 12'000},
      {"slice in", Slice{Way::in, 1000, 500}, "request", fine, true, 9500, 10'500},
      {"slice out", Slice{Way::out, 1, 100}, "ask", fine, true, 7000, 12'000},
      {"stall in", Stall{Way::in, 100}, "request", "http.connection:request_timeout", false, 60'000, 60'000},
      {"stall out", Stall{Way::out, 10}, "ask", fine, false, 60'000, 60'000},
      {"cut in", CutAfter{Way::in, 100}, "request", cut, false, 0, 0},
      {"cut out", CutAfter{Way::out, 10}, "ask", fine, false, 0, 0},
      {"reset in", Reset{Way::in, 100}, "request", cut, false, 0, 0},
      {"reset out", Reset{Way::out, 10}, "ask", fine, false, 0, 0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Scene scene;
    scene.rules({{"rule", {"stub", row.op, {{"path", "/hit"}}}, {}, {row.effect}}});
    Client &hit = scene.client(post("/hit", long_body)), &other = scene.client(post("/other", long_body));
    other.then = {{100, get("/2")}};
    scene.play(61'000);
    CHECK(other.answers() == Answers{"200 POST /other 20000", "200 GET /2 0"});
    const bool whole = hit.answers() == Answers{"200 POST /hit 20000"};
    CHECK(whole == row.answered);
    // What a time-out says goes through the fault too.
    const Millis when = (row.answered ? hit.heard_at : hit.ended_at) - Scene::start;
    CHECK(when >= row.from);
    CHECK(when <= row.to);
    CHECK_FALSE(hit.end.empty());
    if (std::string(row.what).starts_with("reset")) CHECK(hit.end == "error");
    std::string codes;
    for (const auto& e : scene.notes.seen)
      if (!e.rules.empty()) {
        codes += fmt::format("{}.{}:{}", e.service, e.op, e.verdict.code->name);
        CHECK(e.rules == std::vector<std::string>{"rule"});
      }
    CHECK(codes == row.codes);
  }
}

TEST_CASE("a slow link gets the whole of a long answer, and of one before the connection closes") {
  for (const char* more : {"", "Connection: close\r\n"}) {
    Scene scene;
    scene.set("body_s", "5");
    scene.rules({{"slow", {"stub", "ask", {}}, {}, {Bandwidth{Way::out, 100'000}}}});
    Client& c = scene.client(get("/long/1500000", more));
    scene.play(20'000);
    CHECK(c.heard_size > 1'500'000);
    CHECK(c.end == "fin");
    CHECK(c.heard_at - Scene::start > 15'000);
  }
}

TEST_CASE("a cut in a long answer is that exchange's, not another one's") {
  Scene scene;
  scene.rules({{"cut", {"stub", "ask", {}}, {}, {CutAfter{Way::out, 10}}}});
  Client& c = scene.client(get("/long/3000000"));
  scene.play(61'000);
  CHECK(c.heard.size() == 10);
  CHECK(scene.notes.codes() == "stub.ask:ok");
}

TEST_CASE("a forced verdict, an answer that never comes, words of it changed: on ask and on request alike") {
  for (const char* op : {"ask", "request", ""}) {
    CAPTURE(op);
    const auto play = [&](const std::vector<Effect>& effects, Scene& scene) -> Client& {
      scene.rules({{"once", {"stub", op, {}}, {0, 1, 1}, effects}});
      Client& c = scene.client(get("/json"));
      c.then = {{100, get("/2")}};
      scene.play(200);
      return c;
    };
    Scene forced;
    CHECK(play({AnswerCode{"stub:no"}}, forced).answers() ==
          Answers{R"(403 {"n":1,"data":{"url":"a"}})", "200 GET /2 0"});
    CHECK(forced.notes.codes() == "stub.ask:no stub.ask:ok");
    CHECK(forced.notes.seen[0].verdict.forced_by == "once");
    CHECK(forced.notes.seen[0].rules == std::vector<std::string>{"once"});
    CHECK(forced.notes.seen[1].rules.empty());
    Scene foreign;
    CHECK(play({AnswerCode{"other:no"}}, foreign).answers().front().starts_with("200"));
    CHECK(foreign.notes.seen[0].verdict.forced_by.empty());
    Scene closed;
    Client& cut = play({CloseBeforeAnswer{}}, closed);
    CHECK(cut.heard.empty());
    CHECK_FALSE(cut.end.empty());
    CHECK(closed.notes.codes() == "stub.ask:ok");
    Scene changed;
    CHECK(
        play({RewriteField{"status", "503"}, RewriteField{"data.url", "b"}, RewriteField{"n", "2"}}, changed)
            .answers() == Answers{R"(503 {"n":2,"data":{"url":"b"}})", "200 GET /2 0"});
    CHECK(*changed.notes.seen[0].field("status") == "503");
  }
}

TEST_CASE("a rule counts an exchange once: after and times are of requests") {
  for (const char* service : {"stub", "http"})
    for (const char* op : {"", "request"}) {
      CAPTURE(service);
      CAPTURE(op);
      Scene scene;
      if (std::string(service) == "http") {
        front::Router nobody;
        scene.loop.call([&] { scene.router = nobody; });
      }
      scene.rules({{"second", {service, op, {}}, {1, 1, 1}, {RewriteField{"status", "503"}}}});
      Client& c = scene.client(get("/1") + get("/2") + get("/3"));
      scene.play(10);
      std::string statuses;
      for (const auto& answer : c.answers()) statuses += answer.substr(0, 3) + " ";
      CHECK(statuses == (std::string(service) == "stub" ? "200 503 200 " : "404 503 404 "));
    }
}

TEST_CASE("a port that refuses, one that lets connects run into nothing, and one that is open again") {
  for (const bool filtered : {false, true}) {
    Scene scene;
    scene.rules({{"door", {"http", "listen", {}}, {}, {RefuseAccept{filtered}}}});
    Client &shut = scene.client(get("/1")), &later = scene.client(get("/2"));
    scene.acts = {{6000,
                   [&] {
                     scene.faults.set({});
                     scene.front->setup_changed();
                   }},
                  {6100, [&] { scene.connect(later); }}};
    scene.play(6200);
    CHECK(shut.end == (filtered ? "timeout" : "refused"));
    CHECK(later.answers() == Answers{"200 GET /2 0"});
  }
}

TEST_CASE("words of an answer that can be changed, and those that it does not have") {
  http::Reply reply;
  reply.headers.add("Server", "stub");
  append(reply.body, std::string(R"({"code":-1,"message":"M","data":{"list":[1],"on":true}})"));
  CHECK(front::rewrite(reply, {"status", "404"}));
  CHECK(reply.status == 404);
  CHECK(front::rewrite(reply, {"server", "other"}));
  CHECK(reply.headers.list == std::vector<http::Header>{{"Server", "other"}});
  CHECK(front::rewrite(reply, {"code", "-97"}));
  CHECK(front::rewrite(reply, {"message", "5"}));
  CHECK(front::rewrite(reply, {"data.on", "no"}));
  CHECK(as_text(reply.body) == R"({"code":-97,"message":"5","data":{"list":[1],"on":"no"}})");
  const http::Reply before = reply;
  for (const char* name : {"status", "absent", "data.absent", "data.list.0", "message.x", "", "."})
    CHECK_FALSE(front::rewrite(reply, {name, "99999"}));
  CHECK(reply.status == before.status);
  CHECK(reply.body == before.body);
  http::Reply text;
  append(text.body, std::string("no JSON"));
  CHECK_FALSE(front::rewrite(text, {"code", "1"}));
  CHECK(as_text(text.body) == "no JSON");
}
