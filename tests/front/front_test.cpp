// Requests and answers at the HTTP port: one after the other, in every form that clients send them.
#include "front_scene.h"

using namespace faultcast;
using namespace faultcast::front_test;

TEST_CASE("keep-alive: one answer after the other, and the connection stays") {
  Scene scene;
  Client& c = scene.client(get("/1"));
  c.then = {{100, post("/2", "abc")}, {200, get("/3")}};
  scene.play(300);
  CHECK(c.answers() == Answers{"200 GET /1 0", "200 POST /2 3", "200 GET /3 0"});
  CHECK(c.end.empty());
  CHECK(scene.connections == 1);
  CHECK(scene.transactions == 0);
  CHECK(scene.notes.codes() == "stub.ask:ok stub.ask:ok stub.ask:ok");
}

TEST_CASE("pipelined requests are answered in order, however they are cut and whatever is long") {
  const std::string all = get("/1") + get("/long/3000000") + post("/2", "abc") + get("/3");
  for (const std::size_t cut : {std::size_t{1}, std::size_t{7}, all.size()}) {
    CAPTURE(cut);
    Scene scene;
    Client& c = scene.client("");
    for (std::size_t at = 0; at < all.size(); at += cut)
      c.then.emplace_back(static_cast<Millis>(at) + 1, all.substr(at, cut));
    scene.play(1000);
    CHECK(c.heard.find("GET /1 0") != std::string::npos);
    CHECK(c.heard_size > 3'000'000);
    CHECK(scene.notes.seen.size() == 4);
    std::string order;
    for (const auto& e : scene.notes.seen) order += *e.field("path") + " ";
    CHECK(order == "/1 /long/3000000 /2 /3 ");
  }
  Scene scene;
  Client& c = scene.client(get("/long/20000") + get("/1") + get("/2"));
  scene.play(10);
  CHECK(c.answers() == Answers{"200 " + std::string(20000, 'b'), "200 GET /1 0", "200 GET /2 0"});
}

TEST_CASE("HEAD: the length without the body, long ones too, and the next answer follows at once") {
  Scene scene;
  Client& c = scene.client("HEAD /1 HTTP/1.1\r\nHost: a\r\n\r\nHEAD /long/5000 HTTP/1.1\r\nHost: a\r\n\r\n" +
                           get("/2"));
  scene.play(10);
  CHECK(c.answers({"HEAD", "HEAD"}) == Answers{"200", "200", "200 GET /2 0"});
  CHECK(c.heard.find("Content-Length: 9\r\n") != std::string::npos);
  CHECK(c.heard.find("Content-Length: 5000\r\n") != std::string::npos);
}

