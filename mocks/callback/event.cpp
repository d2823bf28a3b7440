#include "callback/event.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "sign/callback.h"

namespace faultcast::callback {

namespace {

constexpr int idc_id = 33, set_id = 2;  // in real bodies, undocumented

std::int64_t seconds(Millis time) {
  return time / 1000;
}

/// What is the same in every event.
Json common(const state::PushSession& push, const Behaviour& behaviour, EventType type) {
  Json fields = {
      {"channel_id", push.stream}, {"event_type", static_cast<int>(type)}, {"stream_id", push.stream}};
  if (const auto appid = parse_unsigned(behaviour.appid)) fields["appid"] = *appid;
  return fields;
}

Json push_fields(const state::PushSession& push, const Behaviour& behaviour, EventType type, Millis at,
                 int errcode, std::string errmsg) {
  Json fields = common(push, behaviour, type);
  fields["app"] = push.host;
  fields["appname"] = push.app;
  fields["errcode"] = errcode;
  fields["errmsg"] = std::move(errmsg);
  fields["event_time"] = seconds(at);
  fields["idc_id"] = idc_id;
  fields["node"] = push.node;
  fields["sequence"] = std::to_string(push.sequence);
  fields["set_id"] = set_id;
  fields["stream_param"] = push.stream_param;
  fields["user_ip"] = push.user_ip;
  return fields;
}

struct Teller {
  const Behaviour& behaviour;

  Event operator()(const state::StreamStarted& e) const {
    return {EventType::began, e.push.stream, push_fields(e.push, behaviour, EventType::began, e.at, 0, "ok")};
  }
  Event operator()(const state::StreamEnded& e) const {
    const bool listed = e.errcode != 0;
    Json fields =
        push_fields(e.push, behaviour, EventType::ended, e.at, listed ? e.errcode : behaviour.errcode_other,
                    listed ? e.errmsg : behaviour.errmsg_other);
    fields["push_duration"] = std::to_string(std::max(e.media_ms, e.at - e.push.since));
    return {EventType::ended, e.push.stream, std::move(fields)};
  }
  Event operator()(const state::PushRefused& e) const {
    constexpr int push_url_invalid = 18;
    Json fields =
        push_fields(e.push, behaviour, EventType::ended, e.at, push_url_invalid, "push url maybe invalid");
    fields["push_duration"] = "0";
    return {EventType::ended, e.push.stream, std::move(fields)};
  }
  Event operator()(const state::RecordingMade& e) const {
    Json fields = common(e.push, behaviour, EventType::recorded);
    fields["duration"] = (e.media_ms + 500) / 1000;
    fields["end_time"] = seconds(e.end);
    fields["file_format"] = e.format;
    fields["file_id"] = e.file_id;
    fields["file_size"] = e.file_size;
    fields["media_start_time"] = e.media_start_ms;
    fields["record_file_id"] = e.file_id;
    fields["start_time"] = seconds(e.start);
    fields["stream_param"] = e.push.stream_param;
    fields["task_id"] = std::to_string(e.task_id);
    fields["video_id"] = e.video_id;
    fields["video_url"] = e.video_url;
    fields["vod2Flag"] = 1;
    return {EventType::recorded, e.push.stream, std::move(fields)};
  }
  Event operator()(const state::ScreenshotTaken& e) const {
    Json fields = common(e.push, behaviour, EventType::screenshot);
    fields["create_time"] = seconds(e.at);
    fields["pic_full_url"] = e.pic_full_url;
    fields["pic_url"] = e.pic_url;
    return {EventType::screenshot, e.push.stream, std::move(fields)};
  }
};

struct Name {
  EventType type;
  std::string_view op;
};
constexpr Name names[] = {{EventType::ended, "end"},
                          {EventType::began, "start"},
                          {EventType::recorded, "record"},
                          {EventType::screenshot, "screenshot"}};

}  // namespace

std::string_view op_of(EventType type) {
  return std::find_if(std::begin(names), std::end(names), [&](const Name& n) { return n.type == type; })->op;
}

std::optional<EventType> type_of(std::string_view op) {
  const auto* at =
      std::find_if(std::begin(names), std::end(names), [&](const Name& n) { return n.op == op; });
  return at == std::end(names) ? std::nullopt : std::optional(at->type);
}

Event event_of(const state::LiveEvent& happened, const Behaviour& behaviour) {
  return std::visit(Teller{behaviour}, happened);
}

std::string body_of(const Event& event, std::int64_t t, std::string_view api_key) {
  std::vector<std::pair<std::string, Json>> fields;
  for (const auto& field : event.fields.items()) fields.emplace_back(field.key(), field.value());
  fields.emplace_back("t", t);
  fields.emplace_back("sign", sign::callback_sign(api_key, t));
  std::sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  Json body = Json::object();
  for (auto& [name, value] : fields) body[name] = std::move(value);
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace faultcast::callback
