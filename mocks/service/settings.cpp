#include "service/settings.h"

namespace faultcast {

const std::vector<setup::Setting>& common_settings() {
  using Kind = setup::Setting::Kind;
  static const std::vector<setup::Setting> rows = {
      {.path = "console.clock_ahead_s",
       .kind = Kind::number,
       .fallback = "0",
       .about = "how many seconds the cloud's clock is ahead of the machine's (negative: behind)",
       .about_zh = "云端时钟比本机快多少秒（负数为慢）"},
  };
  return rows;
}

}  // namespace faultcast
