#pragma once
// One TCP socket, server or client side, with a Pipe in front of each direction. Lives on its loop.

#include <memory>
#include <string>

#include "base/result.h"
#include "fault/pipe.h"
#include "loop/loop.h"

namespace faultcast::loop {

/// An address as sockets know it. Hosts are numeric here; names are the Resolver's.
struct Endpoint {
  std::string host;
  std::uint16_t port = 0;
  [[nodiscard]] std::string str() const { return fmt::format("{}:{}", host, port); }
  bool operator==(const Endpoint&) const = default;
};

/// How a connection ended, seen from its owner.
struct EndReason {
  enum class Kind {
    fin,      ///< the peer closed
    error,    ///< the peer reset, or the network failed; `detail` says what
    refused,  ///< client side: nobody listens
    timeout,  ///< client side: the connect was not answered in time
    faulted,  ///< a fault of ours cut it (close or reset)
  } kind = Kind::fin;
  std::string detail;
};

/// Who owns a connection and hears of it. on_end comes at most once, and nothing after it; the connection is
/// closed by then. It may be destroyed within any of these calls.
class ConnectionOwner {
 public:
  ConnectionOwner() = default;
  ConnectionOwner(const ConnectionOwner&) = delete;
  ConnectionOwner& operator=(const ConnectionOwner&) = delete;
  virtual ~ConnectionOwner() = default;
  virtual void on_connected() {}
  virtual void on_bytes(ByteView bytes) = 0;
  virtual void on_end(const EndReason& reason) = 0;
};

class Connection {
 public:
  /// Client side. The outcome comes as on_connected or on_end, never from within this call.
  static std::unique_ptr<Connection> connect(Loop& loop, const Endpoint& to, Millis timeout,
                                             ConnectionOwner& owner);
  /// Server side: takes over an accepted socket (the Listener does this).
  static std::unique_ptr<Connection> accepted(Loop& loop, uv_stream_t* server, ConnectionOwner* owner);

  /// Closes at once if it is open; nothing is called back.
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void set_owner(ConnectionOwner& owner);
  /// Sends, through the outgoing pipe; what the kernel does not take waits in memory (unsent()).
  void send(ByteView bytes);
  /// Closes (FIN) once everything given to send() is out, at the latest after `patience`. No callbacks any
  /// more.
  void finish(Millis patience = 5000);
  /// Closes now: FIN, or RST if unread bytes are left. No callbacks any more.
  void close();
  /// Resets now (RST). No callbacks any more.
  void reset();

  /// A byte effect from here on.
  void add_fault(const fault::Effect& effect);

  [[nodiscard]] const Endpoint& peer() const;
  [[nodiscard]] const Endpoint& local() const;
  [[nodiscard]] std::size_t unsent() const;  ///< bytes that wait for the peer, in our memory
  [[nodiscard]] std::size_t held_in() const;  ///< bytes from the peer that a fault holds back, in our memory
  [[nodiscard]] bool is_open() const;

  struct Body;

 private:
  explicit Connection(std::unique_ptr<Body> body);
  // Outlives this object until libuv has closed the handle.
  std::unique_ptr<Body> body_;
};

}  // namespace faultcast::loop
