// TLS, client and server against each other over real sockets.

#include "loop/tls.h"

#include <doctest/doctest.h>

#include "base/random.h"
#include "loop/pair.h"

using namespace faultcast;
using namespace faultcast::loop;

namespace {

const std::vector<std::string> names = {"8888.example.com", "*.file.myqcloud.com", "127.0.0.1", "::1"};

/// Two ends that start TLS as soon as they can.
struct TlsPair : Pair {
  explicit TlsPair(Loop& on) : Pair(on) {
    accepted = [this] { server.connection->start_tls(*tls_server); };
    client.connected = [this] { client.connection->start_tls(*tls_client, host); };
  }
  void make(TlsServer::Settings of_server, TlsClient::Settings of_client = {}, bool trusted = true) {
    tls_server = std::make_unique<TlsServer>(authority, std::move(of_server));
    if (trusted) of_client.authorities.push_back(authority->pem());
    auto made = TlsClient::make(of_client);
    REQUIRE(made);
    tls_client = std::move(*made);
    listen();
  }
  std::shared_ptr<TlsAuthority> authority = std::make_shared<TlsAuthority>(loop.now());
  std::unique_ptr<TlsServer> tls_server;
  std::unique_ptr<TlsClient> tls_client;
  std::string host = "8888.example.com";
};

/// A relay between client and server that hands raw bytes on through faults of its own.
struct Relay {
  explicit Relay(Loop& on) : loop(on) {}
  Loop& loop;
  std::unique_ptr<Listener> listener;
  Recorder left, right;  // towards client, towards server
  void open(const Endpoint& to, const std::vector<fault::Effect>& left_faults) {
    listener = std::move(*Listener::bind(loop, {"127.0.0.1", 0}, [=, this](std::unique_ptr<Connection> c) {
      left.connection = std::move(c);
      left.connection->set_owner(left);
      for (const auto& effect : left_faults) left.connection->add_fault(effect);
      right.connection = Connection::connect(loop, to, 5000, right);
    }));
    right.connected = [this] { right.connection->send(as_bytes(std::exchange(left.heard, {}))); };
    left.got = [this](std::string_view) {
      if (right.connection->is_open()) right.connection->send(as_bytes(std::exchange(left.heard, {})));
    };
    right.got = [this](std::string_view) { left.connection->send(as_bytes(std::exchange(right.heard, {}))); };
    left.ended = [this] { right.connection->finish(); };
    right.ended = [this] { left.connection->finish(); };
  }
  void clean() {
    left.connection.reset();
    right.connection.reset();
    listener.reset();
  }
};

struct Outcome {
  std::string client, server;
};

/// Plays until both ends have heard of an end, or of the handshake; says what.
Outcome handshake(TlsServer::Settings of_server, TlsClient::Settings of_client = {},
                  const std::string& host = "8888.example.com", bool trusted = true) {
  VirtualLoop v;
  TlsPair pair(v.loop);
  Outcome outcome;
  play(
      v.loop,
      [&](auto done) {
        pair.host = host;
        pair.make(std::move(of_server), std::move(of_client), trusted);
        const auto set = [&, done](Recorder& end, std::string& to) {
          const auto heard = [&, done](const std::string& what) {
            if (!to.empty()) return;
            to = what;
            if (!outcome.client.empty() && !outcome.server.empty()) done();
          };
          end.secured = [&end, heard] { heard(end.tls.version + " for " + end.tls.server_name); };
          end.ended = [&end, heard] { heard(end.end + ": " + end.detail); };
        };
        set(pair.client, outcome.client);
        set(pair.server, outcome.server);
        pair.connect();
      },
      [&] { pair.clean(); });
  CHECK(v.clock->now() == 1000);
  return outcome;
}

std::string noise(std::size_t size) {
  Random random(7);
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += static_cast<char>(random.byte());
  return text;
}

}  // namespace

