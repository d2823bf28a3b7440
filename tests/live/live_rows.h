#pragma once
// The catalogue and setup that the live tests play with.

#include "live/settings.h"
#include "service/settings.h"
#include "setup/setup.h"

namespace faultcast::live_test {

inline const setup::Catalogue& catalogue() {
  static const setup::Catalogue all = [] {
    setup::Catalogue built;
    for (const auto* rows : {&common_settings(), &live::settings()}) built.add(*rows);
    // The backend's own table is another room's; this row is what explain looks at.
    built.add({{.path = "backend.PUSH_URL_KEY",
                .kind = setup::Setting::Kind::text,
                .fallback = "\"\"",
                .secret = true}});
    return built;
  }();
  return all;
}

inline constexpr const char* key = "mockpushkey0123456789abcdefabcd0";
inline constexpr const char* previous_key = "mockpushkeyOLD00000000000000000a";

inline setup::Setup demo() {
  setup::Setup made(catalogue());
  (void)made.set_text("console.live.bizid", "8888");
  (void)made.set_text("console.live.push_key", key);
  (void)made.set_text("console.live.push_key_previous", previous_key);
  (void)made.set_text("console.live.api_key", "mockapikey00000000000000000000aa");
  (void)made.set_text("backend.PUSH_URL_KEY", key);
  return made;
}

inline constexpr Millis now = 1487000000000;  // before 58a1fbf0

}  // namespace faultcast::live_test
