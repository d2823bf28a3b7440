#pragma once
// The parts of a host name that matter for renaming.

#include <optional>
#include <string>
#include <string_view>

namespace faultcast::setup {

struct HostParts {
  std::string before;  ///< "http://", or nothing
  std::string label;   ///< the first label, which may be renamed
  std::string after;   ///< the rest: other labels, port, path
};

/// None for what is not to be renamed: "localhost", an address in digits, an IPv6 address.
std::optional<HostParts> host_parts(std::string_view host);

}  // namespace faultcast::setup
