#include "loop/loop.h"

#include <doctest/doctest.h>

#include "loop/pair.h"
#include "loop/resolver.h"

using namespace faultcast;
using namespace faultcast::loop;

TEST_CASE("virtual time jumps from timer to timer without waiting") {
  VirtualLoop v;
  std::vector<Millis> fired;
  std::unique_ptr<Timer> late, early, chained;
  play(
      v.loop,
      [&](auto done) {
        late = std::make_unique<Timer>(v.loop);
        early = std::make_unique<Timer>(v.loop);
        chained = std::make_unique<Timer>(v.loop);
        late->after(86'400'000, [&, done] {
          fired.push_back(v.loop.now());
          done();
        });
        early->after(10, [&] {
          fired.push_back(v.loop.now());
          chained->after(5, [&] { fired.push_back(v.loop.now()); });
        });
      },
      [&] { late.reset(), early.reset(), chained.reset(); });
  CHECK(fired == std::vector<Millis>{1010, 1015, 86'401'000});
}

TEST_CASE("virtual time does not move while bytes or ends are in flight") {
  VirtualLoop v;
  Pair pair(v.loop);
  std::unique_ptr<Timer> far;
  Millis end_seen_at = 0;
  play(
      v.loop,
      [&](auto done) {
        pair.listen();
        pair.server.got = [&](std::string_view text) { pair.server.connection->send(as_bytes(text)); };
        pair.client.connected = [&] { pair.client.connection->send(as_bytes("hello")); };
        pair.client.got = [&](std::string_view) { pair.server.connection->finish(); };
        pair.client.ended = [&, done] {
          end_seen_at = v.loop.now();
          done();
        };
        far = std::make_unique<Timer>(v.loop);
        far->after(1, [] {});
        pair.connect();
      },
      [&] { pair.clean(), far.reset(); });
  CHECK(pair.client.heard == "hello");
  CHECK(pair.client.end == "fin");
  CHECK(end_seen_at == 1000);
}

TEST_CASE(
    "a closed door refuses, a filtered one times out, an opened one serves again: always the same port") {
  VirtualLoop v;
  for (const auto& [door, outcome, waited] :
       {std::tuple{Door::closed, "refused", Millis{0}}, {Door::filtered, "timeout", Millis{3000}}}) {
    Pair pair(v.loop);
    Millis took = 0;
    std::uint16_t port_before = 0, port_after = 0;
    play(
        v.loop,
        [&, wanted = door](auto done) {
          pair.listen();
          port_before = pair.listener->at().port;
          REQUIRE(pair.listener->set_door(wanted));
          const Millis start = v.loop.now();
          pair.client.ended = [&, done, start] {
            took = v.loop.now() - start;
            REQUIRE(pair.listener->set_door(Door::open));
            port_after = pair.listener->at().port;
            pair.client.connected = [done] { done(); };
            pair.connect();
          };
          pair.connect(3000);
        },
        [&] { pair.clean(); });
    CHECK(pair.client.end == outcome);
    CHECK(took == waited);
    CHECK(port_before == port_after);
  }
}

TEST_CASE("byte faults work on a real connection, in both directions") {
  struct Row {
    fault::Effect effect;
    const char *server_hears, *client_hears, *client_end;
    Millis at;
  };
  using fault::Way;
  const Row rows[] = {
      {fault::CutAfter{Way::in, 4}, "abcd", "", "fin", 0},
      {fault::Reset{Way::in, 4}, "abcd", "", "error", 0},
      {fault::CutAfter{Way::out, 3}, "abcdef", "ABC", "fin", 0},
      {fault::Reset{Way::out, 3}, "abcdef", "ABC", "error", 0},
      {fault::Delay{Way::in, 700}, "abcdef", "ABCDEF", "fin", 700},
      {fault::Delay{Way::out, 700}, "abcdef", "ABCDEF", "fin", 700},
      {fault::Slice{Way::out, 2, 50}, "abcdef", "ABCDEF", "fin", 100},
      {fault::Bandwidth{Way::out, 6}, "abcdef", "ABCDEF", "fin", 1000},
  };
  for (const auto& row : rows) {
    CAPTURE(fault::name_of(row.effect));
    VirtualLoop v;
    Pair pair(v.loop);
    Millis end_at = 0;
    play(
        v.loop,
        [&](auto done) {
          pair.listen();
          pair.accepted = [&] { pair.server.connection->add_fault(row.effect); };
          pair.server.got = [&](std::string_view) {
            if (pair.server.heard.size() < 6) return;
            pair.server.connection->send(as_bytes("ABCDEF"));
            pair.server.connection->finish();
          };
          pair.client.connected = [&] { pair.client.connection->send(as_bytes("abcdef")); };
          pair.client.ended = [&, done] {
            end_at = v.loop.now() - 1000;
            done();
          };
          pair.connect();
        },
        [&] { pair.clean(); });
    CHECK(pair.server.heard == row.server_hears);
    CHECK(pair.client.heard == row.client_hears);
    CHECK(pair.client.end == row.client_end);
    CHECK(end_at == row.at);
  }
}