TEST_CASE("who is trusted, and for which name") {
  using Certificate = TlsServer::Certificate;
  struct Row {
    const char* host;
    Certificate certificate;
    bool trusted, verify;
    const char *client, *server;
  };
  const Row rows[] = {
      {"8888.example.com", Certificate::good, true, true, "TLSv1.3 for 8888.example.com",
       "TLSv1.3 for 8888.example.com"},
      {"b-1.file.myqcloud.com", Certificate::good, true, true, "TLSv1.3 for b-1.file.myqcloud.com",
       "TLSv1.3 for b-1.file.myqcloud.com"},
      {"127.0.0.1", Certificate::good, true, true, "TLSv1.3 for ", "TLSv1.3 for "},
      {"::1", Certificate::good, true, true, "TLSv1.3 for ", "TLSv1.3 for "},
      {"a.b.file.myqcloud.com", Certificate::good, true, true, "tls: hostname mismatch",
       "tls: sslv3 alert bad certificate"},
      {"127.0.0.2", Certificate::good, true, true, "tls: IP address mismatch",
       "tls: sslv3 alert bad certificate"},
      {"8888.example.com", Certificate::good, false, true, "tls: unable to get local issuer certificate",
       "tls: tlsv1 alert unknown ca"},
      {"8888.example.com", Certificate::expired, true, true, "tls: certificate has expired",
       "tls: sslv3 alert certificate expired"},
      {"8888.example.com", Certificate::wrong_name, true, true, "tls: hostname mismatch",
       "tls: sslv3 alert bad certificate"},
      {"nobody.invalid", Certificate::expired, false, false, "TLSv1.3 for nobody.invalid",
       "TLSv1.3 for nobody.invalid"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.host);
    CAPTURE(static_cast<int>(row.certificate));
    TlsClient::Settings client;
    client.verify = row.verify;
    const auto outcome = handshake({names, row.certificate, {}}, client, row.host, row.trusted);
    CHECK(outcome.client == row.client);
    CHECK(outcome.server == row.server);
  }
}

TEST_CASE("1.2 is the oldest version, unless older ones are allowed") {
  const TlsVersions old{TlsVersion::v1_0, TlsVersion::v1_0};
  const TlsVersions two{TlsVersion::v1_2, TlsVersion::v1_2};
  const TlsVersions any{TlsVersion::v1_0, TlsVersion::v1_3};
  using Kind = TlsServer::Certificate;
  auto outcome = handshake({names, Kind::good, {}}, {{}, true, two});
  CHECK(outcome.client == "TLSv1.2 for 8888.example.com");
  CHECK(outcome.server == "TLSv1.2 for 8888.example.com");
  outcome = handshake({names, Kind::good, {}}, {{}, true, old});
  CHECK(outcome.client == "tls: tlsv1 alert protocol version");
  CHECK(outcome.server == "tls: unsupported protocol");
  outcome = handshake({names, Kind::good, any}, {{}, true, old});
  CHECK(outcome.client == "TLSv1 for 8888.example.com");
  CHECK(outcome.server == "TLSv1 for 8888.example.com");
  // The verdict of a client that speaks 1.2 comes before the handshake's end, too.
  outcome = handshake({names, Kind::expired, {}}, {{}, true, two});
  CHECK(outcome.server == "tls: sslv3 alert certificate expired");
}

TEST_CASE("an authority must be a certificate; several are trusted at once") {
  const auto none = TlsClient::make({{"no certificate"}, true, {}});
  REQUIRE_FALSE(none);
  CHECK(none.error().message == "a trusted authority is no certificate in PEM");
  TlsAuthority other(1000);
  CHECK(handshake({names, {}, {}}, {{other.pem()}, true, {}}).client == "TLSv1.3 for 8888.example.com");
}

