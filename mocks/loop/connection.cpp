#include "loop/connection.h"

#include <arpa/inet.h>

#include <array>
#include <utility>

namespace faultcast::loop {

namespace {

constexpr std::uint64_t read_budget_per_turn = 256 * 1024;
constexpr std::size_t held_max =
    256 * 1024;  // more than this waiting in a fault: the peer is not read any more

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

}  // namespace

struct Connection::Body final : LoopHandle {
  Body(Loop& on, Role as, ConnectionOwner* by) : loop(on), role(as), owner(by) {
    uv_tcp_init(loop.uv(), &tcp);
    tcp.data = static_cast<LoopHandle*>(this);
  }

  static Body& of(void* data) { return *static_cast<Body*>(static_cast<LoopHandle*>(data)); }
  uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&tcp); }

  void opened();
  void start_reading();
  void stop_reading();
  void read(ssize_t count, const uv_buf_t* buffer);
  int socket_error();
  void took(ByteView bytes);
  void pump_in();
  void pump_out();
  void write(ByteView bytes);
  void write_pending();
  void flushed();
  void peer_ended(EndReason reason);
  void tell_end(EndReason reason);
  void end_by_fault(fault::End end);
  void shut(fault::End how);
  void close_with_loop() override { shut(fault::End::close); }
  void wake_at(std::unique_ptr<Timer>& timer, Millis then, void (Body::*job)());

  Loop& loop;
  Role role;
  ConnectionOwner* owner;
  uv_tcp_t tcp{};
  Endpoint local, peer;
  LinkId link{};
  bool open = false, shutting = false, finishing = false, orphan = false, reading = false;
  fault::End end_when_flushed = fault::End::none;

  std::unique_ptr<fault::Pipe> in, out;  // made when a fault comes
  std::optional<EndReason> peer_end;     // waits until the incoming pipe has given on what came before it
  std::unique_ptr<Timer> in_wake, out_wake, deadline;
  std::uint64_t read_turn = 0, read_in_turn = 0;

  Bytes pending;  // not yet given to libuv
  Bytes writing;  // with libuv
  uv_write_t write_request{};
  bool write_under_way = false;

  struct Connecting {
    uv_connect_t request{};
    std::uint16_t port = 0;
  };
  std::unique_ptr<Connecting> connecting;
};

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
  start_reading();
}

void Connection::Body::start_reading() {
  if (reading || shutting || !open) return;
  reading = true;
  loop.wire().reading(link, role, true);
  uv_read_start(
      stream(),
      [](uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
        Bytes& shared = of(handle->data).loop.read_buffer();
        *buffer = uv_buf_init(reinterpret_cast<char*>(shared.data()), static_cast<unsigned>(shared.size()));
      },
      [](uv_stream_t* from, ssize_t count, const uv_buf_t* buffer) { of(from->data).read(count, buffer); });
}

void Connection::Body::stop_reading() {
  if (!reading) return;
  reading = false;
  uv_read_stop(stream());
}

void Connection::Body::read(ssize_t count, const uv_buf_t* buffer) {
  if (count == 0 || shutting) return;
  if (count < 0) {
    loop.wire().saw_end(link, role);
    stop_reading();
    // libuv reports a hang-up after the last bytes as EOF; the socket knows whether it was a reset.
    const int error = count == UV_EOF ? socket_error() : static_cast<int>(count);
    if (error == 0)
      peer_ended({EndReason::Kind::fin, "closed by the peer"});
    else
      peer_ended({EndReason::Kind::error, uv_strerror(error)});
    return;
  }
  const auto size = static_cast<std::size_t>(count);
  loop.wire().received(link, role, size);
  if (read_turn != loop.turn()) {
    read_turn = loop.turn();
    read_in_turn = 0;
  }
  read_in_turn += size;
  took({reinterpret_cast<const std::uint8_t*>(buffer->base), size});
  if (!shutting && reading && read_in_turn > read_budget_per_turn) {
    stop_reading();
    if (!in) wake_at(in_wake, loop.now(), &Body::start_reading);
  }
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
  if (!in) {
    owner->on_bytes(bytes);
    return;
  }
  in->push(bytes, loop.now());
  pump_in();
}

