#include "cdn/host.h"

namespace faultcast::cdn {

Host parse_host(std::string_view name) {
  constexpr std::string_view domain = ".myqcloud.com";
  Host host;
  if (!name.ends_with(domain)) return host;
  name.remove_suffix(domain.size());
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return host;
  const std::string_view label = name.substr(0, dot), role = name.substr(dot + 1);
  const auto dash = label.rfind('-');
  if (dash == std::string_view::npos || dash == 0) return host;
  const std::string_view appid = label.substr(dash + 1);
  if (appid.empty() || appid.find_first_not_of("0123456789") != std::string_view::npos) return host;
  if (role == "file")
    host.kind = Host::Kind::cdn;
  else if (role == "cos")
    host.kind = Host::Kind::legacy_origin;
  else if (role.starts_with("cos") && role.find('.') == std::string_view::npos)
    host.kind = Host::Kind::origin;
  else
    return host;
  host.bucket = label.substr(0, dash);
  host.appid = appid;
  if (host.kind == Host::Kind::origin) host.region = role.substr(3);
  return host;
}

}  // namespace faultcast::cdn