TEST_CASE("data both ways at every size, sent before the handshake is done, ended by a close_notify") {
  for (const std::size_t size : {1, 16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, 300'000, 1 << 20}) {
    CAPTURE(size);
    VirtualLoop v;
    TlsPair pair(v.loop);
    const std::string sent = noise(size);
    bool drained = false;
    play(
        v.loop,
        [&](auto done) {
          pair.make({names, {}, {}});
          pair.client.connected = [&] {
            pair.client.connection->start_tls(*pair.tls_client, pair.host);
            pair.client.connection->send(as_bytes(sent));
            CHECK(pair.client.connection->unsent() == size);
          };
          pair.client.drained = [&] { drained = true; };
          pair.server.got = [&, size](std::string_view bytes) {
            CHECK(pair.server.tls.version == "TLSv1.3");
            pair.server.connection->send(as_bytes(bytes));
            if (pair.server.heard.size() == size) pair.server.connection->finish();
          };
          pair.client.ended = [done] { done(); };
          pair.connect();
        },
        [&] { pair.clean(); });
    CHECK(pair.server.heard == sent);
    CHECK(pair.client.heard == sent);
    CHECK(pair.client.end + ": " + pair.client.detail == "fin: closed by the peer");
    CHECK(drained);
  }
}

TEST_CASE("byte faults work on the plain bytes") {
  struct Row {
    fault::Effect effect;
    const char *server_hears, *client_hears, *client_end, *client_detail;
    Millis at;
  };
  using fault::Way;
  const Row rows[] = {
      {fault::Slice{Way::in, 1, 1}, "abcdef", "ABCDEF", "fin", "closed by the peer", 5},
      {fault::Slice{Way::out, 1, 1}, "abcdef", "ABCDEF", "fin", "closed by the peer", 5},
      {fault::Delay{Way::out, 700}, "abcdef", "ABCDEF", "fin", "closed by the peer", 700},
      {fault::CutAfter{Way::out, 3}, "abcdef", "ABC", "fin", "closed by the peer without a close_notify", 0},
      {fault::Reset{Way::in, 4}, "abcd", "", "error", "connection reset by peer", 0},
      // Before the handshake has begun: the client may notice as it writes or as it reads.
      {fault::CutAfter{Way::in, 0}, "", "", nullptr, nullptr, 0},
  };
  for (const auto& row : rows) {
    CAPTURE(fault::name_of(row.effect));
    VirtualLoop v;
    TlsPair pair(v.loop);
    Millis end_at = 0;
    play(
        v.loop,
        [&](auto done) {
          pair.make({names, {}, {}});
          pair.accepted = [&] {
            pair.server.connection->start_tls(*pair.tls_server);
            pair.server.connection->add_fault(row.effect);
          };
          pair.server.got = [&](std::string_view) {
            if (pair.server.heard.size() < 6) return;
            pair.server.connection->send(as_bytes("ABCDEF"));
            pair.server.connection->finish();
          };
          pair.client.secured = [&] { pair.client.connection->send(as_bytes("abcdef")); };
          pair.client.ended = [&, done] {
            end_at = v.loop.now() - 1000;
            done();
          };
          pair.connect();
        },
        [&] { pair.clean(); });
    CHECK(pair.server.heard == row.server_hears);
    CHECK(pair.client.heard == row.client_hears);
    CHECK(end_at == row.at);
    if (row.client_end == nullptr) {
      CHECK(pair.server.end == "faulted");
      continue;
    }
    CHECK(pair.client.end == row.client_end);
    CHECK(pair.client.detail == row.client_detail);
  }
}

TEST_CASE("TLS over a line that gives single bytes on, or cuts within the handshake") {
  using fault::Way;
  struct Row {
    std::vector<fault::Effect> faults;
    const char *server_hears, *client, *server;
  };
  const Row rows[] = {
      {{fault::Slice{Way::in, 1, 1}, fault::Slice{Way::out, 1, 1}}, "ping", "fin: closed by the peer", ""},
      {{fault::CutAfter{Way::in, 1}},
       "",
       "tls: closed by the peer within the TLS handshake",
       "tls: closed by the peer within the TLS handshake"},
      {{fault::CutAfter{Way::out, 100}},
       "",
       "tls: closed by the peer within the TLS handshake",
       "tls: closed by the peer within the TLS handshake"},
      {{fault::Reset{Way::out, 100}},
       "",
       "error: connection reset by peer",
       "tls: closed by the peer within the TLS handshake"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.client);
    VirtualLoop v;
    TlsPair pair(v.loop);
    Relay relay(v.loop);
    int open = 2;
    play(
        v.loop,
        [&](auto done) {
          pair.make({names, {}, {}});
          relay.open(pair.listener->at(), row.faults);
          pair.server.got = [&](std::string_view) {
            if (pair.server.heard != "ping") return;
            pair.server.connection->send(as_bytes("pong"));
            pair.server.connection->finish();
            --open;
          };
          pair.client.secured = [&] { pair.client.connection->send(as_bytes("ping")); };
          const auto ended = [&, done] {
            if (--open == 0) done();
          };
          pair.client.ended = ended;
          pair.server.ended = ended;
          pair.client.connection = Connection::connect(v.loop, relay.listener->at(), 5000, pair.client);
        },
        [&] { pair.clean(), relay.clean(); });
    CHECK(pair.server.heard == row.server_hears);
    CHECK(pair.client.end + ": " + pair.client.detail == row.client);
    if (*row.server != 0) CHECK(pair.server.end + ": " + pair.server.detail == row.server);
  }
}

TEST_CASE("what is no TLS is told, and the peer sees an alert or a clean end, however much it sent") {
  struct Row {
    std::string sent;
    const char* detail;
    bool alert;
  };
  const std::string short_hello("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", 10);
  const Row rows[] = {
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "http request", false},
      {noise(3), "", false},  // too little to judge
      {noise(1 << 20), "wrong version number", false},
      {short_hello + noise(1 << 20), "length too short", true},
      {std::string(100, '\0'), "wrong version number", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.detail);
    VirtualLoop v;
    TlsPair pair(v.loop);
    play(
        v.loop,
        [&](auto done) {
          pair.make({names, {}, {}});
          pair.client.connected = [&] {
            pair.client.connection->send(as_bytes(row.sent));
            if (*row.detail == 0) pair.client.connection->finish();
          };
          (*row.detail == 0 ? pair.server : pair.client).ended = [done] { done(); };
          pair.connect();
        },
        [&] { pair.clean(); });
    CHECK(pair.server.end == "tls");
    if (*row.detail == 0) {
      CHECK(pair.server.detail == "closed by the peer within the TLS handshake");
      continue;
    }
    CHECK(pair.server.detail == row.detail);
    CHECK(pair.client.end == "fin");
    // RFC 8446 6: an alert is a record of type 21.
    CHECK(pair.client.heard.starts_with("\x15\x03") == row.alert);
  }
}

