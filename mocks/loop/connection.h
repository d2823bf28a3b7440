#pragma once
// One TCP socket, server or client side, plain or with TLS, with a Pipe in front of each direction: faults
// work on plain bytes. Lives on its loop.

#include <memory>
#include <string>

#include "base/result.h"
#include "fault/pipe.h"
#include "loop/loop.h"
#include "loop/tls.h"

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
    tls,      ///< TLS failed, mostly in the handshake; `detail` is OpenSSL's: "certificate has expired"
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
  /// The TLS handshake is done.
  virtual void on_secured(const TlsInfo&) {}
  virtual void on_bytes(ByteView bytes) = 0;
  /// All that was sent is out, after unsent() had been above 0. Never from within a call of the owner's.
  virtual void on_drained() {}
  virtual void on_end(const EndReason& reason) = 0;
};

/// What happens after the FIN of finish().
enum class Linger {
  no,                 ///< closed at once; bytes of the peer that were not read yet make it a reset
  until_peer_closes,  ///< what still comes is read away, so that the peer can read our last bytes
};

class Connection {
 public:
  /// Client side. The outcome comes as on_connected or on_end, never from within this call.
  static std::unique_ptr<Connection> connect(Loop& loop, const Endpoint& to, Millis timeout,
                                             ConnectionOwner& owner);
  /// Server side: takes over an accepted socket (the Listener does this). Null if it is none.
  static std::unique_ptr<Connection> accepted(Loop& loop, int socket, ConnectionOwner* owner);

  /// Closes at once if it is open; nothing is called back.
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void set_owner(ConnectionOwner& owner);
  /// TLS from here on: called right after the accept, or in on_connected. What is sent before on_secured
  /// waits. A failure comes as on_end, from the loop. A client checks that the certificate is `host`'s.
  void start_tls(TlsServer& server);
  void start_tls(const TlsClient& client, const std::string& host);

  /// Sends, through the outgoing pipe; what the kernel does not take waits in memory (unsent()).
  void send(ByteView bytes);
  /// Lets no on_bytes come until it is turned off; the peer then meets a full window, and its end goes
  /// unseen. A TLS handshake goes on.
  void pause_reading(bool on);
  /// Closes (FIN; in TLS a close_notify before it) once everything given to send() is out, at the latest
  /// after `patience`. No callbacks any more.
  void finish(Millis patience = 5000, Linger linger = Linger::no);
  /// Closes now: FIN, or RST if unread bytes are left. No callbacks any more.
  void close();
  /// Resets now (RST). No callbacks any more.
  void reset();

  /// A byte effect from here on.
  void add_fault(const fault::Effect& effect);
  /// No byte effects from here on; what they hold is passed on, in order. An end that one has brought about
  /// stays.
  void clear_faults();

  /// Bytes of the on_bytes under way that the owner has not looked at: they come again, through the faults
  /// that were added meanwhile.
  void give_back(ByteView bytes);

  [[nodiscard]] const Endpoint& peer() const;
  [[nodiscard]] const Endpoint& local() const;
  [[nodiscard]] std::size_t unsent() const;  ///< bytes that wait for the peer, in our memory
  /// Bytes from the peer that a fault or a pause holds back, in our memory.
  [[nodiscard]] std::size_t held_in() const;
  [[nodiscard]] bool is_open() const;

  struct Body;

 private:
  explicit Connection(std::unique_ptr<Body> body);
  // Outlives this object until libuv has closed the handle.
  std::unique_ptr<Body> body_;
};

}  // namespace faultcast::loop
