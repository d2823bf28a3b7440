#include "loop/connection_body.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <array>
#include <utility>

namespace faultcast::loop {

namespace {

constexpr std::uint64_t read_budget_per_turn = 256 * 1024;
constexpr std::size_t gathered_max = 4096;
constexpr std::size_t held_max =
    256 * 1024;  // more than this waiting in a fault: the peer is not read any more

}  // namespace

Endpoint endpoint_of(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    return {text.data(), ntohs(v6.sin6_port)};
  }
  const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
  inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
  return {text.data(), ntohs(v4.sin_port)};
}

Connection::Body::Body(Loop& on, Role as, ConnectionOwner* by) : loop(on), role(as), owner(by) {
  uv_tcp_init(loop.uv(), &tcp);
  tcp.data = static_cast<LoopHandle*>(this);
}

void Connection::Body::opened() {
  sockaddr_storage address{};
  int size = sizeof address;
  if (uv_tcp_getsockname(&tcp, reinterpret_cast<sockaddr*>(&address), &size) == 0)
    local = endpoint_of(address);
  size = sizeof address;
  if (uv_tcp_getpeername(&tcp, reinterpret_cast<sockaddr*>(&address), &size) == 0)
    peer = endpoint_of(address);
  link = role == Role::client ? LinkId{local.port, peer.port} : LinkId{peer.port, local.port};
  // Small answers must not wait for the peer's delayed acks (RTMP ingest, 0: TCP).
  uv_tcp_nodelay(&tcp, 1);
  uv_tcp_keepalive(&tcp, 1, 60);
  open = true;
  loop.wire().opened(link, role);
  update_reading();
}

void Connection::Body::update_reading() {
  if (shutting || !open) return;
  // A handshake goes on whatever the owner wants: what it sent waits for it.
  const bool owner_waits = paused && !finishing && (!tls || tls->secured());
  const bool full = in && passed.size() + in->held() > held_max;
  const bool may = !owner_waits && !full;
  loop.wire().reading(link, role, may);
  const bool wanted = may && !turn_is_up && !saw_end;
  if (wanted == reading) return;
  reading = wanted;
  if (!wanted) {
    uv_read_stop(stream());
    return;
  }
  uv_read_start(
      stream(),
      [](uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
        Bytes& shared = of(handle->data).loop.read_buffer();
        *buffer = uv_buf_init(reinterpret_cast<char*>(shared.data()), static_cast<unsigned>(shared.size()));
      },
      [](uv_stream_t* from, ssize_t count, const uv_buf_t* buffer) { of(from->data).read(count, buffer); });
}

void Connection::Body::read(ssize_t count, const uv_buf_t* buffer) {
  if (count == 0 || shutting) return;
  if (count < 0) {
    loop.wire().saw_end(link, role);
    saw_end = true;
    update_reading();
    if (peer_end) return;  // a close_notify came before, and waits for what a fault holds
    // libuv reports a hang-up after the last bytes as EOF; the socket knows whether it was a reset.
    peer_ended(end_of_read(count == UV_EOF ? socket_error() : static_cast<int>(count)));
    return;
  }
  const auto size = static_cast<std::size_t>(count);
  loop.wire().received(link, role, size);
  if (read_turn != loop.turn()) {
    read_turn = loop.turn();
    read_in_turn = 0;
  }
  read_in_turn += size;
  if (read_in_turn > read_budget_per_turn) {
    turn_is_up = true;
    wake_in(loop.now());
  }
  took_raw({reinterpret_cast<const std::uint8_t*>(buffer->base), size});
  update_reading();
}

EndReason Connection::Body::end_of_read(int error) const {
  if (error != 0) return {EndReason::Kind::error, uv_strerror(error)};
  if (!tls) return {EndReason::Kind::fin, "closed by the peer"};
  if (!tls->secured()) return {EndReason::Kind::tls, "closed by the peer within the TLS handshake"};
  return {EndReason::Kind::fin, "closed by the peer without a close_notify"};
}

