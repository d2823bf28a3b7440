#pragma once
// What a Connection is behind its header: it lives until libuv has closed the handle.
//
//   socket -> read -> [TLS] -> took -> [pipe in]  -> owner
//   socket <- write <- [TLS] <- give_out <- [pipe out] <- send

#include <memory>
#include <optional>

#include "fault/pipe.h"
#include "loop/connection.h"
#include "loop/tls_stream.h"

namespace faultcast::loop {

struct Connection::Body final : LoopHandle, TurnEnd {
  Body(Loop& on, Role as, ConnectionOwner* by);
  static Body& of(void* data) { return *static_cast<Body*>(static_cast<LoopHandle*>(data)); }
  uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&tcp); }

  void opened();
  void update_reading();
  void read(ssize_t count, const uv_buf_t* buffer);
  [[nodiscard]] EndReason end_of_read(int error) const;
  int socket_error();
  void took(ByteView bytes);
  void on_in_wake();
  void pump_in();

  void give_out(ByteView bytes);
  void pump_out();
  void on_out_wake();
  void write(ByteView bytes);
  void write_now(ByteView bytes);
  void write_gathered();
  void turn_ended() override { write_gathered(); }
  void write_pending();
  void flushed();
  void tell_drained();
  [[nodiscard]] std::size_t unsent() const;

  void secure(std::unique_ptr<TlsStream> with);
  void took_raw(ByteView raw);
  void pump_tls();
  void write_tls_output();

  void peer_ended(EndReason reason);
  void tell_end(EndReason reason);
  void end_by_fault(fault::End end);
  void finish(Millis patience, Linger how);
  void shut(fault::End how);
  void close_with_loop() override { shut(fault::End::close); }
  void wake_at(std::unique_ptr<Timer>& timer, Millis then, void (Body::*job)());
  void wake_in(Millis then) { wake_at(in_wake, then, &Body::on_in_wake); }
  void wake_out(Millis then) { wake_at(out_wake, then, &Body::on_out_wake); }

  Loop& loop;
  Role role;
  ConnectionOwner* owner;
  uv_tcp_t tcp{};
  Endpoint local, peer;
  LinkId link{};
  bool open = false, shutting = false, finishing = false, orphan = false;
  bool reading = false, saw_end = false;
  bool paused = false;      // by the owner
  bool turn_is_up = false;  // others are to be served first
  bool owes_drained = false;
  Linger linger = Linger::no;
  bool said_fin = false;
  fault::End end_when_flushed = fault::End::none;

  std::unique_ptr<fault::Pipe> in, out;  // made when a fault comes
  Bytes passed;                          // for the owner, before what `in` holds
  std::optional<EndReason> peer_end;     // waits until the incoming pipe has given on what came before it
  std::unique_ptr<Timer> in_wake, out_wake, deadline;
  std::uint64_t read_turn = 0, read_in_turn = 0;
  std::unique_ptr<TlsStream> tls;

  Bytes gathered;  // small ones of this turn
  Bytes pending;   // not yet given to libuv
  Bytes writing;   // with libuv
  uv_write_t write_request{};
  bool write_under_way = false;

  struct Connecting {
    uv_connect_t request{};
    std::uint16_t port = 0;
  };
  std::unique_ptr<Connecting> connecting;
};

Endpoint endpoint_of(const sockaddr_storage& address);

}  // namespace faultcast::loop
