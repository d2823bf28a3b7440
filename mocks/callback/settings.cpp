#include "callback/settings.h"

#include <algorithm>

namespace faultcast::callback {

using setup::Setting;

namespace {

Setting row(std::string_view path, Setting::Kind kind, std::string_view fallback, std::string_view about,
            std::string_view source, std::string_view certainty) {
  return {.path = path,
          .kind = kind,
          .fallback = fallback,
          .about = about,
          .source = source,
          .certainty = certainty};
}

std::vector<Setting> rows() {
  using Kind = Setting::Kind;
  constexpr std::string_view transport = "live service reference, 3.1", sign = "live service reference, 3.2";
  return {
      {.path = "console.live.callback_url",
       .kind = Kind::text,
       .fallback = "\"\"",
       .url = true,
       .about = "where events are reported: stream began, ended, was recorded; empty: nowhere",
       .about_zh = "事件消息通知的回调 URL：推流、断流、录制文件；为空则不回调"},
      {.path = "console.live.callback_rules",
       .kind = Kind::choice,
       .fallback = "\"2016\"",
       .choices = {"2016", "2019"},
       .about =
           "2016: the answer's code must be 0, retries 3 s apart; 2019: HTTP 200 is enough, retries 60 s "
           "apart",
       .about_zh = "回调规则：2016 看应答中的 code，间隔 3 秒重试；2019 只看 HTTP 200，间隔 60 秒重试"},
      row("console.callback.behaviour.answer_timeout_2016_s", Kind::number, "5",
          "rules of 2016: how long an answer is waited for", transport, "inferred"),
      row("console.callback.behaviour.answer_timeout_2019_s", Kind::number, "20",
          "rules of 2019: how long an answer is waited for", transport, "documented"),
      row("console.callback.behaviour.retry_pause_2016_s", Kind::number, "3",
          "rules of 2016: between the end of one attempt and the next", transport, "documented"),
      row("console.callback.behaviour.retry_pause_2019_s", Kind::number, "60",
          "rules of 2019: between the end of one attempt and the next", transport, "documented"),
      row("console.callback.behaviour.retries", Kind::number, "3", "attempts after the first; later CSS: 12",
          transport, "documented"),
      row("console.callback.behaviour.t_ahead_s", Kind::number, "600",
          "t = time of the attempt + this; negative: long past", sign, "documented"),
      row("console.callback.behaviour.fixed_t", Kind::boolean, "false",
          "keep t and sign of the first attempt for the retries", sign, "inferred"),
      row("console.callback.behaviour.send_twice", Kind::boolean, "false",
          "each event is delivered twice: no guarantee against duplicates is given", transport, "documented"),
      row("console.callback.behaviour.end_before_start", Kind::boolean, "false",
          "hold event 1 back until event 0 is delivered: no order is guaranteed", transport, "documented"),
      row("console.callback.behaviour.errcode_other", Kind::number, "20",
          "errcode of event 0 where the documents list none (a ban, silence)", "live service reference, 3.4",
          "inferred"),
      row("console.callback.behaviour.errmsg_other", Kind::text, "\"internal error\"", "its errmsg",
          "live service reference, 3.4", "inferred"),
  };
}

}  // namespace

const std::vector<Setting>& settings() {
  static const std::vector<Setting> all = rows();
  return all;
}

Behaviour Behaviour::of(const setup::Setup& setup) {
  const auto number = [&](const char* name) {
    return setup.number(fmt::format("console.callback.behaviour.{}", name));
  };
  const auto flag = [&](const char* name) {
    return setup.flag(fmt::format("console.callback.behaviour.{}", name));
  };
  const auto seconds = [&](const std::string& name) {
    return static_cast<Millis>(std::clamp(number(name.c_str()), -1e9, 1e9) * 1000);
  };
  Behaviour b;
  b.appid = setup.text("console.live.appid");
  b.api_key = setup.text("console.live.api_key");
  b.url = setup.text("console.live.callback_url");
  const std::string year = setup.text("console.live.callback_rules");
  b.rules = year == "2019" ? Rules::y2019 : Rules::y2016;
  b.answer_timeout = std::max<Millis>(1, seconds("answer_timeout_" + year + "_s"));
  b.retry_pause = std::max<Millis>(0, seconds("retry_pause_" + year + "_s"));
  b.retries = static_cast<int>(std::clamp(number("retries"), 0.0, 1000.0));
  b.t_ahead = seconds("t_ahead_s");
  b.fixed_t = flag("fixed_t");
  b.twice = flag("send_twice");
  b.end_before_start = flag("end_before_start");
  b.errcode_other = static_cast<int>(std::clamp(number("errcode_other"), -1e9, 1e9));
  b.clock_ahead = static_cast<Millis>(setup.number("console.clock_ahead_s") * 1000);
  b.errmsg_other = setup.text("console.callback.behaviour.errmsg_other");
  return b;
}

}  // namespace faultcast::callback
