#include "front/settings.h"

#include <algorithm>

namespace faultcast::front {

const std::vector<setup::Setting>& settings() {
  const auto row = [](std::string_view path, std::string_view fallback, std::string_view about) {
    return setup::Setting{.path = path,
                          .kind = setup::Setting::Kind::number,
                          .fallback = fallback,
                          .about = about,
                          .source = "no document gives a figure",
                          .certainty = "inferred"};
  };
  static const std::vector<setup::Setting> rows = {
      {.path = "console.http.certificate",
       .kind = setup::Setting::Kind::choice,
       .fallback = "\"good\"",
       .choices = {"good", "expired", "wrong_name"},
       .about = "the certificate that https servers show: good, for who trusts faultcast's authority",
       .about_zh = "https 服务器出示的证书：正常、已过期、域名不符"},
      row("console.http.behaviour.idle_s", "60", "how long a connection may wait for its next request"),
      row("console.http.behaviour.head_s", "30", "from the first byte of a request to the end of its head"),
      row("console.http.behaviour.body_s", "60", "longest gap between two pieces of a body"),
      row("console.http.behaviour.connections_max", "20000", "connections at one time"),
  };
  return rows;
}

Behaviour Behaviour::of(const setup::Setup& setup) {
  const auto number = [&](std::string_view name) {
    return setup.number(fmt::format("console.http.behaviour.{}", name));
  };
  const auto seconds = [&](std::string_view name) { return static_cast<Millis>(number(name) * 1000); };
  return {seconds("idle_s"), seconds("head_s"), seconds("body_s"),
          static_cast<std::size_t>(std::max(0.0, number("connections_max")))};
}

}  // namespace faultcast::front
