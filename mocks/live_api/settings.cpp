#include "live_api/settings.h"

#include <algorithm>

namespace faultcast::live_api {

const std::vector<setup::Setting>& settings() {
  const auto row = [](std::string_view path, std::string_view fallback, std::string_view about,
                      std::string_view source, std::string_view certainty) {
    return setup::Setting{.path = path,
                          .kind = setup::Setting::Kind::number,
                          .fallback = fallback,
                          .about = about,
                          .source = source,
                          .certainty = certainty};
  };
  constexpr std::string_view frame = "live service reference, 4.1", calls = "live service reference, 4.2";
  static const std::vector<setup::Setting> rows = {
      row("console.live_api.behaviour.skew_s", "60",
          "how far t may be past: the stock backend sends its own now", frame, "inferred"),
      row("console.live_api.behaviour.ret_sign", "10005", "ret of a wrong sign", frame, "inferred"),
      row("console.live_api.behaviour.ret_time", "10005", "ret of a t that is past", frame, "inferred"),
      row("console.live_api.behaviour.ret_parameter", "10001",
          "ret of a parameter that is missing or makes no sense", frame, "inferred"),
      row("console.live_api.behaviour.longest_ban_s", "7776000",
          "a ban ends after this at the latest: three months", calls, "documented"),
  };
  return rows;
}

Behaviour Behaviour::of(const setup::Setup& setup) {
  const auto number = [&](const char* name) {
    return std::clamp(setup.number(fmt::format("console.live_api.behaviour.{}", name)), -1e9, 1e9);
  };
  Behaviour b;
  b.appid = setup.text("console.live.appid");
  b.api_key = setup.text("console.live.api_key");
  b.skew = static_cast<Millis>(number("skew_s") * 1000);
  b.ret_sign = static_cast<int>(number("ret_sign"));
  b.ret_time = static_cast<int>(number("ret_time"));
  b.ret_parameter = static_cast<int>(number("ret_parameter"));
  b.longest_ban = static_cast<Millis>(number("longest_ban_s") * 1000);
  return b;
}

}  // namespace faultcast::live_api
