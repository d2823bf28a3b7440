// How a connection talks TLS: between its socket and its pipes.

#include <array>
#include <utility>

#include "loop/connection_body.h"

namespace faultcast::loop {

namespace {

constexpr std::size_t record = 16 * 1024;  // plain bytes of one record (RFC 8446 5.1)
constexpr Millis patience_for_alert = 2000;

}  // namespace

void Connection::Body::secure(std::unique_ptr<TlsStream> with) {
  if (shutting || !open || tls) return;
  tls = std::move(with);
  // A client speaks first: from the loop, since its owner may hear of a failure at once.
  if (role == Role::client) wake_in(loop.now());
}

void Connection::Body::took_raw(ByteView raw) {
  if (!tls) {
    took(raw);
    return;
  }
  // Finishing: what still comes is read away, but for a handshake that what was sent waits for.
  if (owner == nullptr && tls->secured()) return;
  tls->give(raw);
  pump_tls();
}

void Connection::Body::write_tls_output() {
  write(tls->take_output());
}

void Connection::Body::pump_tls() {
  std::array<std::uint8_t, record>
      plain;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled before use
  std::size_t got = 0;
  for (bool more = true; more && !shutting;) {
    if (tls->secured() && (paused || owner == nullptr)) break;
    const auto step = tls->next(plain, got);
    write_tls_output();
    switch (step) {
      case TlsStream::Step::more:
        more = false;
        break;
      case TlsStream::Step::secured:
        if (owner != nullptr) owner->on_secured(tls->info());
        flushed();
        tell_drained();
        break;
      case TlsStream::Step::bytes:
        took(ByteView(plain.data(), got));
        break;
      case TlsStream::Step::closed:
        tls->say_close();
        write_tls_output();
        peer_ended({EndReason::Kind::fin, "closed by the peer"});
        more = false;
        break;
      case TlsStream::Step::failed: {
        // The alert must arrive: closing while bytes of the peer are unread would reset the connection.
        ConnectionOwner* to = std::exchange(owner, nullptr);
        const EndReason reason{EndReason::Kind::tls, tls->why()};
        out.reset();
        finish(patience_for_alert, Linger::until_peer_closes);
        if (to != nullptr) to->on_end(reason);
        more = false;
        break;
      }
    }
  }
  tls->keep_rest();
}

}  // namespace faultcast::loop
