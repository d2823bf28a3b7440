// Answers that come while they are sent: their head, their pace, their end.
#include "front_scene.h"

using namespace faultcast;
using namespace faultcast::front_test;

namespace {

/// Gives what the test puts into it.
class Tap final : public PushedBody {
 public:
  void begin(Callback<void()> ready) override { ready_ = std::move(ready); }
  ByteView take() override {
    if (pieces.empty()) return {};
    now_ = std::move(pieces.front());
    pieces.erase(pieces.begin());
    taken += now_.size();
    return now_;
  }
  [[nodiscard]] bool over() const override { return ended && pieces.empty(); }
  void tell(End how, Exchange& seen) override {
    constexpr const char* names[] = {"over", "left", "slow"};
    seen.op = names[static_cast<int>(how)];
    seen.verdict.code = &stub_codes()[0];
    told = true;
  }
  void push(Bytes bytes) {
    pieces.push_back(std::move(bytes));
    if (ready_ && !told) ready_();
  }
  void end() {
    ended = true;
    if (ready_ && !told) ready_();
  }

  std::vector<Bytes> pieces;
  std::size_t taken = 0;
  bool ended = false, told = false;

 private:
  Callback<void()> ready_;
  Bytes now_;
};

struct PushedScene : Scene {
  std::shared_ptr<Tap> tap = std::make_shared<Tap>();
  PushedScene() { service.pushed = tap; }
};

Bytes text(std::string_view what) {
  return {what.begin(), what.end()};
}

}  // namespace

TEST_CASE("a pushed body follows its head without a length, and the connection ends with it") {
  PushedScene scene;
  Client& c = scene.client(get("/pushed"));
  scene.tap->pieces = {text("a"), text("b")};
  scene.acts = {{1000, [&] { scene.tap->push(text("c")); }},
                {200'000, [&] { scene.tap->push(text("d")), scene.tap->end(); }}};
  scene.play(200'100);
  CHECK(c.heard.find("Content-Length") == std::string::npos);
  CHECK(c.heard.find("Connection: close\r\n") != std::string::npos);
  CHECK(c.answers() == Answers{"200 abcd"});
  CHECK(c.end == "fin");
  CHECK(c.ended_at == Scene::start + 200'000);
  CHECK(scene.notes.codes() == "stub.ask:ok stub.over:ok");
  CHECK(scene.notes.seen[1].connection == scene.notes.seen[0].connection);
  CHECK(scene.notes.seen[1].peer == scene.notes.seen[0].peer);
  CHECK(scene.connections == 0);
  CHECK(scene.transactions == 0);
}

TEST_CASE("HTTP/1.0 gets no chunks") {
  PushedScene scene;
  Client& c = scene.client("GET /pushed HTTP/1.0\r\nHost: a\r\n\r\n");
  scene.tap->pieces = {text("a"), text("b")};
  scene.acts = {{10, [&] { scene.tap->end(); }}};
  scene.play(20);
  CHECK(c.heard.ends_with("\r\n\r\nab"));
  CHECK(c.heard.find("chunked") == std::string::npos);
  CHECK(c.end == "fin");
}

TEST_CASE("HEAD gets the head alone, and the connection ends") {
  PushedScene scene;
  Client& c = scene.client("HEAD /pushed HTTP/1.1\r\nHost: a\r\n\r\n");
  scene.tap->pieces = {text("never")};
  scene.play(10);
  CHECK(c.heard.ends_with("\r\n\r\n"));
  CHECK(c.end == "fin");
  CHECK(scene.notes.codes() == "stub.ask:ok");
}

TEST_CASE("a peer that leaves is noticed while nothing is sent") {
  PushedScene scene;
  Client& c = scene.client(get("/pushed"));
  scene.acts = {{500, [&] { c.connection->close(); }}};
  scene.play(600);
  CHECK(scene.notes.codes() == "stub.ask:ok stub.left:ok");
  CHECK(scene.connections == 0);
}

TEST_CASE("what the peer says meanwhile is ignored") {
  PushedScene scene;
  Client& c = scene.client(get("/pushed"));
  c.then = {{10, get("/other")}};
  scene.acts = {{20, [&] { scene.tap->push(text("x")), scene.tap->end(); }}};
  scene.play(50);
  CHECK(c.answers() == Answers{"200 x"});
  CHECK(scene.notes.codes() == "stub.ask:ok stub.over:ok");
}

TEST_CASE("a peer that does not read: the rest waits in the body, and after a while the connection is cut") {
  PushedScene scene;
  scene.set("body_s", "5");
  Client& c = scene.client(get("/pushed"));
  c.reads = false;
  for (int i = 0; i < 400; ++i) scene.tap->pieces.emplace_back(64 * 1024, 'x');
  for (Millis at = 1000; at < 10000; at += 1000)
    scene.acts.emplace_back(at, [&] { scene.tap->push(text("y")); });
  scene.play(20000);
  CHECK(scene.tap->taken < std::size_t{16} << 20);
  CHECK(scene.notes.codes() == "stub.ask:ok stub.slow:ok");
  CHECK(scene.connections == 0);
}

TEST_CASE("a fault that cuts the connection ends the body") {
  PushedScene scene;
  scene.rules({{"f", {"stub", "ask", {}}, {}, {fault::CutAfter{fault::Way::out, 200}}}});
  scene.client(get("/pushed"));
  scene.acts = {{10, [&] { scene.tap->push(Bytes(1000, 'x')); }},
                {20, [&] { scene.tap->push(Bytes(10, 'x')); }}};
  scene.play(50);
  CHECK(scene.notes.codes() == "stub.ask:ok stub.left:ok");
}
