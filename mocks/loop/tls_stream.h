#pragma once
// The TLS of one connection without its socket: raw bytes in, plain bytes out, and the other way round.

#include <memory>
#include <string>

#include "base/bytes.h"
#include "loop/tls.h"

namespace faultcast::loop {

class TlsStream {
 public:
  explicit TlsStream(ssl_st* takes_over);
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  /// Raw bytes from the peer, borrowed until keep_rest().
  void give(ByteView raw);
  enum class Step {
    more,     ///< nothing to be had without more raw bytes
    secured,  ///< the handshake is done; comes once
    bytes,    ///< `got` plain bytes
    closed,   ///< the peer's close_notify
    failed,   ///< see why()
  };
  /// One step onwards; ask take_output() after each. `plain`: room for a record (16 KiB).
  Step next(std::span<std::uint8_t> plain, std::size_t& got);
  void keep_rest();  ///< what was not looked at yet
  [[nodiscard]] bool has_rest() const { return !input_.empty(); }

  /// Plain bytes for the peer; they wait for the handshake.
  void send(ByteView plain);
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
  /// Says close_notify, once, if it can be said.
  void say_close();
  /// Raw bytes for the peer.
  [[nodiscard]] Bytes take_output() { return std::exchange(output_, {}); }

  [[nodiscard]] bool secured() const { return secured_; }
  [[nodiscard]] TlsInfo info() const;
  [[nodiscard]] const std::string& why() const { return why_; }

 private:
  struct Rim;
  Step failed(int result);
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
  ByteView input_;
  Bytes rest_;  // what input_ is a view of, between calls
  Bytes output_, waiting_;
  bool secured_ = false, said_close_ = false, over_ = false;
  std::string why_;
};

}  // namespace faultcast::loop
