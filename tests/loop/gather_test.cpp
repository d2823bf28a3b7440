#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pair.h"

using namespace faultcast;
using namespace faultcast::loop;

namespace {

/// Plays `act` on the client's side of a connection in real time; what the server had heard at its end, and
/// in how many pieces.
struct Heard {
  std::string bytes, end;
  std::size_t pieces = 0;
};

Heard play_client(const std::function<void(Connection&)>& act) {
  Loop loop(std::make_unique<SystemClock>(0, 1.0));
  Pair pair(loop);
  Heard heard;
  play(
      loop,
      [&](const std::function<void()>& done) {
        pair.server.ended = done;
        pair.client.connected = [&] { act(*pair.client.connection); };
        pair.listen();
        pair.connect();
      },
      [&] { pair.clean(); });
  heard.bytes = pair.server.heard;
  heard.end = pair.server.end;
  return heard;
}

std::string large(char fill) {
  return std::string(100'000, fill);
}

}  // namespace

TEST_CASE("small sends wait for the end of the turn, a large one takes them along") {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(::bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(::listen(listener, 1) == 0);
  REQUIRE(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0);

  Loop loop(std::make_unique<SystemClock>(0, 1.0));
  Recorder client;
  int server = -1;
  char buffer[16];
  const auto come = [&] { return ::recv(server, buffer, sizeof buffer, MSG_PEEK | MSG_DONTWAIT); };
  ssize_t after_small = 0, after_large = 0;
  play(
      loop,
      [&](const std::function<void()>& done) {
        client.connected = [&, done] {
          server = ::accept(listener, nullptr, nullptr);
          client.connection->send(as_bytes("one "));
          client.connection->send(as_bytes("two"));
          after_small = come();
          client.connection->send(as_bytes(large('b')));
          after_large = come();
          done();
        };
        client.connection = Connection::connect(loop, {"127.0.0.1", ntohs(address.sin_port)}, 5000, client);
      },
      [&] { client.connection.reset(); });
  CHECK(after_small == -1);
  CHECK(after_large == sizeof buffer);
  CHECK(std::string_view(buffer, 9) == "one twobb");
  ::close(server);
  ::close(listener);
}

TEST_CASE("what was gathered goes out before an end of any kind") {
  const auto three = [](Connection& c) {
    for (const char* word : {"one ", "two ", "three"}) c.send(as_bytes(word));
  };
  for (const char* how : {"finish", "close"}) {
    CAPTURE(how);
    const bool close = how == std::string("close");
    const Heard heard = play_client([&](Connection& c) {
      three(c);
      if (close)
        c.close();
      else
        c.finish();
    });
    CHECK(heard.bytes == "one two three");
    CHECK(heard.end == "fin");
  }
}

TEST_CASE("small and large sends keep their order") {
  const Heard heard = play_client([](Connection& c) {
    c.send(as_bytes("a"));
    c.send(as_bytes(large('b')));
    c.send(as_bytes("c"));
    c.send(as_bytes("d"));
    c.send(as_bytes(large('e')));
    c.finish();
  });
  CHECK(heard.bytes == "a" + large('b') + "cd" + large('e'));
}

TEST_CASE("a connection that is gone before its turn ends takes what it gathered with it") {
  const Heard heard = play_client([](Connection& c) {
    c.send(as_bytes("last words"));
    c.reset();
  });
  CHECK(heard.end == "error");
}
