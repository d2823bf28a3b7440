#include "live/settings.h"

#include <algorithm>

namespace faultcast::live {

using setup::Setting;
using setup::Shape;

namespace {

constexpr std::string_view limits = "RTMP ingest reference, 2.4";

std::vector<Setting> console_rows() {
  using Kind = Setting::Kind;
  return {
      {.path = "console.live.bizid",
       .kind = Kind::text,
       .fallback = "\"8888\"",
       .shape = Shape::digits,
       .about = "the live tenant's number, in front of every push host and stream id",
       .about_zh = "直播 bizid：推流域名和直播码的前缀"},
      {.path = "console.live.appid",
       .kind = Kind::text,
       .fallback = "\"1250000001\"",
       .shape = Shape::digits,
       .about = "the account's number",
       .about_zh = "账号的 APPID"},
      {.path = "console.live.account",
       .kind = Kind::choice,
       .fallback = "\"active\"",
       .choices = {"active", "stopped", "arrears"},
       .about = "whether the live service of the account runs",
       .about_zh = "账号的直播服务状态：正常、停用、欠费"},
      {.path = "console.live.push_key",
       .kind = Kind::text,
       .fallback = "\"\"",
       .shape = Shape::key,
       .secret = true,
       .about = "push anti-leech key",
       .about_zh = "推流防盗链 Key"},
      {.path = "console.live.push_key_previous",
       .kind = Kind::text,
       .fallback = "\"\"",
       .shape = Shape::key,
       .secret = true,
       .about = "the push key before the last rotation; refused, but recognised by explain",
       .about_zh = "轮换之前的推流防盗链 Key：会被拒绝，但 explain 认得出"},
      {.path = "console.live.api_key",
       .kind = Kind::text,
       .fallback = "\"\"",
       .shape = Shape::key,
       .secret = true,
       .about = "API key: signs callbacks and the live API",
       .about_zh = "API 鉴权 key：用于回调和 API 签名"},
      {.path = "console.live.api_key_previous",
       .kind = Kind::text,
       .fallback = "\"\"",
       .shape = Shape::key,
       .secret = true,
       .about = "the API key before the last rotation; refused, but recognised by explain",
       .about_zh = "轮换之前的 API 鉴权 key：会被拒绝，但 explain 认得出"},
      {.path = "console.live.push_auth",
       .kind = Kind::choice,
       .fallback = "\"on\"",
       .choices = {"on", "off"},
       .about = "whether a push must be signed (txSecret, txTime)",
       .about_zh = "是否开启推流防盗链"},
      {.path = "console.live.push_domains.*",
       .kind = Kind::text,
       .fallback = "",
       .shape = Shape::host,
       .about =
           "a push domain of one's own, beside BIZID.livepush.myqcloud.com and BIZID.livepush2.myqcloud.com",
       .about_zh = "自有推流域名（默认域名之外）"},
      {.path = "console.live.streams.*.banned",
       .kind = Kind::boolean,
       .fallback = "",
       .about = "the stream is forbidden: a running push is cut, later ones are refused",
       .about_zh = "该直播流被禁推：正在推的会被断开，之后的会被拒绝"},
  };
}

std::vector<Setting> behaviour_rows() {
  using Kind = Setting::Kind;
  const auto row = [](std::string_view path, Kind kind, std::string_view fallback, std::string_view about,
                      std::string_view source, std::string_view certainty) {
    return Setting{.path = path,
                   .kind = kind,
                   .fallback = fallback,
                   .about = about,
                   .source = source,
                   .certainty = certainty};
  };
  auto style =
      row("console.live.behaviour.reject_style", Kind::choice, "\"publish_close\"",
          "how a refused push looks on the wire; connect_reject and connect_close act at connect where the "
          "ground is visible there, else as status_badname and publish_close",
          "live service reference, 2.1", "inferred");
  style.choices = {"publish_close",  "start_then_close", "publish_rst",
                   "status_badname", "connect_reject",   "connect_close"};
  auto host_check =
      row("console.live.behaviour.tcurl_host_check", Kind::choice, "\"off\"",
          "whether the host in tcUrl must be a push domain; names: addresses and localhost pass",
          "TMIO SDK interface notes", "documented for that product");
  host_check.choices = {"off", "names", "strict"};
  auto txtime_case = row("console.live.behaviour.txtime_case", Kind::choice, "\"exact\"",
                         "exact: txSecret is made over txTime as sent; any: upper and lower case both fit",
                         "live service reference, 1.2", "inferred");
  txtime_case.choices = {"exact", "any"};
  return {
      style,
      row("console.live.behaviour.reject_description", Kind::text, "\"push url maybe invalid\"",
          "the description of a refusal that is told in words", "live service reference, 3.4 (code 18)",
          "inferred"),
      host_check,
      txtime_case,
      row("console.live.behaviour.bizid_required", Kind::boolean, "false",
          "refuse a push without bizid= even if host or stream id name the tenant",
          "live service reference, 1.4", "inferred"),
      row("console.live.behaviour.app_check", Kind::boolean, "true", "refuse an RTMP app other than live",
          "live service reference, 1.1", "inferred"),
      row("console.live.behaviour.cut_at_expiry", Kind::boolean, "false",
          "cut a running stream when its txTime passes", "live service reference, 1.2", "inferred"),
      row("console.live.behaviour.callback_on_reject", Kind::boolean, "false",
          "send event 0 with errcode 18 for a refused push", "live service reference, 3.4", "inferred"),
      row("console.live.behaviour.occupied_linger_s", Kind::number, "0",
          "how long a name stays taken after its publisher's link broke", "live service reference, 2.2",
          "inferred"),
      row("console.live.behaviour.media_message_max", Kind::number, "1048576",
          "a longer audio or video message ends the stream (event 0, errcode 7)",
          "live service reference, 3.4", "documented"),
      row("console.live.behaviour.handshake_s", Kind::number, "10", "from accept to the end of the handshake",
          limits, "inferred"),
      row("console.live.behaviour.connect_s", Kind::number, "10", "from the handshake to connect", limits,
          "inferred"),
      row("console.live.behaviour.publish_s", Kind::number, "10", "from connect to publish", limits,
          "inferred"),
      row("console.live.behaviour.first_media_s", Kind::number, "20",
          "from publish to the first audio or video", limits, "inferred"),
      row("console.live.behaviour.silence_s", Kind::number, "10",
          "longest gap between audio or video messages", limits, "inferred"),
      row("console.live.behaviour.ping_s", Kind::number, "60", "between two pings to the publisher; 0: none",
          "RTMP ingest reference, 2.3", "inferred"),
      row("console.live.behaviour.connections_max", Kind::number, "4096", "connections at one time", limits,
          "inferred"),
      row("console.live.behaviour.connections_per_address", Kind::number, "0",
          "connections from one address at one time; 0: no limit", limits, "inferred"),
      row("console.live.behaviour.digest_answer", Kind::boolean, "false",
          "answer a digest handshake with a digest; every client takes a plain one",
          "RTMP ingest reference, 1.2", "measured"),
      row("console.live.behaviour.chunk_size", Kind::number, "4096", "chunk size that is announced",
          "RTMP ingest reference, 3.3", "measured"),
  };
}

}  // namespace

const std::vector<Setting>& settings() {
  static const std::vector<Setting> rows = [] {
    auto all = console_rows();
    for (auto& row : behaviour_rows()) all.push_back(row);
    return all;
  }();
  return rows;
}

Behaviour Behaviour::of(const setup::Setup& setup) {
  const auto number = [&](std::string_view name) {
    return setup.number(fmt::format("console.live.behaviour.{}", name));
  };
  const auto seconds = [&](std::string_view name) { return static_cast<Millis>(number(name) * 1000); };
  const auto count = [&](std::string_view name) {
    return static_cast<std::size_t>(std::max(0.0, number(name)));
  };
  Behaviour b;
  const std::string style = setup.text("console.live.behaviour.reject_style");
  const auto& words = setup.catalogue().find("console.live.behaviour.reject_style")->choices;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] == style) b.reject_style = static_cast<RejectStyle>(i);
  b.reject_description = setup.text("console.live.behaviour.reject_description");
  b.handshake = seconds("handshake_s");
  b.connect = seconds("connect_s");
  b.publish = seconds("publish_s");
  b.first_media = seconds("first_media_s");
  b.silence = seconds("silence_s");
  b.ping = seconds("ping_s");
  b.occupied_linger = seconds("occupied_linger_s");
  b.cut_at_expiry = setup.flag("console.live.behaviour.cut_at_expiry");
  b.callback_on_reject = setup.flag("console.live.behaviour.callback_on_reject");
  b.media_message_max = count("media_message_max");
  b.connections_max = count("connections_max");
  b.connections_per_address = count("connections_per_address");
  b.digest_answer = setup.flag("console.live.behaviour.digest_answer");
  b.chunk_size = static_cast<std::uint32_t>(count("chunk_size"));
  b.clock_ahead = static_cast<Millis>(setup.number("console.clock_ahead_s") * 1000);
  return b;
}

}  // namespace faultcast::live
