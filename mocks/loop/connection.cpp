#include "loop/connection.h"

#include <utility>

#include "loop/connection_body.h"

namespace faultcast::loop {

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

std::unique_ptr<Connection> Connection::accepted(Loop& loop, int socket, ConnectionOwner* owner) {
  auto connection =
      std::unique_ptr<Connection>(new Connection(std::make_unique<Body>(loop, Role::server, owner)));
  if (uv_tcp_open(&connection->body_->tcp, socket) != 0) {
    ::close(socket);
    return nullptr;
  }
  connection->body_->opened();
  return connection;
}

void Connection::set_owner(ConnectionOwner& owner) {
  body_->owner = &owner;
}

void Connection::send(ByteView bytes) {
  Body& body = *body_;
  if (bytes.empty() || body.finishing || body.shutting) return;
  if (body.out) {
    body.out->push(bytes, body.loop.now());
    body.pump_out();
  } else {
    body.give_out(bytes);
  }
  if (body.shutting) return;
  if (body.unsent() > 0)
    body.owes_drained = true;
  else if (body.owes_drained)
    body.wake_out(body.loop.now());
}

void Connection::pause_reading(bool on) {
  if (body_->paused == on) return;
  body_->paused = on;
  body_->update_reading();
  // What has come meanwhile is handed on from the loop, not within its caller.
  if (!on && !body_->shutting) body_->wake_in(body_->loop.now());
}

void Connection::start_tls(TlsServer& server) {
  body_->secure(std::make_unique<TlsStream>(server.open()));
}

void Connection::start_tls(const TlsClient& client, const std::string& host) {
  body_->secure(std::make_unique<TlsStream>(client.open(host, body_->loop.now())));
}

void Connection::finish(Millis patience, Linger linger) {
  if (body_->shutting || body_->finishing) return;
  if (body_->open)
    body_->finish(patience, linger);
  else
    close();
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
  if (*fault::way_of(effect) == fault::Way::in)
    body_->wake_in(body_->loop.now());
  else
    body_->wake_out(body_->loop.now());
}

void Connection::clear_faults() {
  Body& body = *body_;
  // Once a fault has decided on the end, that comes.
  if (body.shutting || (body.end_when_flushed != fault::End::none && !body.finishing)) return;
  if (body.in) {
    append(body.passed, body.in->release());
    body.in.reset();
    body.wake_in(body.loop.now());
  }
  if (!body.out) return;
  body.give_out(body.out->release());
  body.out.reset();
  if (body.finishing) {
    body.end_when_flushed = fault::End::close;
    body.flushed();
  } else if (body.owes_drained) {
    body.wake_out(body.loop.now());
  }
}

void Connection::give_back(ByteView bytes) {
  if (bytes.empty() || body_->shutting) return;
  if (body_->in)
    body_->in->push(bytes, body_->loop.now());
  else
    append(body_->passed, bytes);
  body_->wake_in(body_->loop.now());
}

const Endpoint& Connection::peer() const {
  return body_->peer;
}
const Endpoint& Connection::local() const {
  return body_->local;
}
std::size_t Connection::unsent() const {
  return body_->unsent();
}
std::size_t Connection::held_in() const {
  return body_->passed.size() + (body_->in ? body_->in->held() : 0);
}
bool Connection::is_open() const {
  return body_->open && !body_->finishing;
}

}  // namespace faultcast::loop
