// Bodies against the reference's fields and types, by a table of its own.
#include "callback/event.h"

#include <doctest/doctest.h>

#include <map>

#include "base/digest.h"
#include "callback/made_up.h"

using namespace faultcast;
using callback::Json;

namespace {

callback::Behaviour behaviour() {
  callback::Behaviour b;
  b.appid = "1250000001";
  b.errcode_other = 20;
  b.errmsg_other = "internal error";
  return b;
}

state::PushSession full_push() {
  state::PushSession p;
  p.stream = "8888_anchor01";
  p.host = "8888.livepush2.myqcloud.com";
  p.app = "live";
  p.stream_param = "bizid=8888&record=flv|hls&txSecret=x&txTime=58a1fbf0";
  p.user_ip = "192.0.2.17";
  p.node = "100.64.0.9";
  p.sequence = 5911795891871911817ULL;
  p.since = 1487000000'000;
  return p;
}

constexpr std::int64_t t = 1487000600;

Json sent(const state::LiveEvent& event) {
  return Json::parse(
      callback::body_of(callback::event_of(event, behaviour()), t, "mockapikey00000000000000000000aa"));
}

/// name -> "int", "string" as the documents and real bodies have them
using Types = std::map<std::string, std::string>;
Types types_of(const Json& body) {
  Types types;
  for (const auto& field : body.items())
    types[field.key()] = field.value().is_number_integer() ? "int"
                         : field.value().is_string()       ? "string"
                                                           : "?";
  return types;
}

const Types push_types = {
    {"app", "string"},    {"appid", "int"},        {"appname", "string"},      {"channel_id", "string"},
    {"errcode", "int"},   {"errmsg", "string"},    {"event_time", "int"},      {"event_type", "int"},
    {"idc_id", "int"},    {"node", "string"},      {"sequence", "string"},     {"set_id", "int"},
    {"sign", "string"},   {"stream_id", "string"}, {"stream_param", "string"}, {"t", "int"},
    {"user_ip", "string"}};

}  // namespace