int Connection::Body::socket_error() {
  uv_os_fd_t fd = -1;
  int error = 0;
  socklen_t size = sizeof error;
  if (uv_fileno(reinterpret_cast<uv_handle_t*>(&tcp), &fd) != 0) return 0;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return 0;
  return uv_translate_sys_error(error);
}

void Connection::Body::took(ByteView bytes) {
  if (owner == nullptr) return;  // finishing: what still comes is read away
  if (!in && passed.empty() && !paused) {
    owner->on_bytes(bytes);
    return;
  }
  if (in)
    in->push(bytes, loop.now());
  else
    append(passed, bytes);
  pump_in();
}

void Connection::Body::on_in_wake() {
  turn_is_up = false;
  pump_in();
  if (!shutting && tls) pump_tls();
  update_reading();
}

void Connection::Body::pump_in() {
  if (owner == nullptr || paused) return;
  fault::Pipe::Pulled pulled;
  if (in) pulled = in->pull(loop.now());
  Bytes bytes = std::exchange(passed, {});
  append(bytes, pulled.bytes);
  if (!bytes.empty()) owner->on_bytes(bytes);
  if (shutting || owner == nullptr) return;
  if (pulled.flow.end != fault::End::none) {
    end_by_fault(pulled.flow.end);
    return;
  }
  if (peer_end && passed.empty() && (!in || in->held() == 0)) {
    tell_end(*peer_end);
    return;
  }
  update_reading();
  if (pulled.flow.wake) wake_in(*pulled.flow.wake);
}

void Connection::Body::give_out(ByteView bytes) {
  if (!tls) {
    write(bytes);
    return;
  }
  tls->send(bytes);
  write_tls_output();
}

void Connection::Body::pump_out() {
  const auto pulled = out->pull(loop.now());
  if (!pulled.bytes.empty()) give_out(pulled.bytes);
  if (shutting) return;
  if (pulled.flow.end != fault::End::none) {
    end_when_flushed = pulled.flow.end;
    flushed();
    return;
  }
  if (pulled.flow.wake) wake_out(*pulled.flow.wake);
}

void Connection::Body::on_out_wake() {
  if (out) pump_out();
  tell_drained();
}

void Connection::Body::wake_at(std::unique_ptr<Timer>& timer, Millis then, void (Body::*job)()) {
  if (!timer) timer = std::make_unique<Timer>(loop);
  if (timer->running() && timer->due() <= then) return;
  timer->at(then, [this, job] {
    if (!shutting) (this->*job)();
  });
}

// Small answers go out together at the end of the turn: one that is sent at once wakes its reader, who would
// mostly fall asleep again before the next.
void Connection::Body::write(ByteView bytes) {
  if (shutting || !open || bytes.empty()) return;
  loop.wire().sent(link, role, bytes.size());
  if (loop.virtual_time() || gathered.size() + bytes.size() > gathered_max) {
    write_gathered();
    write_now(bytes);
    return;
  }
  if (gathered.empty()) loop.at_end_of_turn(*this);
  append(gathered, bytes);
}

void Connection::Body::write_gathered() {
  if (gathered.empty()) return;
  loop.forget(*this);
  write_now(std::exchange(gathered, {}));
}

void Connection::Body::write_now(ByteView bytes) {
  if (!write_under_way && pending.empty()) {
    auto buffer = uv_buf_init(const_cast<char*>(as_text(bytes).data()), static_cast<unsigned>(bytes.size()));
    const int taken = uv_try_write(stream(), &buffer, 1);
    if (taken > 0) bytes = bytes.subspan(static_cast<std::size_t>(taken));
    // An error shows up again at the next read or write, where it is told.
    if (bytes.empty()) return;
  }
  append(pending, bytes);
  write_pending();
}