TEST_CASE("a stall stops everything, and its memory stays bounded") {
  VirtualLoop v;
  Pair pair(v.loop);
  std::unique_ptr<Timer> later;
  const std::string much(4 << 20, 'x');
  std::size_t held = 0;
  play(
      v.loop,
      [&](auto done) {
        pair.listen();
        pair.accepted = [&] { pair.server.connection->add_fault(fault::Stall{fault::Way::in, 10}); };
        pair.client.connected = [&] { pair.client.connection->send(as_bytes(much)); };
        later = std::make_unique<Timer>(v.loop);
        later->after(60'000, [&, done] {
          held = pair.server.connection->held_in();
          done();
        });
        pair.connect();
      },
      [&] { pair.clean(), later.reset(); });
  CHECK(pair.server.heard == "xxxxxxxxxx");
  CHECK(held > 256 * 1024);
  CHECK(held <= 320 * 1024);
  CHECK(pair.client.end.empty());
}

TEST_CASE("finish sends all that was given, even after the connection object is gone") {
  VirtualLoop v;
  Pair pair(v.loop);
  const std::string much(8 << 20, 'y');
  play(
      v.loop,
      [&](auto done) {
        pair.listen();
        pair.accepted = [&] {
          pair.server.connection->send(as_bytes(much));
          pair.server.connection->finish();
          pair.server.connection.reset();
        };
        pair.client.ended = [done] { done(); };
        pair.connect();
      },
      [&] { pair.clean(); });
  CHECK(pair.client.heard == much);
  CHECK(pair.client.end == "fin");
}

TEST_CASE("a taken port is told with its number and its holder") {
  Loop loop(std::make_unique<SystemClock>());
  std::string sentence;
  loop.call([&] {
    auto first = Listener::bind(loop, {"127.0.0.1", 0}, [](std::unique_ptr<Connection>) {});
    REQUIRE(first);
    const auto second = Listener::bind(loop, (*first)->at(), [](std::unique_ptr<Connection>) {});
    REQUIRE_FALSE(second);
    sentence = second.error().message;
    CHECK(sentence.find(std::to_string((*first)->at().port)) != std::string::npos);
  });
  CHECK(sentence.find("test_loop") != std::string::npos);
}

TEST_CASE("names: rows in order, addresses are their own answer, anything else is unknown") {
  Resolver resolver;
  resolver.add("*.livepush2.myqcloud.com", {"127.0.0.1", 19350});
  CHECK(resolver.find("8888.livepush2.myqcloud.com", 1935) == Endpoint{"127.0.0.1", 19350});
  CHECK(resolver.find("127.0.0.1", 1935) == Endpoint{"127.0.0.1", 1935});
  CHECK(resolver.find("::1", 1935) == Endpoint{"::1", 1935});
  CHECK_FALSE(resolver.find("example.org", 1935));
}

TEST_CASE("a timer that is due at once does not wait for something else to happen") {
  // Each time the clock has moved on since the loop looked for what is due.
  loop::Loop fast(std::make_unique<SystemClock>(0, 100.0));
  std::promise<void> over;
  std::unique_ptr<loop::Timer> timer;
  int left = 20;
  std::function<void()> again = [&] {
    if (--left == 0) return over.set_value();
    for (const Millis then = fast.now(); fast.now() == then;) {
    }
    timer->after(0, [&] { again(); });
  };
  fast.call([&] {
    timer = std::make_unique<loop::Timer>(fast);
    timer->after(0, [&] { again(); });
  });
  CHECK(over.get_future().wait_for(std::chrono::seconds(20)) == std::future_status::ready);
  fast.call([&] { timer.reset(); });
}
