// Time-outs, limits and TLS of the HTTP port.
#include "front_scene.h"

using namespace faultcast;
using namespace faultcast::front_test;

namespace {

/// Sends a byte of this every so often.
void drip(Client& client, const std::string& text, Millis gap) {
  for (std::size_t i = 0; i < text.size(); ++i)
    client.then.emplace_back(static_cast<Millis>(i + 1) * gap, text.substr(i, 1));
}

}  // namespace

TEST_CASE("an idle connection is closed in time, without a word") {
  Scene scene;
  scene.set("idle_s", "5");
  Client &never = scene.client(""), &once = scene.client("");
  once.then = {{3000, get("/1")}};
  scene.play(9000);
  CHECK(never.ended_at - Scene::start == 5000);
  CHECK(once.ended_at - Scene::start == 8000);
  CHECK(once.answers() == Answers{"200 GET /1 0"});
  CHECK(scene.notes.codes() == "stub.ask:ok");
}

TEST_CASE(
    "a head must be whole in time, from its first byte on, however it drips; the same for a pipelined one") {
  for (const std::string& before : {std::string(), get("/1")}) {
    Scene scene;
    scene.set("head_s", "5");
    Client& slow = scene.client(before + "G");
    drip(slow, "ET / HTTP/1.1\r\nHost: a\r\n\r\n", 1000);
    Client& good = scene.client("");
    good.then = {{5500, get("/2")}};
    scene.play(6000);
    CHECK(slow.answers().back() == "408");
    CHECK(slow.heard_at - Scene::start == 5000);
    CHECK(good.answers() == Answers{"200 GET /2 0"});
    CHECK(scene.notes.codes().find("http.connection:request_timeout") != std::string::npos);
  }
}

TEST_CASE("a body may drip for ever, but not pause for too long") {
  Scene scene;
  scene.set("body_s", "5");
  Client& slow = scene.client("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
  drip(slow, "0123456789", 4000);
  Client& stops = scene.client("POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  scene.play(41'000);
  CHECK(slow.answers() == Answers{"200 POST /1 10"});
  CHECK(stops.answers() == Answers{"408"});
  CHECK(stops.heard_at - Scene::start == 5000);
  const auto& told = scene.notes.seen.front();
  CHECK(told.verdict.code->name == "request_timeout");
  CHECK(told.verdict.because.en.find("5 s") != std::string::npos);
  CHECK(*told.field("phase") == "body");
}

TEST_CASE("a long answer waits for a client that does not read, and for no longer than body_s") {
  Scene scene;
  scene.set("body_s", "5");
  Client &blocked = scene.client(get("/long/50000000")), &good = scene.client(get("/1"));
  blocked.reads = false;
  std::size_t connections = 0;
  scene.acts = {{4999, [&] { connections = scene.front->connections(); }}};
  scene.play(5001);
  CHECK(connections == 2);
  CHECK(scene.connections == 1);
  CHECK(good.answers() == Answers{"200 GET /1 0"});
  CHECK(scene.notes.seen.size() == 2);
  CHECK(scene.notes.seen.back().answer.size < 50'000'000);
}

TEST_CASE("a client that asks for ever and never reads is not read from any more, and goes in the end") {
  Scene scene;
  for (const char* name : {"idle_s", "head_s", "body_s"}) scene.set(name, "5");
  std::string many;
  for (int i = 0; i < 10000; ++i) many += get("/" + std::string(2000, 'p'));
  Client& flood = scene.client(many);
  flood.reads = false;
  Client& good = scene.client("");
  good.then = {{4000, get("/1")}, {8000, get("/2")}};
  scene.play(11'000);
  CHECK(scene.notes.seen.size() < 10'000);
  CHECK(good.answers() == Answers{"200 GET /1 0", "200 GET /2 0"});
  CHECK(scene.connections == 1);
}

TEST_CASE("a client that stops for a while goes on where it was") {
  Scene scene;
  scene.set("body_s", "5");
  Client& c = scene.client(get("/long/50000000") + get("/1"));
  c.reads = false;
  scene.acts = {{4000, [&] { c.connection->pause_reading(false); }}};
  scene.play(4500);
  CHECK(c.heard_size > 50'000'000);
  CHECK(scene.notes.codes() == "stub.ask:ok stub.ask:ok");
}

TEST_CASE("no more connections than the setup says; a place that becomes free is given again") {
  Scene scene;
  scene.set("connections_max", "2");
  Client &a = scene.client(get("/1")), &b = scene.client(get("/2")), &late = scene.client("");
  scene.acts = {{100, [&] { a.connection->close(); }}, {200, [&] {
                                                          late.says = get("/3");
                                                          scene.connect(late);
                                                        }}};
  scene.play(300);
  CHECK(b.answers() == Answers{"200 GET /2 0"});
  CHECK(late.answers() == Answers{"200 GET /3 0"});
  CHECK(scene.notes.codes().find("http.connection:too_many_connections") != std::string::npos);
  CHECK(scene.connections == 2);
}

TEST_CASE("TLS: served where it is trusted, journalled where it is refused, is garbage, or never ends") {
  auto authority = std::make_shared<loop::TlsAuthority>(Scene::start);
  const auto server = [&] {
    return std::make_unique<loop::TlsServer>(authority,
                                             loop::TlsServer::Settings{.names = {"known.example.com"}});
  };
  const auto trusting = *loop::TlsClient::make({.authorities = {authority->pem()}});
  const auto strange = *loop::TlsClient::make({});
  Scene scene(server());
  scene.set("head_s", "5");
  Client &good = scene.client(get("/1") + get("/long/3000000")), &doubting = scene.client(get("/2")),
         &plain = scene.client(get("/3")), &silent = scene.client("");
  good.tls = trusting.get(), doubting.tls = strange.get();
  scene.play(5001);
  CHECK(good.heard.find("GET /1 0") != std::string::npos);
  CHECK(good.heard_size > 3'000'000);
  CHECK(doubting.end == "tls");
  CHECK(doubting.heard.empty());
  CHECK(plain.heard.find("HTTP") == std::string::npos);
  CHECK(silent.ended_at - Scene::start == 5000);
  std::size_t failed = 0;
  for (const auto& e : scene.notes.seen)
    if (e.op == "tls") {
      ++failed;
      CHECK(e.verdict.code->name == "tls_failed");
      CHECK_FALSE(e.field("detail")->empty());
    }
  CHECK(failed == 3);
  CHECK(scene.connections == 1);
}