TEST_CASE("a stream that began: every field, its type, its value") {
  const Json body = sent(state::StreamStarted{full_push(), 1487000000'999});
  CHECK(types_of(body) == push_types);
  CHECK(
      body.dump() ==
      R"({"app":"8888.livepush2.myqcloud.com","appid":1250000001,"appname":"live","channel_id":"8888_anchor01",)"
      R"("errcode":0,"errmsg":"ok","event_time":1487000000,"event_type":1,"idc_id":33,"node":"100.64.0.9",)"
      R"("sequence":"5911795891871911817","set_id":2,"sign":"05672c154f379ce34e56d2921431d67e",)"
      R"("stream_id":"8888_anchor01","stream_param":"bizid=8888&record=flv|hls&txSecret=x&txTime=58a1fbf0",)"
      R"("t":1487000600,"user_ip":"192.0.2.17"})");
}

TEST_CASE("a stream that ended: the reason, and the length as a string of milliseconds") {
  const Json body =
      sent(state::StreamEnded{full_push(), 1487000113'224, 1, "recv rtmp deleteStream", 90'000});
  Types with_length = push_types;
  with_length["push_duration"] = "string";
  CHECK(types_of(body) == with_length);
  CHECK(body["event_type"] == 0);
  CHECK(body["errcode"] == 1);
  CHECK(body["errmsg"] == "recv rtmp deleteStream");
  CHECK(body["push_duration"] == "113224");
  CHECK(body["sequence"] == "5911795891871911817");

  SUBCASE("media that were replayed fast count as long as they are") {
    CHECK(sent(state::StreamEnded{full_push(), 1487000001'000, 1, "x", 90'000})["push_duration"] == "90000");
  }
  SUBCASE("an end that the documents do not list") {
    const Json other = sent(state::StreamEnded{full_push(), 1487000001'000, 0, "", 0});
    CHECK(other["errcode"] == 20);
    CHECK(other["errmsg"] == "internal error");
  }
  SUBCASE("a push that was refused") {
    const Json refused = sent(state::PushRefused{full_push(), 1487000000'000});
    CHECK(types_of(refused) == with_length);
    CHECK(refused["errcode"] == 18);
    CHECK(refused["errmsg"] == "push url maybe invalid");
    CHECK(refused["event_type"] == 0);
  }
}

TEST_CASE("a recording: every field, its type, its value") {
  state::RecordingMade made;
  made.push = full_push();
  made.format = "flv";
  made.video_id = "200000001_0123";
  made.file_id = "9031868222958931071";
  made.video_url = "http://1250000001.vod2.myqcloud.com/a/f0.flv";
  made.file_size = 30045521;
  made.start = 1487000000'500;
  made.end = 1487000254'900;
  made.media_ms = 183'400;
  made.media_start_ms = 40;
  made.task_id = 7;
  const Json body = sent(made);
  CHECK(types_of(body) == Types{{"appid", "int"},
                                {"channel_id", "string"},
                                {"duration", "int"},
                                {"end_time", "int"},
                                {"event_type", "int"},
                                {"file_format", "string"},
                                {"file_id", "string"},
                                {"file_size", "int"},
                                {"media_start_time", "int"},
                                {"record_file_id", "string"},
                                {"sign", "string"},
                                {"start_time", "int"},
                                {"stream_id", "string"},
                                {"stream_param", "string"},
                                {"t", "int"},
                                {"task_id", "string"},
                                {"vod2Flag", "int"},
                                {"video_id", "string"},
                                {"video_url", "string"}});
  CHECK(body["event_type"] == 100);
  CHECK(body["start_time"] == 1487000000);
  CHECK(body["end_time"] == 1487000254);
  CHECK(body["duration"] == 183);
  CHECK(body["file_size"] == 30045521);
  CHECK(body["file_id"] == body["record_file_id"]);
}

TEST_CASE("a screenshot") {
  const Json body = sent(state::ScreenshotTaken{full_push(), 1487000003'000, "/p.jpg", "http://h/p.jpg"});
  CHECK(types_of(body) == Types{{"appid", "int"},
                                {"channel_id", "string"},
                                {"create_time", "int"},
                                {"event_type", "int"},
                                {"pic_full_url", "string"},
                                {"pic_url", "string"},
                                {"sign", "string"},
                                {"stream_id", "string"},
                                {"t", "int"}});
  CHECK(body["event_type"] == 200);
  CHECK(body["create_time"] == 1487000003);
}

TEST_CASE("the signature covers key and time of the attempt, nothing else") {
  const auto event = callback::event_of(state::StreamStarted{full_push(), 0}, behaviour());
  for (const char* key : {"", "a", "mockapikey00000000000000000000aa"})
    for (const std::int64_t time : {std::int64_t{0}, t, std::int64_t{-5}}) {
      const Json body = Json::parse(callback::body_of(event, time, key));
      CHECK(body["t"] == time);
      CHECK(body["sign"] == md5_hex(key + std::to_string(time)));
    }
}

TEST_CASE("a name that is no UTF-8 does not break the body") {
  auto hostile = full_push();
  hostile.stream = "8888_\xff\"\n";
  CHECK_FALSE(sent(state::StreamStarted{hostile, 0}).is_discarded());
}

TEST_CASE("events made up by hand: what is allowed, and what is not is told") {
  const auto read = [](const char* text) {
    const auto wish = callback::made_up_from(Json::parse(text, nullptr, false));
    return wish ? wish->event + " " + wish->stream + " " + std::to_string(wish->duration) + " " +
                      wish->format + " " + std::to_string(wish->errcode)
                : "! " + wish.error().message;
  };
  CHECK(read(R"({})") == "record  90000 flv 1");
  CHECK(read(R"({"event":100,"stream":"s","duration":61.5,"format":"hls","errcode":3})") ==
        "100 s 61500 hls 3");
  CHECK(read("[]").starts_with("! the body must be an object"));
  for (const char* wrong :
       {R"({"even":"end"})", R"({"duration":-1})", R"({"duration":"90"})", R"({"errcode":1.5})"})
    CHECK_MESSAGE(read(wrong).find("is not possible here") != std::string::npos, wrong);
}
