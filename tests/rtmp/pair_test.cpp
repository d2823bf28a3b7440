// Our publisher against our server, over pipes in memory.

#include <doctest/doctest.h>

#include <algorithm>

#include "rtmp/client_session.h"
#include "rtmp/transcript.h"
#include "rtmp/wire.h"

using namespace faultcast;
using namespace faultcast::rtmp;

namespace {

using Lines = std::vector<std::string>;

std::string told(const ClientEvent& event) {
  struct Teller {
    std::string operator()(const ClientHandshakeDone&) const { return "handshake"; }
    std::string operator()(const ClientConnected&) const { return "connected"; }
    std::string operator()(const ClientPublishStarted&) const { return "started"; }
    std::string operator()(const ClientRefused& e) const {
      return fmt::format("refused {} {} {}", e.level, e.code, e.description);
    }
    std::string operator()(const ClientBroken& e) const { return "broken " + e.reason; }
  };
  return std::visit(Teller{}, event);
}

ClientOptions client_options() {
  ClientOptions options;
  options.tc_url = "rtmp://push.example/live";
  options.stream_name = "S1?txSecret=x";
  options.random_seed = 3;
  return options;
}

/// Client and server joined by two pipes that carry `fragment` bytes at a time.
struct Joined {
  explicit Joined(std::size_t fragment_size, const ServerOptions& server_options = {},
                  const ClientOptions& given = client_options())
      : fragment(fragment_size), server(server_options), client(given) {
    client.start();
  }

  void run() {
    append(to_server, client.take_output());
    while (!to_server.empty() || !to_client.empty()) {
      step_server();
      step_client();
    }
  }
  void step_server() {
    const Bytes piece = take(to_server);
    drain(server, piece, seen_by_server, [&](const Event&) { sent_back(); });
    sent_back();
  }
  void step_client() {
    const Bytes piece = take(to_client);
    ByteView in = piece;
    while (auto event = client.next(in)) seen_by_client.push_back(told(*event));
    append(to_server, client.take_output());
  }
  void sent_back() { append(to_client, server.take_output()); }
  Bytes take(Bytes& from) const {
    const auto size = static_cast<std::ptrdiff_t>(std::min(fragment, from.size()));
    Bytes out(from.begin(), from.begin() + size);
    from.erase(from.begin(), from.begin() + size);
    return out;
  }

  std::size_t fragment;
  ServerSession server;
  ClientSession client;
  Bytes to_server, to_client;
  Lines seen_by_server, seen_by_client;
};

/// A client behind handshake and connect, to which a test says what a server would.
struct Client {
  Client() : joined(SIZE_MAX) {
    append(joined.to_server, joined.client.take_output());
    while (joined.seen_by_client.empty()) {
      joined.step_server();
      joined.step_client();
    }
  }
  Lines hear(ByteView bytes) {
    const Bytes own(bytes.begin(), bytes.end());
    ByteView in = own;
    Lines out;
    while (auto event = joined.client.next(in)) out.push_back(told(*event));
    return out;
  }
  Joined joined;
};

const amf0::Value null = amf0::Null{};

Bytes error_to(double transaction) {
  return command("_error", transaction,
                 {null, amf0::Object{{{"level", "error"}, {"code", "C"}, {"description", "D"}}, false, ""}});
}

Bytes status(const char* level, const char* code) {
  return command("onStatus", 0, {null, amf0::Object{{{"level", level}, {"code", code}}, false, ""}});
}

}  // namespace

TEST_CASE("a whole publishing, at every fragment size in both directions") {
  std::vector<std::size_t> sizes = {SIZE_MAX};
  for (std::size_t size = 1; size <= 31; ++size) sizes.push_back(size);
  for (const std::size_t size : sizes) {
    CAPTURE(size);
    Joined joined(size);
    joined.run();
    CHECK(joined.seen_by_client == Lines{"handshake", "connected", "started"});
    joined.client.send_tag(18, 0, raw("02000a 6f6e4d65746144617461 05"));
    joined.client.send_tag(9, 0, Bytes(5000, 0x17));
    joined.client.send_tag(8, 16777215, raw("af01"));
    joined.client.send_tag(9, 16777300, Bytes(9000, 0x27));
    joined.client.send_tag(8, 33554600, raw("af02"));
    joined.client.send_tag(8, 5, raw("af03"));
    joined.client.finish();
    joined.run();
    const std::string connect =
        "connect app=live tcUrl=rtmp://push.example/live flashVer=FMLE/3.0 (compatible; FMSc/1.0)";
    CHECK(joined.seen_by_server ==
          Lines{"handshake digest=false", connect, "publish S1?txSecret=x live",
                "media 18 at 0, 14 bytes 02000a6f..61746105", "media 9 at 0, 5000 bytes 17171717..17171717",
                "media 8 at 16777215, 2 bytes af01", "media 9 at 16777300, 9000 bytes 27272727..27272727",
                "media 8 at 33554600, 2 bytes af02", "media 8 at 5, 2 bytes af03", "ended FCUnpublish"});
    CHECK(joined.seen_by_client.size() == 3);
  }
}

