#pragma once
// What is on its way between two connections of one loop: bytes that one end gave to the kernel and the other
// has not seen yet, ends not noticed, connects not accepted. Virtual time must not move while anything is.

#include <cstdint>
#include <map>
#include <utility>

namespace faultcast::loop {

/// Ports of (client side, server side).
using LinkId = std::pair<std::uint16_t, std::uint16_t>;
enum class Role : std::uint8_t { client, server };

class Wire {
 public:
  /// Only loops in virtual time keep account.
  void enable() { enabled_ = true; }
  [[nodiscard]] bool enabled() const { return enabled_; }

  void connecting(std::uint16_t server_port);
  void connect_ended(std::uint16_t server_port);
  void opened(LinkId link, Role role);
  void sent(LinkId link, Role by, std::uint64_t bytes);
  void received(LinkId link, Role by, std::uint64_t bytes);
  void reading(LinkId link, Role by, bool on);
  void saw_end(LinkId link, Role by);
  void finished(LinkId link, Role by);  ///< its FIN is on its way, it may still read
  void closed(LinkId link, Role by);

  /// Ports whose listener drops connects: a connect to one is not on its way, it is lost.
  void black_hole(std::uint16_t port, bool on);
  void listening(std::uint16_t port, bool on);

  [[nodiscard]] bool in_flight() const;

 private:
  struct Side {
    bool open = false, ever_open = false, finished = false, reading = true, saw_end = false;
    std::uint64_t sent = 0, received = 0;
  };
  struct Link {
    Side side[2];
  };
  [[nodiscard]] static bool towards(const Side& from, const Side& to);

  bool enabled_ = false;
  std::map<LinkId, Link> links_;
  std::map<std::uint16_t, int> connecting_;
  std::map<std::uint16_t, bool> listeners_;  // port -> is a black hole
};

}  // namespace faultcast::loop
