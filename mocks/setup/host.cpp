#include "setup/host.h"

#include <algorithm>

namespace faultcast::setup {

std::optional<HostParts> host_parts(std::string_view host) {
  const auto scheme = host.find("://");
  const std::size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::string_view name = host.substr(begin, host.find_first_of(":/", begin) - begin);
  if (name.empty() || name == "localhost" || name.front() == '[') return std::nullopt;
  if (name.find_first_not_of("0123456789.") == std::string_view::npos) return std::nullopt;
  const std::string_view label = name.substr(0, name.find('.'));
  if (label.empty()) return std::nullopt;
  return HostParts{std::string(host.substr(0, begin)), std::string(label),
                   std::string(host.substr(begin + label.size()))};
}

}  // namespace faultcast::setup
