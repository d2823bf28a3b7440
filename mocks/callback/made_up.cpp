#include "callback/made_up.h"

#include <array>

#include <algorithm>
#include "base/digest.h"
#include "base/text.h"

namespace faultcast::callback {

namespace {

constexpr std::string_view allowed_events = "start (1), end (0), record (100), screenshot (200)";

std::optional<EventType> event_type(std::string_view word) {
  for (const auto type : {EventType::began, EventType::ended, EventType::recorded, EventType::screenshot})
    if (word == op_of(type) || word == std::to_string(static_cast<int>(type))) return type;
  return std::nullopt;
}

/// (Live service reference, 3.4)
std::string_view errmsg_of(int errcode) {
  switch (errcode) {
    case 1:
      return "recv rtmp deleteStream";
    case 2:
      return "recv rtmp closeStream";
    case 3:
      return "recv() return 0";
    case 4:
      return "recv() return error";
    case 7:
      return "rtmp message large than 1M";
    case 18:
      return "push url maybe invalid";
    case 19:
      return "3rdparty auth failed";
    default:
      return "";
  }
}

}  // namespace

Result<MadeUp> made_up_from(const Json& json) {
  if (!json.is_object()) return fail("the body must be an object: {\"event\": \"record\", …}");
  MadeUp wish;
  for (const auto& member : json.items()) {
    const auto& [name, value] = std::pair{member.key(), member.value()};
    if ((name == "event" || name == "stream" || name == "format") && value.is_string())
      (name == "event"    ? wish.event
       : name == "stream" ? wish.stream
                          : wish.format) = value.get<std::string>();
    else if (name == "event" && value.is_number_unsigned())
      wish.event = value.dump();
    else if (name == "duration" && value.is_number() && value.get<double>() >= 0 &&
             value.get<double>() <= 1e7)
      wish.duration = static_cast<Millis>(value.get<double>() * 1000);
    else if (name == "errcode" && value.is_number_integer() && value >= 0 && value <= 100000)
      wish.errcode = value.get<int>();
    else
      return fail(
          fmt::format("'{}' is not possible here; allowed are event ({}), stream, duration (seconds), format "
                      "(flv, hls, mp4, aac), errcode",
                      printable(name), allowed_events));
  }
  return wish;
}

Result<state::LiveEvent> made_up_event(const MadeUp& wish, const setup::Setup& setup, Millis now,
                                       std::uint64_t number) {
  const auto type = event_type(wish.event);
  if (!type)
    return fail(fmt::format("'{}' is no event; allowed are {}", printable(wish.event), allowed_events));
  constexpr std::array<std::string_view, 4> formats = {"flv", "hls", "mp4", "aac"};
  if (std::find(formats.begin(), formats.end(), wish.format) == formats.end())
    return fail(fmt::format("'{}' is no format of a recording; allowed are flv, hls, mp4, aac",
                            printable(wish.format)));
  const std::string bizid = setup.text("console.live.bizid"), appid = setup.text("console.live.appid");
  constexpr std::uint64_t first_sequence = 6'000'000'000'000'000'000;
  state::PushSession push;
  push.stream = wish.stream.empty() ? bizid + "_anchor01" : wish.stream;
  push.host = bizid + ".livepush2.myqcloud.com";
  push.app = "live";
  push.stream_param = "bizid=" + bizid;
  push.user_ip = push.node = "127.0.0.1";
  push.sequence = first_sequence + static_cast<std::uint64_t>(now) * 1000 + number % 1000;
  push.since = now - wish.duration;
  switch (*type) {
    case EventType::began:
      return state::StreamStarted{push, now};
    case EventType::ended:
      return state::StreamEnded{push, now, wish.errcode, std::string(errmsg_of(wish.errcode)), wish.duration};
    case EventType::screenshot:
      return state::ScreenshotTaken{
          push, now, "/" + push.stream + "-screenshot.jpg",
          "http://" + appid + ".file.myqcloud.com/" + push.stream + "-screenshot.jpg"};
    case EventType::recorded:
      break;
  }
  state::RecordingMade made;
  const std::string digest = md5_hex(push.stream + std::to_string(push.sequence) + wish.format);
  made.file_id = std::to_string(push.sequence);
  made.video_id = bizid + "_" + digest;
  made.format = wish.format;
  made.video_url = "http://" + appid + ".vod2.myqcloud.com/" + digest.substr(0, 8) + "vodgzp" + appid + "/" +
                   digest.substr(8, 8) + made.file_id + "/" +
                   (wish.format == "hls" ? "playlist.m3u8" : "f0." + wish.format);
  made.push = push;
  made.at = made.end = now;
  made.start = push.since;
  made.media_ms = wish.duration;
  made.file_size = static_cast<std::uint64_t>(wish.duration) * 125;  // about 1 Mbit/s
  made.task_id = number;
  return made;
}

}  // namespace faultcast::callback
