#pragma once
// A loop in virtual time, and two ends of a connection on it that write down what they hear.

#include <doctest/doctest.h>

#include <functional>
#include <future>
#include <string>

#include "loop/connection.h"
#include "loop/listener.h"
#include "loop/loop.h"

namespace faultcast::loop {

/// A loop in virtual time, and the place where tests put what lives on it.
struct VirtualLoop {
  ManualClock* clock = new ManualClock(1000);
  Loop loop{std::unique_ptr<Clock>(clock), clock};
};

/// An owner that writes down what it hears.
struct Recorder : ConnectionOwner {
  std::string heard;
  std::string end;
  std::unique_ptr<Connection> connection;
  std::string detail;
  TlsInfo tls;
  std::function<void()> connected, ended, secured, drained;
  std::function<void(std::string_view)> got;
  void on_connected() override {
    if (connected) connected();
  }
  void on_bytes(ByteView bytes) override {
    heard += as_text(bytes);
    if (got) got(as_text(bytes));
  }
  void on_secured(const TlsInfo& info) override {
    tls = info;
    if (secured) secured();
  }
  void on_drained() override {
    if (drained) drained();
  }
  void on_end(const EndReason& reason) override {
    constexpr const char* names[] = {"fin", "error", "refused", "timeout", "faulted", "tls"};
    end = names[static_cast<int>(reason.kind)];
    detail = reason.detail;
    if (ended) ended();
  }
};

/// Runs `make` on the loop, waits until it calls done, then runs `clean` on the loop.
template <class Make, class Clean>
void play(Loop& loop, Make make, Clean clean) {
  std::promise<void> done;
  loop.post([&] { make([&] { done.set_value(); }); });
  REQUIRE(done.get_future().wait_for(std::chrono::seconds(20)) == std::future_status::ready);
  loop.call([&] { clean(); });
}

/// A listener and a client; the server side echoes or does what the test says.
struct Pair {
  explicit Pair(Loop& on) : loop(on) {}
  Loop& loop;
  std::unique_ptr<Listener> listener;
  Recorder server, client;
  std::function<void()> accepted;

  void listen() {
    listener = std::move(*Listener::bind(loop, {"127.0.0.1", 0}, [this](std::unique_ptr<Connection> c) {
      server.connection = std::move(c);
      server.connection->set_owner(server);
      if (accepted) accepted();
    }));
  }
  void connect(Millis timeout = 5000) {
    client.connection = Connection::connect(loop, listener->at(), timeout, client);
  }
  void clean() {
    client.connection.reset();
    server.connection.reset();
    listener.reset();
  }
};

}  // namespace faultcast::loop
