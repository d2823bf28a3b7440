// What an owner may do to the flow: pause, wait for what was sent, take faults away, linger.

#include <doctest/doctest.h>
#include <sys/resource.h>

#include "loop/pair.h"

using namespace faultcast;
using namespace faultcast::loop;

TEST_CASE("a paused connection hands nothing on, virtual time goes on, and nothing is lost") {
  VirtualLoop v;
  Pair pair(v.loop);
  std::unique_ptr<Timer> later;
  std::string heard_in_pause = "not looked";
  const std::string much(8 << 20, 'p');
  Millis end_at = 0;
  play(
      v.loop,
      [&](auto done) {
        pair.listen();
        pair.accepted = [&] { pair.server.connection->pause_reading(true); };
        pair.client.connected = [&] {
          pair.client.connection->send(as_bytes(much));
          pair.client.connection->finish(100'000);
        };
        pair.server.ended = [&, done] {
          end_at = v.loop.now() - 1000;
          done();
        };
        later = std::make_unique<Timer>(v.loop);
        later->after(60'000, [&] {
          heard_in_pause = pair.server.heard;
          pair.server.connection->pause_reading(false);
          CHECK(pair.server.heard.empty());  // from the loop, not from within
        });
        pair.connect();
      },
      [&] { pair.clean(), later.reset(); });
  CHECK(heard_in_pause.empty());
  CHECK(pair.server.heard == much);
  CHECK(pair.server.end == "fin");
  CHECK(end_at == 60'000);
}

TEST_CASE("an owner's pause and a fault's do not disturb each other") {
  VirtualLoop v;
  Pair pair(v.loop);
  std::unique_ptr<Timer> first, second;
  std::string at_delay, before_resume;
  play(
      v.loop,
      [&](auto done) {
        pair.listen();
        pair.accepted = [&] { pair.server.connection->add_fault(fault::Delay{fault::Way::in, 500}); };
        pair.client.connected = [&] {
          pair.client.connection->send(as_bytes("held"));
          pair.client.connection->finish();
        };
        pair.server.ended = [done] { done(); };
        first = std::make_unique<Timer>(v.loop);
        first->after(100, [&] { pair.server.connection->pause_reading(true); });
        second = std::make_unique<Timer>(v.loop);
        second->after(900, [&] {
          before_resume = pair.server.heard + pair.server.end;
          CHECK(pair.server.connection->held_in() == 4);
          pair.server.connection->pause_reading(false);
        });
        pair.connect();
      },
      [&] { pair.clean(), first.reset(), second.reset(); });
  CHECK(before_resume.empty());
  CHECK(pair.server.heard == "held");
  CHECK(pair.server.end == "fin");
}

TEST_CASE("more than one turn's worth of bytes passes a fault that has nothing to wait for") {
  VirtualLoop v;
  Pair pair(v.loop);
  const std::string much(3 << 20, 'c');
  play(
      v.loop,
      [&](auto done) {
        pair.listen();
        pair.accepted = [&] { pair.server.connection->add_fault(fault::CutAfter{fault::Way::in, 2 << 20}); };
        pair.client.connected = [&] { pair.client.connection->send(as_bytes(much)); };
        pair.server.ended = [done] { done(); };
        pair.connect();
      },
      [&] { pair.clean(); });
  CHECK(pair.server.heard.size() == 2 << 20);
  CHECK(pair.server.end == "faulted");
}

TEST_CASE("on_drained comes once all is out, from the loop, and not if nothing ever waited") {
  VirtualLoop v;
  Pair pair(v.loop);
  const std::string much(8 << 20, 'd');
  int drained = 0;
  bool sending = false;
  play(
      v.loop,
      [&](auto done) {
        pair.listen();
        pair.accepted = [&] {
          pair.server.connection->send(as_bytes("small"));
          CHECK(pair.server.connection->unsent() == 0);
        };
        pair.server.drained = [&] {
          CHECK_FALSE(sending);
          CHECK(pair.server.connection->unsent() == 0);
          if (++drained == 2) pair.server.connection->finish();
          if (drained != 1) return;
          pair.server.connection->send(as_bytes(much));
          pair.server.connection->send(as_bytes(much));
        };
        pair.client.got = [&](std::string_view) {
          if (pair.client.heard != "small") return;
          CHECK(drained == 0);
          sending = true;
          pair.server.connection->send(as_bytes(much));
          CHECK(pair.server.connection->unsent() > 0);
          sending = false;
        };
        pair.client.ended = [done] { done(); };
        pair.connect();
      },
      [&] { pair.clean(); });
  CHECK(drained == 2);
  CHECK(pair.client.heard.size() == 5 + 3 * much.size());
}

TEST_CASE("on_drained waits for a fault that holds bytes back, and comes when the faults are taken away") {
  for (const bool clear : {false, true}) {
    CAPTURE(clear);
    VirtualLoop v;
    Pair pair(v.loop);
    std::unique_ptr<Timer> early;
    Millis drained_at = -1;
    int drained = 0;
    play(
        v.loop,
        [&](auto done) {
          pair.listen();
          pair.accepted = [&] {
            pair.server.connection->add_fault(fault::Delay{fault::Way::out, 300});
            pair.server.connection->send(as_bytes("late"));
            CHECK(pair.server.connection->unsent() == 4);
          };
          pair.server.drained = [&, done] {
            if (++drained > 1) return;
            drained_at = v.loop.now() - 1000;
            pair.server.connection->clear_faults();
            pair.server.connection->send(as_bytes("on time"));  // waits for nothing: no word of it
            early->after(1000, [done] { done(); });
          };
          early = std::make_unique<Timer>(v.loop);
          early->after(100, [&, clear] {
            if (clear) pair.server.connection->clear_faults();
            CHECK(drained_at == -1);
          });
          pair.connect();
        },
        [&] { pair.clean(), early.reset(); });
    CHECK(drained_at == (clear ? 100 : 300));
    CHECK(drained == 1);
  }
}

TEST_CASE("when the faults go, what they held is passed on in order, both ways, and the end behind it") {
  VirtualLoop v;
  Pair pair(v.loop);
  std::unique_ptr<Timer> later;
  Millis end_at = 0;
  play(
      v.loop,
      [&](auto done) {
        pair.listen();
        pair.accepted = [&] {
          using fault::Way;
          auto& c = *pair.server.connection;
          for (const Way way : {Way::in, Way::out}) {
            c.add_fault(fault::Slice{way, 2, 10'000});
            c.add_fault(fault::Delay{way, 30'000});
            c.add_fault(fault::Stall{way, 1});
          }
          c.send(as_bytes("ABCDEFGH"));
        };
        pair.client.connected = [&] { pair.client.connection->send(as_bytes("abcdefgh")); };
        later = std::make_unique<Timer>(v.loop);
        later->after(35'000, [&] {
          auto& c = *pair.server.connection;
          CHECK(pair.server.heard == "a");
          CHECK(pair.client.heard == "A");
          c.clear_faults();
          CHECK(pair.server.heard == "a");  // from the loop, not from within
          CHECK(c.held_in() == 7);
          CHECK(c.unsent() == 0);
          c.add_fault(fault::Delay{fault::Way::in, 1});  // a new one is none of those
          c.send(as_bytes("IJ"));
          pair.client.connection->send(as_bytes("ij"));
        });
        pair.server.got = [&](std::string_view) {
          if (pair.server.heard.size() < 10) return;
          end_at = v.loop.now() - 1000;
          pair.server.connection->finish();
        };
        pair.client.ended = [done] { done(); };
        pair.connect();
      },
      [&] { pair.clean(), later.reset(); });
  CHECK(pair.server.heard == "abcdefghij");
  CHECK(pair.client.heard == "ABCDEFGHIJ");
  CHECK(pair.client.end == "fin");
  CHECK(end_at == 35'001);
}

TEST_CASE("a finishing connection closes once its faults are gone") {
  VirtualLoop v;
  Pair pair(v.loop);
  std::unique_ptr<Timer> later;
  Millis end_at = 0;
  play(
      v.loop,
      [&](auto done) {
        pair.listen();
        pair.accepted = [&] {
          pair.server.connection->add_fault(fault::Stall{fault::Way::out, 0});
          pair.server.connection->send(as_bytes("bye"));
          pair.server.connection->finish();
        };
        later = std::make_unique<Timer>(v.loop);
        later->after(700, [&] { pair.server.connection->clear_faults(); });
        pair.client.ended = [&, done] {
          end_at = v.loop.now() - 1000;
          done();
        };
        pair.connect();
      },
      [&] { pair.clean(), later.reset(); });
  CHECK(pair.client.heard == "bye");
  CHECK(pair.client.end == "fin");
  CHECK(end_at == 700);
}

TEST_CASE("bytes that nobody reads turn the end into a reset, unless the connection lingers") {
  for (const Linger linger : {Linger::no, Linger::until_peer_closes}) {
    CAPTURE(static_cast<int>(linger));
    VirtualLoop v;
    Pair pair(v.loop);
    const std::string much(1 << 20, 'u');
    std::string heard_before;
    Millis end_at = 0;
    play(
        v.loop,
        [&, linger](auto done) {
          pair.listen();
          pair.accepted = [&, linger] {
            pair.server.connection->send(as_bytes("no"));
            pair.server.connection->finish(5000, linger);
            CHECK_FALSE(pair.server.connection->is_open());
          };
          pair.client.connected = [&] { pair.client.connection->send(as_bytes(much)); };
          pair.client.ended = [&, done] {
            end_at = v.loop.now() - 1000;
            done();
          };
          pair.connect();
        },
        [&] { pair.clean(); });
    CHECK(pair.client.end == (linger == Linger::no ? "error" : "fin"));
    if (linger != Linger::no) CHECK(pair.client.heard == "no");
    CHECK(end_at == 0);
  }
}

TEST_CASE("a peer that never closes is lingered for no longer than the patience") {
  VirtualLoop v;
  Pair pair(v.loop);
  std::unique_ptr<Timer> later;
  play(
      v.loop,
      [&](auto done) {
        pair.listen();
        pair.accepted = [&] { pair.server.connection->finish(3000, Linger::until_peer_closes); };
        pair.client.connected = [&] { pair.client.connection->pause_reading(true); };  // hears of no end
        later = std::make_unique<Timer>(v.loop);
        later->after(2999, [&, done] {
          pair.client.connection->send(as_bytes("read away"));
          later->after(2, [&, done] {
            pair.client.ended = [done] { done(); };
            pair.client.connection->send(as_bytes("reset"));
            pair.client.connection->pause_reading(false);
          });
        });
        pair.connect();
      },
      [&] { pair.clean(), later.reset(); });
  CHECK(pair.client.end == "error");
}

TEST_CASE("without descriptors left, connects are reset at once, the loop goes on, and one line says so") {
  VirtualLoop v;
  Pair pair(v.loop);
  std::unique_ptr<Timer> later;
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  const auto limit_to = [&](rlim_t files) {
    const rlimit lowered{files, before.rlim_max};
    REQUIRE(setrlimit(RLIMIT_NOFILE, &lowered) == 0);
  };
  std::vector<std::string> ends;
  play(
      v.loop,
      [&](auto done) {
        pair.listen();
        pair.accepted = [&] {
          pair.server.connection->send(as_bytes("served "));
          pair.server.connection->finish();
        };
        const auto connect = [&](bool room_for_both) {
          // The next free number is the client's, the one after it the server's.
          const int next = ::dup(0);
          ::close(next);
          if (!room_for_both) limit_to(static_cast<rlim_t>(next) + 1);
          pair.connect();
        };
        later = std::make_unique<Timer>(v.loop);
        pair.client.ended = [&, connect, done] {
          limit_to(before.rlim_cur);
          ends.push_back(pair.client.end + ": " + pair.client.detail);
          pair.client.connection.reset();
          // From a turn of its own, when the descriptors of the last round are closed.
          if (ends.size() < 4) later->after(1, [connect] { connect(false); });
          if (ends.size() == 4) later->after(1, [connect] { connect(true); });
          if (ends.size() == 5) done();
        };
        connect(true);
      },
      [&] { pair.clean(), later.reset(); });
  const std::string served = "fin: closed by the peer", refused = "error: connection reset by peer";
  CHECK(ends == std::vector<std::string>{served, refused, refused, refused, served});
  CHECK(pair.client.heard == "served served ");
  CHECK(v.clock->now() == 1004);
}