TEST_CASE("Expect: 100-continue is answered before the body comes; not to HTTP/1.0, not without a body") {
  Scene scene;
  Client& c =
      scene.client("POST /1 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  std::string before;
  scene.acts = {{50, [&] { before = c.heard; }}};
  c.then = {{100, "abc"}};
  Client& old = scene.client("POST /2 HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
  Client& none =
      scene.client("POST /3 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n");
  scene.play(200);
  CHECK(before == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(c.answers() == Answers{"100", "200 POST /1 3"});
  CHECK(old.answers() == Answers{"200 POST /2 3"});
  CHECK(none.answers() == Answers{"200 POST /3 0"});
}

TEST_CASE(
    "HTTP/1.0 and Connection: close end the connection behind the whole answer; keep-alive keeps 1.0's") {
  Scene scene;
  Client& old = scene.client("GET /1 HTTP/1.0\r\n\r\n");
  Client& close = scene.client(get("/long/3000000", "Connection: close\r\n"));
  Client& kept = scene.client("GET /2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  scene.play(6000);
  CHECK(old.answers() == Answers{"200 GET /1 0"});
  CHECK(old.end == "fin");
  CHECK(close.heard_size > 3'000'000);
  CHECK(close.end == "fin");
  CHECK(kept.answers() == Answers{"200 GET /2 0"});
  CHECK(kept.heard.find("Connection: keep-alive\r\n") != std::string::npos);
  CHECK(kept.end.empty());
  CHECK(scene.connections == 1);
}

TEST_CASE("bodies by length, in chunks, of nothing") {
  Scene scene;
  Client& c = scene.client(
      "POST /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: x\r\n\r\n" +
      post("/2", "") + post("/3", std::string(300'000, 'x')));
  scene.play(10);
  CHECK(c.answers() == Answers{"200 POST /1 5", "200 POST /2 0", "200 POST /3 300000"});
  CHECK(*scene.notes.seen[2].field("size") == "300000");
  CHECK(scene.notes.seen[2].request.size > 300'000);
}

TEST_CASE("what is no request is answered and journalled, and no other connection hears of it") {
  struct Row {
    std::string says;
    const char *status, *code;
  };
  const Row rows[] = {
      {"\x16\x03\x01\x02\x00\x01\xfc garbage\r\n\r\n", "400", "bad_request"},
      {"GET / HTTP/1.1\r\nNo colon\r\n\r\n", "400", "bad_request"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(1 << 20, 'x') + "\r\n\r\n", "431", "head_too_large"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 67108865\r\n\r\n" + std::string(1 << 20, 'x'), "413",
       "body_too_large"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", "501", "bad_request"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5000000\r\n" +
           std::string(65 << 20, 'x'),
       "413", "body_too_large"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.code);
    Scene scene;
    Client &bad = scene.client(row.says), &good = scene.client(get("/1"));
    good.then = {{2000, get("/2")}};
    scene.play(6000);
    const Answers got = bad.answers();
    REQUIRE(got.size() == 1);
    CHECK(got[0].starts_with(row.status));
    CHECK(got[0].size() > 4);  // a sentence
    CHECK(bad.heard.find("Connection: close\r\n") != std::string::npos);
    CHECK(bad.end == "fin");
    CHECK(good.answers() == Answers{"200 GET /1 0", "200 GET /2 0"});
    CHECK(scene.notes.codes().find(std::string("http.connection:") + row.code) != std::string::npos);
    CHECK(scene.connections == 1);
    CHECK(scene.transactions == 0);
  }
}

TEST_CASE("behind an answered request something that is none") {
  Scene scene;
  Client& c = scene.client(get("/1") + "garbage\r\n\r\n" + get("/2"));
  scene.play(6000);
  const Answers got = c.answers();
  REQUIRE(got.size() == 2);
  CHECK(got[0] == "200 GET /1 0");
  CHECK(got[1].starts_with("400"));
  CHECK(scene.notes.codes() == "stub.ask:ok http.connection:bad_request");
}

TEST_CASE("a client that leaves: nothing between two requests, told in the middle of one") {
  Scene scene;
  Client& idle = scene.client(get("/1"));
  idle.closes_when_answered = true;
  Client& in_head = scene.client("GET / HT");
  Client& in_body = scene.client("POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  scene.acts = {{100, [&] { in_head.connection->close(), in_body.connection->close(); }}};
  scene.play(200);
  CHECK(scene.notes.codes() == "stub.ask:ok http.connection:client_left http.connection:client_left");
  for (const auto& e : scene.notes.seen) {
    if (e.op == "ask") continue;
    const bool head = *e.field("phase") == "head";
    CHECK(*e.field("bytes") == (head ? "8" : "52"));
    CHECK(e.request.size == (head ? 8 : 52));
    CHECK((head || *e.field("phase") == "body"));
    CHECK((head || *e.field("path") == "/2"));
    CHECK_FALSE(e.verdict.because.zh.empty());
  }
  CHECK(scene.connections == 0);
  CHECK(scene.transactions == 0);
}

TEST_CASE("what the journal holds of an exchange: times, bytes, fields, one connection's number") {
  Scene scene;
  scene.loop.call([&] {
    REQUIRE(scene.setup.set_text("console.clock_ahead_s", "60").has_value());
    scene.front->setup_changed();
  });
  Client& c = scene.client(post("/a%20b?x=1", "abc", "User-Agent: tester\r\n"));
  c.then = {{100, get("/long/40000")}};
  scene.play(200);
  REQUIRE(scene.notes.seen.size() == 2);
  const Exchange& first = scene.notes.seen[0];
  CHECK(first.at == Scene::start + 60'000);
  CHECK(*first.field("method") == "POST");
  CHECK(*first.field("host") == "a");
  CHECK(*first.field("path") == "/a b");
  CHECK(*first.field("client") == "tester");
  CHECK(*first.field("status") == "200");
  CHECK(as_text(first.request.head).ends_with("\r\n\r\nabc"));
  CHECK(as_text(first.answer.head) == c.heard.substr(0, first.answer.size));
  CHECK(first.peer.starts_with("127.0.0.1:"));
  CHECK(first.connection == scene.notes.seen[1].connection);
  CHECK(scene.notes.seen[1].answer.size > 40000);
}

TEST_CASE("nobody is there: 404 with the list of what is served") {
  Scene scene;
  front::Router few;
  few.name("only.example.com", scene.service);
  few.prefix("/api/", scene.service);
  scene.loop.call([&] { scene.router = few; });
  Client& c = scene.client(get("/elsewhere") + get("/api/1"));
  scene.play(10);
  const Answers got = c.answers();
  REQUIRE(got.size() == 2);
  CHECK(got[0].starts_with("404 faultcast does not serve a/elsewhere. Served are:"));
  CHECK(got[0].find("only.example.com") != std::string::npos);
  CHECK(got[0].find("/api/…") != std::string::npos);
  CHECK(got[1] == "200 GET /api/1 0");
  CHECK(scene.notes.codes() == "http.request:not_served stub.ask:ok");
}
