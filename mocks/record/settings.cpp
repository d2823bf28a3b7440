#include "record/settings.h"

#include <algorithm>

namespace faultcast::record {

const std::vector<setup::Setting>& settings() {
  using setup::Setting;
  using Kind = Setting::Kind;
  const auto number = [](std::string_view path, std::string_view fallback, std::string_view about,
                         std::string_view source, std::string_view certainty) {
    return Setting{.path = path,
                   .kind = Kind::number,
                   .fallback = fallback,
                   .about = about,
                   .source = source,
                   .certainty = certainty};
  };
  static const std::vector<Setting> rows = {
      {.path = "console.record.default",
       .kind = Kind::choice,
       .fallback = "\"off\"",
       .choices = {"off", "flv", "hls", "flv|hls"},
       .about = "what is recorded of a push that does not say record= itself",
       .about_zh = "推流地址不带 record= 时的默认录制格式"},
      {.path = "console.record.vod_open",
       .kind = Kind::boolean,
       .fallback = "true",
       .about = "whether the video-on-demand service is open; without it nothing is recorded",
       .about_zh = "是否已开通点播服务；未开通时不会录制"},
      {.path = "console.record.vod_appid",
       .kind = Kind::text,
       .fallback = "\"200000001\"",
       .shape = setup::Shape::digits,
       .about = "the account's number at the video-on-demand service, in front of every video_id",
       .about_zh = "点播服务的 APPID：video_id 的前缀"},
      {.path = "console.record.behaviour.url_form",
       .kind = Kind::choice,
       .fallback = "\"vod2\"",
       .choices = {"vod2", "vod1"},
       .about = "which generation video_url is of",
       .source = "live service reference, 5.3",
       .certainty = "documented"},
      number("console.record.behaviour.delay_s", "3", "from the end of a piece to event 100",
             "live service reference, 5.2", "inferred"),
      number("console.record.behaviour.interval_s", "1800",
             "length of a piece where record_interval is not given", "live service reference, 1.1",
             "documented"),
      number("console.record.behaviour.interval_max_s", "5400", "a longer record_interval counts as this",
             "live service reference, 1.1", "documented"),
      number("console.record.behaviour.shortest_s", "1", "a shorter push leaves no recording",
             "live service reference, 5.1", "inferred"),
      number("console.record.behaviour.files_max", "500", "recordings that are kept; the oldest go first",
             "of this program", "inferred"),
  };
  return rows;
}

Behaviour Behaviour::of(const setup::Setup& setup) {
  const auto number = [&](std::string_view name) {
    return setup.number(fmt::format("console.record.behaviour.{}", name));
  };
  const auto seconds = [&](std::string_view name) {
    return static_cast<Millis>(std::clamp(number(name), 0.0, 1e9) * 1000);
  };
  Behaviour b;
  if (const std::string formats = setup.text("console.record.default"); formats != "off") b.formats = formats;
  b.vod_open = setup.flag("console.record.vod_open");
  b.appid = setup.text("console.live.appid");
  b.vod_appid = setup.text("console.record.vod_appid");
  b.vod1_urls = setup.text("console.record.behaviour.url_form") == "vod1";
  b.delay = seconds("delay_s");
  b.interval = seconds("interval_s");
  b.interval_max = seconds("interval_max_s");
  b.shortest = seconds("shortest_s");
  b.files_max = static_cast<std::size_t>(std::clamp(number("files_max"), 1.0, 1e6));
  b.clock_ahead = static_cast<Millis>(setup.number("console.clock_ahead_s") * 1000);
  return b;
}

}  // namespace faultcast::record
