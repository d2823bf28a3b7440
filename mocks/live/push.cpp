#include "live/push.h"

#include <algorithm>

#include "base/encode.h"
#include "base/text.h"

namespace faultcast::live {

namespace {

std::pair<std::string_view, std::string_view> cut(std::string_view text, char at) {
  const auto place = text.find(at);
  if (place == std::string_view::npos) return {text, {}};
  return {text.substr(0, place), text.substr(place + 1)};
}

void merge(Push& push, std::string_view query) {
  for (const auto& part : split(query, '&')) {
    const auto [key, value] = cut(part, '=');
    if (!key.empty() && push.parameter(key) == nullptr)
      push.parameters.emplace_back(key, percent_decode(value));
  }
}

std::string host_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?"));
  if (const auto at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
  if (url.starts_with('[')) return std::string(url.substr(1, url.find(']') - 1));
  return lower(url.substr(0, url.find(':')));
}

}  // namespace

const std::string* Push::parameter(std::string_view name_of) const {
  const auto at =
      std::find_if(parameters.begin(), parameters.end(), [&](const auto& p) { return p.first == name_of; });
  return at == parameters.end() ? nullptr : &at->second;
}

Push parse_push(std::string_view app, std::string_view tc_url, std::string_view publish_name) {
  Push push;
  push.tc_url = tc_url;
  push.name = publish_name;
  push.host = host_of(tc_url);
  const auto [stream, query] = cut(publish_name, '?');
  push.stream = stream;
  push.query = query;
  const auto [plain_app, app_query] = cut(app, '?');
  push.app = plain_app;
  merge(push, query);
  merge(push, app_query);
  merge(push, cut(tc_url, '?').second);
  return push;
}

}  // namespace faultcast::live
