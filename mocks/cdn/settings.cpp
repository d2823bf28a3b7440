#include "cdn/settings.h"

namespace faultcast::cdn {

const std::vector<setup::Setting>& settings() {
  using Kind = setup::Setting::Kind;
  static const std::vector<setup::Setting> rows = {
      {.path = "console.cdn.accelerated",
       .kind = Kind::boolean,
       .fallback = "false",
       .about = "whether CDN acceleration of the v4 buckets is switched on; it is off by default in v4",
       .about_zh = "v4 bucket 是否开启 CDN 加速（v4 默认关闭）"},
      {.path = "console.cdn.behaviour.unserved",
       .kind = Kind::choice,
       .fallback = "\"403\"",
       .choices = {"403", "404"},
       .about = "what the edge answers for a host that it does not serve",
       .source = "COS v4 reference, 1.4",
       .certainty = "seen for regions, inferred for bucket domains"},
  };
  return rows;
}

}  // namespace faultcast::cdn