TEST_CASE("a client that meets no TLS ends at once, whatever it still had to send") {
  VirtualLoop v;
  TlsPair pair(v.loop);
  play(
      v.loop,
      [&](auto done) {
        pair.make({names, {}, {}});
        pair.accepted = [&] { pair.server.connection->send(as_bytes("220 ready\r\n")); };
        pair.client.connected = [&] {
          pair.client.connection->start_tls(*pair.tls_client, pair.host);
          pair.client.connection->send(as_bytes("never"));
        };
        pair.server.ended = [done] { done(); };
        pair.connect();
      },
      [&] { pair.clean(); });
  CHECK(pair.client.end + ": " + pair.client.detail == "tls: wrong version number");
  CHECK(pair.server.end == "fin");
  CHECK(v.clock->now() == 1000);
}

TEST_CASE("finish under back-pressure, even within the handshake, sends all that was given") {
  for (const auto& row : {std::pair{true, 100}, {true, 4 << 20}, {false, 4 << 20}}) {
    const bool early = row.first;
    const int size = row.second;
    CAPTURE(early);
    CAPTURE(size);
    VirtualLoop v;
    TlsPair pair(v.loop);
    std::unique_ptr<Timer> later;
    const std::string much = noise(static_cast<std::size_t>(size));
    play(
        v.loop,
        [&, early](auto done) {
          pair.make({names, {}, {}});
          const auto speak = [&] {
            pair.server.connection->send(as_bytes(much));
            pair.server.connection->finish(100'000);
            pair.server.connection.reset();
          };
          pair.accepted = [&, early, speak] {
            pair.server.connection->start_tls(*pair.tls_server);
            if (early) speak();
          };
          if (!early) pair.server.secured = speak;
          pair.client.secured = [&] { pair.client.connection->pause_reading(true); };
          later = std::make_unique<Timer>(v.loop);
          later->after(50'000, [&] {
            CHECK(pair.client.heard.empty());
            pair.client.connection->pause_reading(false);
          });
          pair.client.ended = [done] { done(); };
          pair.connect();
        },
        [&] { pair.clean(), later.reset(); });
    CHECK(pair.client.heard == much);
    CHECK(pair.client.detail == "closed by the peer");
    CHECK(v.clock->now() == 51'000);
  }
}

TEST_CASE("a handshake goes on while the owner pauses, its bytes do not") {
  VirtualLoop v;
  TlsPair pair(v.loop);
  std::unique_ptr<Timer> later;
  std::string before;
  play(
      v.loop,
      [&](auto done) {
        pair.make({names, {}, {}});
        pair.accepted = [&] {
          pair.server.connection->start_tls(*pair.tls_server);
          pair.server.connection->pause_reading(true);
        };
        pair.client.secured = [&] { pair.client.connection->send(as_bytes("hello")); };
        later = std::make_unique<Timer>(v.loop);
        later->after(1000, [&] {
          before = pair.server.tls.version + pair.server.heard;
          pair.server.connection->pause_reading(false);
        });
        pair.server.got = [done](std::string_view) { done(); };
        pair.connect();
      },
      [&] { pair.clean(), later.reset(); });
  CHECK(before == "TLSv1.3");
  CHECK(pair.server.heard == "hello");
}

TEST_CASE("what a fault holds comes before the end that a close_notify and a FIN tell of") {
  VirtualLoop v;
  TlsPair pair(v.loop);
  play(
      v.loop,
      [&](auto done) {
        pair.make({names, {}, {}});
        pair.client.secured = [&] { pair.client.connection->add_fault(fault::Delay{fault::Way::in, 500}); };
        pair.server.secured = [&] {
          pair.server.connection->send(as_bytes("late"));
          pair.server.connection->finish();
        };
        pair.client.ended = [done] { done(); };
        pair.connect();
      },
      [&] { pair.clean(); });
  CHECK(pair.client.heard == "late");
  CHECK(pair.client.detail == "closed by the peer");
  CHECK(v.clock->now() == 1500);
}

TEST_CASE("a pause takes hold between two records that came together, and the rest comes after it") {
  VirtualLoop v;
  TlsPair pair(v.loop);
  std::unique_ptr<Timer> later;
  int pauses = 0;
  play(
      v.loop,
      [&](auto done) {
        pair.make({names, {}, {}});
        later = std::make_unique<Timer>(v.loop);
        pair.server.secured = [&] {
          for (const char* word : {"one ", "two ", "three "}) pair.server.connection->send(as_bytes(word));
        };
        pair.server.got = [&](std::string_view) {
          if (pair.server.heard.size() == 15'000) pair.server.connection->finish();
        };
        pair.client.got = [&](std::string_view word) {
          CHECK(word.find(' ') == word.size() - 1);
          ++pauses;
          // Makes the server's end read meanwhile, into the buffer that all connections share.
          pair.client.connection->send(Bytes(5000));
          pair.client.connection->pause_reading(true);
          const std::string so_far = pair.client.heard;
          later->after(1000, [&, so_far] {
            CHECK(pair.client.heard == so_far);
            pair.client.connection->pause_reading(false);
          });
        };
        pair.client.ended = [done] { done(); };
        pair.connect();
      },
      [&] { pair.clean(), later.reset(); });
  CHECK(pair.client.heard == "one two three ");
  CHECK(pauses == 3);
  CHECK(v.clock->now() == 4000);
}

TEST_CASE("a connection may be destroyed within anything it tells") {
  for (const int when : {0, 1, 2, 3}) {
    CAPTURE(when);
    VirtualLoop v;
    TlsPair pair(v.loop);
    play(
        v.loop,
        [&, when](auto done) {
          pair.make({names, {}, {}});
          pair.server.secured = [&, when] {
            if (when == 0) return pair.server.connection.reset();
            for (int i = 0; i < 5; ++i) pair.server.connection->send(Bytes(20'000));
          };
          pair.client.secured = [&, when, done] {
            if (when == 1) pair.client.connection.reset(), done();
            if (when == 0) return;
          };
          pair.client.got = [&, when, done](std::string_view) {
            if (when == 2) pair.client.connection.reset(), done();
            if (when == 3) pair.server.connection->finish();
          };
          pair.client.ended = [&, done] { pair.client.connection.reset(), done(); };
          pair.connect();
        },
        [&] { pair.clean(); });
  }
}