void Connection::Body::pump_in() {
  const auto pulled = in->pull(loop.now());
  if (!pulled.bytes.empty() && owner != nullptr) owner->on_bytes(pulled.bytes);
  if (shutting || owner == nullptr) return;
  if (pulled.flow.end != fault::End::none) {
    end_by_fault(pulled.flow.end);
    return;
  }
  if (peer_end && in->held() == 0) {
    tell_end(*peer_end);
    return;
  }
  if (in->held() > held_max) {
    stop_reading();
    loop.wire().reading(link, role, false);
  } else if (!peer_end) {
    start_reading();
  }
  if (pulled.flow.wake) wake_at(in_wake, *pulled.flow.wake, &Body::pump_in);
}

void Connection::Body::pump_out() {
  const auto pulled = out->pull(loop.now());
  if (!pulled.bytes.empty()) write(pulled.bytes);
  if (shutting) return;
  if (pulled.flow.end != fault::End::none) {
    end_when_flushed = pulled.flow.end;
    flushed();
    return;
  }
  if (pulled.flow.wake) wake_at(out_wake, *pulled.flow.wake, &Body::pump_out);
}

void Connection::Body::wake_at(std::unique_ptr<Timer>& timer, Millis then, void (Body::*job)()) {
  if (!timer) timer = std::make_unique<Timer>(loop);
  timer->at(then, [this, job] {
    if (!shutting) (this->*job)();
  });
}

void Connection::Body::write(ByteView bytes) {
  if (shutting || !open) return;
  loop.wire().sent(link, role, bytes.size());
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
  });
}

void Connection::Body::flushed() {
  if (shutting || write_under_way || !pending.empty() || end_when_flushed == fault::End::none) return;
  if (finishing)
    shut(end_when_flushed);
  else
    end_by_fault(end_when_flushed);
}

