#pragma once
// A port. It can be told not to listen while it keeps its number ("connection refused"), or to let connects
// run into nothing ("filtered").

#include <functional>
#include <memory>
#include <optional>

#include "base/result.h"
#include "loop/connection.h"
#include "loop/loop.h"

namespace faultcast::loop {

enum class Door {
  open,
  closed,    ///< bound, not listening: the kernel answers RST
  filtered,  ///< a backlog that we fill ourselves: SYNs are dropped
};

class Listener {
 public:
  /// Binds and, if the door is open, listens; port 0 takes a free one. `on_connection` gets every connection,
  /// on the loop's thread. Fails with a sentence that names the address and, where /proc tells, the process
  /// that holds it.
  static Result<std::unique_ptr<Listener>> bind(
      Loop& loop, const Endpoint& at, std::function<void(std::unique_ptr<Connection>)> on_connection);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  [[nodiscard]] const Endpoint& at() const { return at_; }
  Result<void> set_door(Door door);
  [[nodiscard]] Door door() const { return door_; }

 private:
  struct Handle;
  Listener(Loop& loop, std::function<void(std::unique_ptr<Connection>)> on_connection);
  Result<int> bound_socket(const Endpoint& at, bool quietly) const;
  Result<void> listen_on(int socket);
  Result<void> block(int socket);
  void accept_some();
  bool refuse_one(int error);
  void shut();

  Loop& loop_;
  std::function<void(std::unique_ptr<Connection>)> on_connection_;
  Endpoint at_;
  Door door_ = Door::closed;
  Handle* handle_ = nullptr;  ///< open: owned by libuv until it is closed
  int idle_socket_ = -1;      ///< closed or filtered: keeps the number
  std::vector<int> fillers_;
  bool told_shortage_ = false;
};

/// "PID (name)" of the process that listens on this TCP port, where /proc lets us see it.
std::optional<std::string> holder_of_port(std::uint16_t port);

}  // namespace faultcast::loop
