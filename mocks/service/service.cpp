#include "service/service.h"

#include <fmt/core.h>

namespace faultcast {

std::string Route::url(std::string_view host, std::string_view path_on_it) const {
  if (by == By::host) return fmt::format("http://{}{}", host, path_on_it);
  return fmt::format("{}://{}/{}{}", tls ? "https" : "http", authority, host, path_on_it);
}

}  // namespace faultcast
