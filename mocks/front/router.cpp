#include "front/router.h"

#include "base/text.h"
#include "fault/rule.h"

namespace faultcast::front {

Service* Router::by_name(const std::string& host) const {
  for (const auto& [pattern, service] : names_)
    if (fault::matches_pattern(host, pattern)) return service;
  return nullptr;
}

Router::Found Router::find(const http::RequestHead& head, bool tls) const {
  Found found;
  Route& route = found.route;
  route.tls = tls;
  route.path = head.path;
  route.authority = head.port == 0 ? head.host : fmt::format("{}:{}", head.host, head.port);
  if (found.service = by_name(head.host); found.service != nullptr) {
    route.by = Route::By::host;
    route.cloud_host = head.host;
    return found;
  }
  const auto end = head.path.find('/', 1);
  const std::string first =
      lower(std::string_view(head.path).substr(1, end == std::string::npos ? end : end - 1));
  // ".file.myqcloud.com" is what is left of a name whose first label was our address.
  if (found.service = first.starts_with('.') ? nullptr : by_name(first); found.service != nullptr) {
    route.by = Route::By::path;
    route.cloud_host = first;
    route.path = end == std::string::npos ? "/" : head.path.substr(end);
    return found;
  }
  route.by = Route::By::prefix;
  for (const auto& prefix : prefixes_) {
    if (!head.path.starts_with(prefix.dropped + prefix.path)) continue;
    found.service = prefix.service;
    route.path = head.path.substr(prefix.dropped.size());
    break;
  }
  return found;
}

std::vector<std::string> Router::served() const {
  std::vector<std::string> out;
  for (const auto& [pattern, service] : names_) out.push_back(pattern);
  for (const auto& prefix : prefixes_)
    if (prefix.dropped.empty()) out.push_back(prefix.path + "…");
  return out;
}

}  // namespace faultcast::front