void Connection::Body::peer_ended(EndReason reason) {
  if (in && owner != nullptr && in->held() > 0 && !peer_end) {
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

void Connection::Body::shut(fault::End how) {
  if (shutting) return;
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

Connection::Connection(std::unique_ptr<Body> body) : body_(std::move(body)) {}

Connection::~Connection() {
  Body* body = body_.release();
  body->owner = nullptr;
  if (!body->finishing) body->shut(fault::End::close);
  if (body->orphan)
    delete body;  // libuv is done with it already
  else
    body->orphan = true;
}

std::unique_ptr<Connection> Connection::connect(Loop& loop, const Endpoint& to, Millis timeout,
                                                ConnectionOwner& owner) {
  auto body = std::make_unique<Body>(loop, Role::client, &owner);
  body->connecting = std::make_unique<Body::Connecting>();
  body->connecting->port = to.port;
  body->connecting->request.data = static_cast<LoopHandle*>(body.get());
  body->peer = to;
  loop.wire().connecting(to.port);

  Body* raw = body.get();
  const auto end_later = [raw](EndReason reason) {
    raw->deadline = std::make_unique<Timer>(raw->loop);
    raw->deadline->after(0, [raw, reason = std::move(reason)] { raw->tell_end(reason); });
  };
  sockaddr_storage address{};
  const bool v6 = to.host.find(':') != std::string::npos;
  const int parsed = v6 ? uv_ip6_addr(to.host.c_str(), to.port, reinterpret_cast<sockaddr_in6*>(&address))
                        : uv_ip4_addr(to.host.c_str(), to.port, reinterpret_cast<sockaddr_in*>(&address));
  const int started =
      parsed != 0
          ? parsed
          : uv_tcp_connect(&body->connecting->request, &body->tcp, reinterpret_cast<sockaddr*>(&address),
                           [](uv_connect_t* request, int status) {
                             Body& b = Body::of(request->data);
                             if (b.shutting) return;
                             b.loop.wire().connect_ended(b.connecting->port);
                             b.connecting.reset();
                             b.deadline.reset();
                             if (status == 0) {
                               b.opened();
                               if (b.owner != nullptr) b.owner->on_connected();
                               return;
                             }
                             const auto kind = status == UV_ECONNREFUSED ? EndReason::Kind::refused
                                               : status == UV_ETIMEDOUT  ? EndReason::Kind::timeout
                                                                         : EndReason::Kind::error;
                             b.tell_end({kind, uv_strerror(status)});
                           });
  if (started != 0) {
    loop.wire().connect_ended(to.port);
    body->connecting.reset();
    end_later({EndReason::Kind::error, uv_strerror(started)});
  } else {
    body->deadline = std::make_unique<Timer>(loop);
    body->deadline->after(timeout, [raw, timeout] {
      raw->tell_end({EndReason::Kind::timeout, "no answer to the connect in " + spoken_duration(timeout)});
    });
  }
  return std::unique_ptr<Connection>(new Connection(std::move(body)));
}

std::unique_ptr<Connection> Connection::accepted(Loop& loop, uv_stream_t* server, ConnectionOwner* owner) {
  auto connection =
      std::unique_ptr<Connection>(new Connection(std::make_unique<Body>(loop, Role::server, owner)));
  if (uv_accept(server, connection->body_->stream()) != 0) return nullptr;
  connection->body_->opened();
  return connection;
}

void Connection::set_owner(ConnectionOwner& owner) {
  body_->owner = &owner;
}

void Connection::send(ByteView bytes) {
  if (bytes.empty() || body_->finishing) return;
  if (!body_->out) {
    body_->write(bytes);
    return;
  }
  body_->out->push(bytes, body_->loop.now());
  body_->pump_out();
}

void Connection::finish(Millis patience) {
  if (body_->shutting || body_->finishing) return;
  if (!body_->open) {
    close();
    return;
  }
  body_->owner = nullptr;
  body_->finishing = true;
  Body* raw = body_.get();
  raw->deadline = std::make_unique<Timer>(raw->loop);
  raw->deadline->after(patience, [raw] { raw->shut(fault::End::close); });
  if (raw->out) {
    raw->out->finish(fault::End::close);
    raw->pump_out();
  } else {
    raw->end_when_flushed = fault::End::close;
    raw->flushed();
  }
}

void Connection::close() {
  body_->owner = nullptr;
  body_->shut(fault::End::close);
}

void Connection::reset() {
  body_->owner = nullptr;
  body_->shut(fault::End::reset);
}

void Connection::add_fault(const fault::Effect& effect) {
  auto step = fault::make_step(effect);
  if (!step || body_->shutting) return;
  auto& pipe = *fault::way_of(effect) == fault::Way::in ? body_->in : body_->out;
  if (!pipe) pipe = std::make_unique<fault::Pipe>();
  pipe->add(std::move(step));
  // An effect that acts at once (reset after 0 bytes) does so from the loop, not within its caller.
  const bool incoming = *fault::way_of(effect) == fault::Way::in;
  body_->wake_at(incoming ? body_->in_wake : body_->out_wake, body_->loop.now(),
                 incoming ? &Body::pump_in : &Body::pump_out);
}

const Endpoint& Connection::peer() const {
  return body_->peer;
}
const Endpoint& Connection::local() const {
  return body_->local;
}
std::size_t Connection::unsent() const {
  return body_->pending.size() + body_->writing.size() + (body_->out ? body_->out->held() : 0);
}
std::size_t Connection::held_in() const {
  return body_->in ? body_->in->held() : 0;
}
bool Connection::is_open() const {
  return body_->open;
}

}  // namespace faultcast::loop
