#include "loop/resolver.h"

#include <arpa/inet.h>

#include <array>

namespace faultcast::loop {

bool is_address(const std::string& host) {
  std::array<unsigned char, 16> out{};
  return inet_pton(AF_INET, host.c_str(), out.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), out.data()) == 1;
}

std::optional<Endpoint> Resolver::find(const std::string& host, std::uint16_t port) const {
  for (const auto& row : rows_)
    if ((row.for_port == 0 || row.for_port == port) && fault::matches_pattern(host, row.pattern))
      return row.to;
  if (is_address(host)) return Endpoint{host, port};
  return std::nullopt;
}

}  // namespace faultcast::loop
