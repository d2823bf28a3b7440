#include "record/plan.h"

#include <algorithm>

#include "base/text.h"
#include "http/query.h"

namespace faultcast::record {

Plan plan_of(std::string_view stream_param, const Behaviour& behaviour) {
  Plan plan;
  plan.interval = behaviour.interval;
  const http::Fields fields = http::parse_query(stream_param);
  const std::string* asked = http::find(fields, "record");
  const std::string& formats = asked != nullptr ? *asked : behaviour.formats;
  constexpr std::size_t told_max = 32;
  for (const std::string& format : split(formats, '|')) {
    if (format.empty()) continue;
    if (format == "mp4" || format == "aac") {
      plan.refused.emplace_back("format_not_imitated", format);
    } else if (format != "flv" && format != "hls") {
      plan.refused.emplace_back("format_unknown", excerpt(format, told_max));
    } else if (!behaviour.vod_open) {
      plan.refused.emplace_back("service_off", format);
    } else {
      (format == "flv" ? plan.flv : plan.hls) = true;
    }
    constexpr std::size_t refusals_max = 4;
    if (plan.refused.size() >= refusals_max) break;
  }
  if (const std::string* interval = http::find(fields, "record_interval"))
    if (const auto seconds = parse_unsigned(*interval); seconds && *seconds > 0)
      plan.interval = static_cast<Millis>(std::min<unsigned long long>(*seconds, 1'000'000'000)) * 1000;
  plan.interval = std::max<Millis>(std::min(plan.interval, behaviour.interval_max), 1000);
  return plan;
}

}  // namespace faultcast::record