TEST_CASE("the client announces its chunk size before connect, or keeps to 128") {
  Joined joined(SIZE_MAX);
  joined.run();
  CHECK(joined.server.peer_chunk_size() == 4096);
  ClientOptions options = client_options();
  options.chunk_size = 128;
  Joined plain(SIZE_MAX, {}, options);
  plain.run();
  CHECK(plain.server.peer_chunk_size() == 128);
  CHECK(plain.seen_by_client.back() == "started");
}

TEST_CASE("the client acknowledges what it received and answers pings") {
  ServerOptions options;
  options.window_ack_size = 2500;
  Joined joined(SIZE_MAX, options);
  joined.run();
  for (int i = 0; i < 400; ++i) {
    joined.server.send_ping(7);
    joined.sent_back();
  }
  joined.step_client();
  // 400 answers of 18 bytes each, and at least one acknowledgement.
  CHECK(joined.to_server.size() >= 400 * 7);
  joined.run();
  CHECK(joined.client.bytes_received() > 7000);
  CHECK(joined.seen_by_server.size() == 3);
}

TEST_CASE("an _error to connect, createStream or publish is a refusal in the server's words") {
  CHECK(Client().hear(error_to(1)) == Lines{"refused error C D"});
  Client created;
  created.joined.run();
  CHECK(created.joined.seen_by_client.back() == "started");
}

TEST_CASE("an _error to releaseStream or FCPublish stops nothing") {
  Client client;
  CHECK(client.hear(command("_result", 1, {null})) == Lines{"connected"});
  CHECK(client.hear(error_to(2)).empty());
  CHECK(client.hear(error_to(3)).empty());
  CHECK(client.hear(error_to(4)) == Lines{"refused error C D"});
  CHECK(client.hear(error_to(4)).empty());
}

TEST_CASE("an onStatus of level error, or of another code than the start, is a refusal") {
  const auto publishing = [](Client& client) {
    client.hear(command("_result", 1, {null}));
    client.hear(command("_result", 4, {null, 1.0}));
  };
  Client bad_name;
  publishing(bad_name);
  CHECK(bad_name.hear(status("error", "NetStream.Publish.BadName")) ==
        Lines{"refused error NetStream.Publish.BadName "});
  Client idle;
  publishing(idle);
  CHECK(idle.hear(status("status", "NetStream.Publish.Idle")) ==
        Lines{"refused status NetStream.Publish.Idle "});
  Client later;
  publishing(later);
  CHECK(later.hear(status("status", "NetStream.Publish.Start")) == Lines{"started"});
  CHECK(later.hear(status("status", "NetStream.Publish.Idle")).empty());
  CHECK(later.hear(status("error", "NetStream.Publish.Denied")) ==
        Lines{"refused error NetStream.Publish.Denied "});
  later.joined.client.take_output();
  later.joined.client.send_tag(8, 0, raw("af01"));
  CHECK_FALSE(later.joined.client.has_output());
}

TEST_CASE("a server that measures bandwidth shifts the transactions and is still understood") {
  Client client;
  CHECK(client.hear(command("_result", 1, {null})) == Lines{"connected"});
  CHECK(client.hear(command("onBWDone", 0, {null})).empty());
  CHECK(client.hear(command("_result", 4, {null, 1.0})).empty());
  CHECK(client.hear(error_to(5)).empty());
  CHECK(client.hear(error_to(6)) == Lines{"refused error C D"});
}

TEST_CASE("a server's command close is a refusal; bytes that are no RTMP break the client") {
  CHECK(Client().hear(command("close", 0, {null})) == Lines{"refused error close the server asked to close"});
  const auto lines = Client().hear(raw("c7"));
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with("broken first_chunk_without_header: "));
}
