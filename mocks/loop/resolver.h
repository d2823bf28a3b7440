#pragma once
// Names to addresses, for the clients inside: the reference app resolves cloud names here and nowhere else.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fault/rule.h"
#include "loop/connection.h"

namespace faultcast::loop {

class Resolver {
 public:
  /// `pattern` with '*' ("*.livepush2.myqcloud.com"); earlier rows win. `for_port`: only for clients that
  /// want this port; 0: for all.
  void add(std::string pattern, Endpoint to, std::uint16_t for_port = 0) {
    rows_.push_back({std::move(pattern), for_port, std::move(to)});
  }
  /// Where a client that wants host:port has to connect. Addresses are their own answer. None: the name is
  /// unknown.
  [[nodiscard]] std::optional<Endpoint> find(const std::string& host, std::uint16_t port) const;

 private:
  struct Row {
    std::string pattern;
    std::uint16_t for_port;
    Endpoint to;
  };
  std::vector<Row> rows_;
};

/// Is this a numeric IPv4 or IPv6 address?
bool is_address(const std::string& host);

}  // namespace faultcast::loop