void Connection::Body::write_pending() {
  if (write_under_way || pending.empty()) return;
  writing.swap(pending);
  pending.clear();
  write_under_way = true;
  write_request.data = static_cast<LoopHandle*>(this);
  auto buffer = uv_buf_init(reinterpret_cast<char*>(writing.data()), static_cast<unsigned>(writing.size()));
  uv_write(&write_request, stream(), &buffer, 1, [](uv_write_t* request, int status) {
    Body& body = of(request->data);
    body.write_under_way = false;
    body.writing = {};
    if (body.shutting) return;
    if (status < 0) {
      body.pending.clear();
      body.peer_ended({EndReason::Kind::error, uv_strerror(status)});
      return;
    }
    body.write_pending();
    body.flushed();
    body.tell_drained();
  });
}

std::size_t Connection::Body::unsent() const {
  // Of a write under way libuv knows how much the kernel has taken.
  return pending.size() + uv_stream_get_write_queue_size(reinterpret_cast<const uv_stream_t*>(&tcp)) +
         (out ? out->held() : 0) + (tls ? tls->waiting() : 0);
}

void Connection::Body::tell_drained() {
  if (!owes_drained || shutting || owner == nullptr || unsent() > 0) return;
  owes_drained = false;
  owner->on_drained();
}

void Connection::Body::flushed() {
  write_gathered();
  if (shutting || write_under_way || !pending.empty() || end_when_flushed == fault::End::none) return;
  if (tls && tls->waiting() > 0) return;
  if (!finishing) {
    end_by_fault(end_when_flushed);
    return;
  }
  if (tls && end_when_flushed == fault::End::close) {
    tls->say_close();
    write_tls_output();
    if (write_under_way || shutting) return;
  }
  if (linger == Linger::no || saw_end || end_when_flushed == fault::End::reset) {
    shut(end_when_flushed);
    return;
  }
  if (std::exchange(said_fin, true)) return;
  uv_os_fd_t fd = -1;
  if (uv_fileno(reinterpret_cast<uv_handle_t*>(&tcp), &fd) == 0) ::shutdown(fd, SHUT_WR);
  loop.wire().finished(link, role);
}

void Connection::Body::peer_ended(EndReason reason) {
  const bool holds = !passed.empty() || (in && in->held() > 0);
  if (holds && owner != nullptr && !peer_end) {
    peer_end = std::move(reason);
    pump_in();
    return;
  }
  tell_end(reason);
}

// A copy, since shutting may destroy the place where the reason lies.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
void Connection::Body::tell_end(EndReason reason) {
  ConnectionOwner* to = std::exchange(owner, nullptr);
  shut(fault::End::close);
  if (to != nullptr) to->on_end(reason);
}

void Connection::Body::end_by_fault(fault::End end) {
  ConnectionOwner* to = std::exchange(owner, nullptr);
  shut(end);
  if (to != nullptr)
    to->on_end(
        {EndReason::Kind::faulted, end == fault::End::reset ? "reset by a fault" : "closed by a fault"});
}

void Connection::Body::finish(Millis patience, Linger how) {
  owner = nullptr;
  finishing = true;
  linger = how;
  deadline = std::make_unique<Timer>(loop);
  deadline->after(patience, [this] { shut(fault::End::close); });
  update_reading();
  if (out) {
    out->finish(fault::End::close);
    pump_out();
  } else {
    end_when_flushed = fault::End::close;
    flushed();
  }
}

void Connection::Body::shut(fault::End how) {
  if (shutting) return;
  write_gathered();
  shutting = true;
  open = false;
  if (connecting) loop.wire().connect_ended(connecting->port);
  in_wake.reset();
  out_wake.reset();
  deadline.reset();
  loop.wire().closed(link, role);
  const auto closed = [](uv_handle_t* handle) {
    Body& body = of(handle->data);
    if (body.orphan)
      delete &body;
    else
      body.orphan = true;  // the Connection still holds it
  };
  auto* handle = reinterpret_cast<uv_handle_t*>(&tcp);
  if (how != fault::End::reset || uv_tcp_close_reset(&tcp, closed) != 0) uv_close(handle, closed);
}

}  // namespace faultcast::loop
