// Who may watch, and the bytes that a viewer gets.
#include "play/flv_service.h"

#include <doctest/doctest.h>

#include "media/flv.h"
#include "play/settings.h"
#include "sign/txsecret.h"

using namespace faultcast;
using namespace faultcast::play;

namespace {

constexpr const char* play_key = "mockplaykey0123456789abcdefabcd0";
constexpr const char* push_key = "mockpushkey0123456789abcdefabcd0";
constexpr Millis now = 1487000000000;  // before 58a1fbf0

const setup::Catalogue& catalogue() {
  static const setup::Catalogue all = [] {
    setup::Catalogue built;
    built.add(play::settings());
    for (const char* path : {"console.live.bizid", "console.live.push_key"})
      built.add({{.path = path, .kind = setup::Setting::Kind::text, .fallback = "\"8888\""}});
    return built;
  }();
  return all;
}

const std::vector<media::FlvTag>& demo() {
  static const auto tags = media::read_flv(FAULTCAST_SOURCE_DIR "/fixtures/media/demo.flv")->tags;
  return tags;
}

struct Scene {
  setup::Setup setup{catalogue()};
  channel::Hub hub;
  std::shared_ptr<channel::Channel> channel = hub.open("8888_a");
  FlvService service{setup, hub};
  http::RequestHead head;
  Route route;
  std::unique_ptr<Transaction> transaction;

  void set(const char* path, const char* value) { REQUIRE(setup.set_text(path, value).has_value()); }
  Answer ask(const std::string& path, const std::string& query = "",
             const std::string& host = "8888.liveplay.myqcloud.com", const std::string& method = "GET") {
    head = {};
    head.method = method;
    head.path = path;
    head.query = query;
    route.cloud_host = host;
    route.path = path;
    transaction = service.plan(head, route);
    return transaction->answer(now, nullptr);
  }
};

Bytes take_all(PushedBody& body) {
  Bytes out;
  for (ByteView more = body.take(); !more.empty(); more = body.take()) append(out, more);
  return out;
}

}  // namespace

TEST_CASE("who may watch") {
  struct Row {
    const char *path, *query, *host, *method, *code;
    int status;
  };
  const Row rows[] = {
      {"/live/8888_a.flv", "", "8888.liveplay.myqcloud.com", "GET", "ok", 200},
      {"/8888_a.flv", "", "8888.liveplay.myqcloud.com", "GET", "ok", 200},
      {"/live/8888_a.flv", "", "", "HEAD", "ok", 200},
      {"/live/8888%5Fa.flv", "", "", "GET", "ok", 200},
      {"/live/8888_b.flv", "", "", "GET", "not_live", 404},
      {"/live/8888_a.flv", "", "9999.liveplay.myqcloud.com", "GET", "tenant_unknown", 404},
      {"/live/8888_a.m3u8", "", "", "GET", "hls_not_imitated", 501},
      {"/live/8888_a.mp4", "", "", "GET", "path_unknown", 404},
      {"/live/.flv", "", "", "GET", "path_unknown", 404},
      {"/live/x/8888_a.flv", "", "", "GET", "path_unknown", 404},
      {"/live/8888_a.flv", "", "", "POST", "wrong_method", 405},
  };
  for (const auto& row : rows) {
    CAPTURE(row.path);
    Scene scene;
    const Answer answer = scene.ask(row.path, row.query, row.host, row.method);
    CHECK(answer.verdict.code->name == row.code);
    CHECK(answer.reply.status == row.status);
    CHECK((answer.pushed != nullptr) == (row.status == 200));
    CHECK(answer.reply.body.empty() == (row.status == 200));
  }
}

TEST_CASE("play signatures, where the console asks for them") {
  const auto query = [](const char* key, const char* time) {
    return "txSecret=" + sign::txsecret(key, "8888_a", time) + "&txTime=" + time;
  };
  Scene scene;
  CHECK(scene.ask("/live/8888_a.flv", query("other", "58a1fbf0")).verdict.ok());
  scene.set("console.play.auth", "on");
  scene.set("console.play.key", play_key);
  scene.set("console.live.push_key", push_key);
  const auto code_of = [&](const std::string& with) {
    return std::string(scene.ask("/live/8888_a.flv", with).verdict.code->name);
  };
  CHECK(code_of(query(play_key, "58a1fbf0")) == "ok");
  CHECK(code_of(query(push_key, "58a1fbf0")) == "txsecret_wrong");
  CHECK(code_of("bizid=8888&" + query(push_key, "58a1fbf0")) == "ok");
  CHECK(code_of(query(play_key, "58a00000")) == "txtime_expired");
  CHECK(code_of("") == "signature_missing");
  CHECK(code_of("txSecret=0") == "signature_missing");
  CHECK(scene.ask("/live/8888_a.flv").reply.status == 403);
  scene.set("console.play.behaviour.forbidden_status", "401");
  CHECK(scene.ask("/live/8888_a.flv").reply.status == 401);
}

TEST_CASE(
    "a viewer's bytes are an FLV of what is pushed, from the first key frame on, timestamps as pushed") {
  Scene scene;
  const Answer answer = scene.ask("/live/8888_a.flv");
  int told = 0;
  answer.pushed->begin([&] { ++told; });
  CHECK(answer.pushed->take().empty());
  Bytes got;
  for (const auto& tag : demo()) {
    scene.channel->feed(tag.type, tag.timestamp + 5000, tag.body);
    scene.channel->flush();
    append(got, take_all(*answer.pushed));
  }
  CHECK_FALSE(answer.pushed->over());
  scene.hub.close("8888_a", scene.channel);
  append(got, take_all(*answer.pushed));
  CHECK(answer.pushed->over());
  CHECK(told > 100);
  const auto read = media::parse_flv(got);
  REQUIRE(read.has_value());
  CHECK(got[4] == 5);
  std::size_t at = 0;
  while (demo()[at].type != 9 || demo()[at].body[1] == 0) ++at;
  // Three settings, then the same as pushed.
  REQUIRE(read->tags.size() == demo().size() - at + 3);
  CHECK(read->tags[0].type == 18);
  CHECK(read->tags[0].timestamp == 0);
  CHECK(read->tags[1].timestamp == demo()[at].timestamp + 5000);
  for (std::size_t i = 3; i < read->tags.size(); ++i, ++at) {
    CHECK(read->tags[i].timestamp == demo()[at].timestamp + 5000);
    CHECK(read->tags[i].body == demo()[at].body);
  }
  Exchange seen;
  answer.pushed->tell(PushedBody::End::over, seen);
  CHECK(seen.op == "viewer");
  CHECK(seen.verdict.code->name == "stream_ended");
  CHECK(*seen.field("packets") == std::to_string(read->tags.size()));
  CHECK(*seen.field("skipped") == "0");
}

TEST_CASE("the FLV header names the kinds that the stream has") {
  Scene scene;
  const Answer answer = scene.ask("/live/8888_a.flv");
  answer.pushed->begin([] {});
  for (const auto& tag : demo())
    if (tag.type == 9) scene.channel->feed(9, tag.timestamp, tag.body);
  CHECK(take_all(*answer.pushed)[4] == 1);
}

TEST_CASE("a viewer that is gone leaves its channel") {
  Scene scene;
  {
    const Answer answer = scene.ask("/live/8888_a.flv");
    answer.pushed->begin([] {});
    CHECK(scene.channel->viewers() == 1);
  }
  CHECK(scene.channel->viewers() == 0);
}
