#include "loop/wire.h"

#include <algorithm>

namespace faultcast::loop {

namespace {
std::size_t index_of(Role role) {
  return role == Role::client ? 0 : 1;
}
}  // namespace

void Wire::connecting(std::uint16_t server_port) {
  if (enabled_) ++connecting_[server_port];
}

void Wire::connect_ended(std::uint16_t server_port) {
  if (!enabled_) return;
  if (--connecting_[server_port] <= 0) connecting_.erase(server_port);
}

void Wire::opened(LinkId link, Role role) {
  if (!enabled_) return;
  Side& side = links_[link].side[index_of(role)];
  side = {};
  side.open = side.ever_open = true;
}

void Wire::sent(LinkId link, Role by, std::uint64_t bytes) {
  if (enabled_) links_[link].side[index_of(by)].sent += bytes;
}

void Wire::received(LinkId link, Role by, std::uint64_t bytes) {
  if (enabled_) links_[link].side[index_of(by)].received += bytes;
}

void Wire::reading(LinkId link, Role by, bool on) {
  if (enabled_) links_[link].side[index_of(by)].reading = on;
}

void Wire::saw_end(LinkId link, Role by) {
  if (enabled_) links_[link].side[index_of(by)].saw_end = true;
}

void Wire::finished(LinkId link, Role by) {
  if (enabled_) links_[link].side[index_of(by)].finished = true;
}

void Wire::closed(LinkId link, Role by) {
  if (!enabled_) return;
  const auto at = links_.find(link);
  if (at == links_.end()) return;
  at->second.side[index_of(by)].open = false;
  const auto& [client, server] = at->second.side;
  // The other end's turn may be still to come: a connect not told yet, an accept not done yet.
  const bool other_may_come = by == Role::client ? !server.ever_open && listeners_.contains(link.second)
                                                 : !client.ever_open && connecting_.contains(link.second);
  if (!client.open && !server.open && !other_may_come) links_.erase(at);
}

void Wire::black_hole(std::uint16_t port, bool on) {
  if (enabled_) listeners_[port] = on;
}

void Wire::listening(std::uint16_t port, bool on) {
  if (!enabled_) return;
  if (on)
    listeners_.emplace(port, false);
  else
    listeners_.erase(port);
}

bool Wire::towards(const Side& from, const Side& to) {
  if (!to.open || !to.reading || to.saw_end) return false;
  return from.sent > to.received || from.finished || (from.ever_open && !from.open);
}

bool Wire::in_flight() const {
  const auto lost = [&](std::uint16_t port) {
    const auto at = listeners_.find(port);
    return at != listeners_.end() && at->second;
  };
  const bool connects =
      std::any_of(connecting_.begin(), connecting_.end(), [&](const auto& c) { return !lost(c.first); });
  return connects || std::any_of(links_.begin(), links_.end(), [&](const auto& entry) {
           const auto& [client, server] = entry.second.side;
           const bool unaccepted = client.ever_open && !server.ever_open &&
                                   listeners_.contains(entry.first.second) && !lost(entry.first.second);
           return unaccepted || towards(client, server) || towards(server, client);
         });
}

}  // namespace faultcast::loop
