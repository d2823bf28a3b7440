// Recordings in virtual time: what is made of a push, when it is told, and what the file holds.
#include "record/recorder.h"

#include <doctest/doctest.h>

#include <future>

#include "amf/amf0.h"
#include "media/flv.h"
#include "record/recording.h"
#include "record/vod.h"
#include "service/settings.h"

using namespace faultcast;
using namespace faultcast::record;

namespace {

const setup::Catalogue& catalogue() {
  static const setup::Catalogue all = [] {
    setup::Catalogue built;
    for (const auto* rows : {&common_settings(), &record::settings()}) built.add(*rows);
    built.add(
        {{.path = "console.live.appid", .kind = setup::Setting::Kind::text, .fallback = "\"1250000001\""}});
    return built;
  }();
  return all;
}

struct Notes final : Observer {
  std::vector<Exchange> seen;
  void saw(Exchange exchange) override { seen.push_back(std::move(exchange)); }
  [[nodiscard]] std::string codes() const {
    std::string out;
    for (const auto& e : seen)
      out += fmt::format("{}{}:{}", out.empty() ? "" : " ", e.op, e.verdict.code->name);
    return out;
  }
};

const std::vector<media::FlvTag>& demo() {
  static const auto tags = media::read_flv(FAULTCAST_SOURCE_DIR "/fixtures/media/demo.flv")->tags;
  return tags;
}

/// A push is played to a recorder on a loop in virtual time.
struct Scene {
  static constexpr Millis start = 1487000000000;
  ManualClock* clock = new ManualClock(start);
  setup::Setup setup{catalogue()};
  channel::Hub hub;
  Notes notes;
  std::vector<state::RecordingMade> told;
  loop::Loop loop{std::unique_ptr<Clock>(clock), clock};
  std::unique_ptr<Recorder> recorder;
  std::shared_ptr<channel::Channel> channel;
  std::unique_ptr<loop::Timer> timer;

  Scene() {
    loop.call([this] {
      timer = std::make_unique<loop::Timer>(loop);
      recorder = std::make_unique<Recorder>(Surroundings{
          loop, setup, hub, notes, 1,
          [this](const state::LiveEvent& event) { told.push_back(std::get<state::RecordingMade>(event)); }});
    });
  }
  ~Scene() {
    loop.call([this] { timer.reset(), recorder.reset(); });
  }
  void set(const char* path, const char* value) {
    loop.call([&] {
      REQUIRE(setup.set_text(path, value).has_value());
      recorder->setup_changed();
    });
  }
  void begin(const std::string& param) {
    channel = hub.open("8888_a");
    state::PushSession push;
    push.stream = "8888_a";
    push.stream_param = param;
    recorder->on_event(state::StreamStarted{push, loop.now()});
  }
  void feed(const std::vector<media::FlvTag>& tags, std::uint32_t later = 0) {
    for (const auto& tag : tags) channel->feed(tag.type, tag.timestamp + later, tag.body);
  }
  void end() { hub.close("8888_a", channel); }
  /// Does `job` on the loop, and lets so much time pass.
  void play(std::function<void()> job, Millis time) {
    std::promise<void> done;
    loop.post([&] {
      job();
      timer->after(time, [&] { done.set_value(); });
    });
    REQUIRE(done.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready);
  }
  void record(const std::string& param) {
    play([&] { begin(param), feed(demo()), end(); }, 4000);
  }
  [[nodiscard]] static Bytes all(const StoredFile& file) {
    const auto source = record::source(file, 0, file.size());
    Bytes out;
    while (true) {
      const Bytes more = source->read(1000);
      if (more.empty()) return out;
      append(out, more);
    }
  }
  Bytes file(std::size_t index) {
    const auto* found = recorder->files().find(told.at(index).video_url.substr(7));
    REQUIRE(found != nullptr);
    return all(found->value());
  }
};

double number(const media::FlvTag& script, const char* name) {
  const auto values = *amf0::read_all(script.body);
  return *values.at(1).member(name)->number();
}

}  // namespace

TEST_CASE("a push with record=flv leaves a file with all its tags, told three seconds later") {
  Scene scene;
  scene.record("record=flv");
  REQUIRE(scene.told.size() == 1);
  const auto& made = scene.told[0];
  CHECK(made.at == Scene::start + 3000);
  CHECK(made.start == Scene::start);
  CHECK(made.end == made.start + made.media_ms);
  CHECK(made.format == "flv");
  CHECK(made.video_id.starts_with("200000001_"));
  CHECK(made.video_id.size() == 42);
  CHECK(made.file_id.size() == 19);
  CHECK(made.video_url.starts_with("http://1250000001.vod2.myqcloud.com/"));
  CHECK(made.video_url.ends_with(made.file_id + "/f0.flv"));

  const Bytes bytes = scene.file(0);
  CHECK(bytes.size() == made.file_size);
  CHECK(bytes[4] == 5);
  const auto read = media::parse_flv(bytes);
  REQUIRE(read.has_value());
  const auto& tags = read->tags;
  CHECK(tags[0].type == 18);
  CHECK(number(tags[0], "filesize") == static_cast<double>(bytes.size()));
  CHECK(number(tags[0], "duration") == made.media_ms / 1000.0);
  CHECK(number(tags[0], "width") == 320);
  // From here on as pushed, but for the sound before the first picture, and what is neither.
  std::vector<media::FlvTag> pushed;
  bool begun = false;
  std::uint32_t first = 0;
  for (const auto& tag : demo()) {
    const bool is_header = tag.type != 18 && tag.body[1] == 0;
    if (!begun && tag.type == 9 && !is_header) begun = true, first = tag.timestamp;
    if (tag.type == 18 || (tag.type == 9 && tag.body[1] == 2) || !(begun || is_header)) continue;
    pushed.push_back(tag);
    pushed.back().timestamp -= begun ? first : 0;
  }
  CHECK(pushed.size() > 200);
  REQUIRE(tags.size() == pushed.size() + 1);
  for (std::size_t i = 0; i < pushed.size(); ++i) {
    CHECK(tags[i + 1].timestamp == pushed[i].timestamp);
    CHECK(tags[i + 1].body == pushed[i].body);
  }
  CHECK(scene.notes.codes() == "made:made");
  CHECK(scene.recorder->running() == 0);
}

TEST_CASE("timestamps begin at 0 and never go back") {
  Scene scene;
  scene.play(
      [&] {
        scene.begin("record=flv");
        scene.feed(demo(), 0xFFFFFC00);
        scene.feed(demo(), 0xFFFFFC00);
        scene.end();
      },
      4000);
  REQUIRE(scene.told.size() == 1);
  CHECK(scene.told[0].media_start_ms == 0xFFFFFC00 + 23);
  const auto read = *media::parse_flv(scene.file(0));
  std::uint32_t last[2] = {0, 0};
  for (const auto& tag : read.tags) {
    if (tag.type == 18) continue;
    CHECK(tag.timestamp >= last[tag.type - 8]);
    last[tag.type - 8] = tag.timestamp;
    CHECK(tag.timestamp < 3100);
  }
}

TEST_CASE("what is recorded: the query, else the tenant's default, and only where the service is open") {
  struct Row {
    const char *param, *fallback, *open, *formats, *codes;
  };
  for (const Row& row : {Row{"", "off", "true", "", ""},
                         {"record=flv", "off", "true", "flv", "made:made"},
                         {"record=flv%7Chls", "off", "true", "flv hls", "made:made made:made"},
                         {"record=flv|hls", "off", "true", "flv hls", "made:made made:made"},
                         {"", "hls", "true", "hls", "made:made"},
                         {"record=flv", "off", "false", "", "refused:service_off"},
                         {"record=mp4", "off", "true", "", "refused:format_not_imitated"},
                         {"record=mp4|flv", "off", "true", "flv", "refused:format_not_imitated made:made"},
                         {"record=avi", "off", "true", "", "refused:format_unknown"}}) {
    CAPTURE(row.param);
    Scene scene;
    scene.set("console.record.default", row.fallback);
    scene.set("console.record.vod_open", row.open);
    scene.record(row.param);
    std::string formats;
    for (const auto& made : scene.told) formats += (formats.empty() ? "" : " ") + made.format;
    CHECK(formats == row.formats);
    CHECK(scene.notes.codes() == row.codes);
  }
}

TEST_CASE("a piece ends at the first key frame after its interval; the interval has a most") {
  const Behaviour behaviour = [] {
    Behaviour b;
    b.interval = 1'800'000, b.interval_max = 5'400'000;
    return b;
  }();
  CHECK(plan_of("record=flv", behaviour).interval == 1'800'000);
  CHECK(plan_of("record=flv&record_interval=10800", behaviour).interval == 5'400'000);
  CHECK(plan_of("record=flv&record_interval=60", behaviour).interval == 60'000);
  CHECK(plan_of("record=flv&record_interval=x", behaviour).interval == 1'800'000);

  Scene scene;
  scene.record("record=flv|hls&record_interval=1");
  REQUIRE(scene.told.size() == 4);
  Millis media = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto read = *media::parse_flv(scene.file(i));
    CHECK(scene.told[i].format == "flv");
    CHECK(read.tags[1].body[1] == 0);  // the decoder configuration
    CHECK(read.tags[3].body[0] == 0x17);
    CHECK(read.tags[3].timestamp == 0);
    CHECK(number(read.tags[0], "duration") > 0.9);
    media += scene.told[i].media_ms;
  }
  CHECK(scene.told[3].format == "hls");
  CHECK(scene.told[3].media_ms >= media);
}

TEST_CASE("the clock counts where it ran longer than the media") {
  Scene scene;
  scene.play([&] { scene.begin("record=flv"), scene.feed(demo()); }, 60000);
  scene.play([&] { scene.end(); }, 4000);
  REQUIRE(scene.told.size() == 1);
  CHECK(scene.told[0].end - scene.told[0].start == 60000);
  CHECK(scene.told[0].media_ms < 3100);
}

TEST_CASE("what cannot be decoded stays out, is told once of each kind, and pictures go on at a key frame") {
  Scene scene;
  std::size_t inter = 0;
  scene.play(
      [&] {
        scene.begin("record=flv");
        for (const auto& tag : demo()) {
          Bytes body = tag.body;
          const bool is_inter = tag.type == 9 && body[0] == 0x27;
          if (is_inter && (++inter == 3 || inter == 4)) body.pop_back();
          scene.channel->feed(tag.type, tag.timestamp, body);
        }
        scene.channel->feed(8, 2990, Bytes{0xAF, 1});
        scene.end();
      },
      4000);
  CHECK(scene.notes.codes() == "kept_out:video_broken kept_out:audio_broken made:made");
  REQUIRE(scene.told.size() == 1);
  CHECK(*scene.notes.seen.back().field("kept_out") == "3");
  const auto read = *media::parse_flv(scene.file(0));
  bool waits = false;
  std::size_t pictures = 0;
  for (const auto& tag : read.tags) {
    if (tag.type != 9 || tag.body[1] != 1) continue;
    ++pictures;
    if (tag.body[0] == 0x17) waits = false;
    CHECK_FALSE(waits);
    if (pictures == 3) waits = true;
  }
  CHECK(pictures == 53);
}

TEST_CASE("too short, or nothing that a recording could begin with: told, no file") {
  Scene scene;
  scene.play([&] { scene.begin("record=flv"), scene.end(); }, 4000);
  CHECK(scene.notes.codes() == "made:nothing_to_record");
  Scene brief;
  brief.play(
      [&] {
        brief.begin("record=flv");
        for (const auto& tag : demo())
          if (tag.timestamp < 500) brief.channel->feed(tag.type, tag.timestamp, tag.body);
        brief.end();
      },
      4000);
  CHECK(brief.notes.codes() == "made:too_short");
  CHECK(brief.told.empty());
  CHECK(brief.recorder->files().size() == 0);
}

TEST_CASE("sound alone is recorded") {
  Scene scene;
  scene.play(
      [&] {
        scene.begin("record=flv");
        for (std::uint32_t round = 0; round < 2; ++round)
          for (const auto& tag : demo())
            if (tag.type == 8) scene.channel->feed(8, tag.timestamp + round * 3000, tag.body);
        scene.end();
      },
      4000);
  REQUIRE(scene.told.size() == 1);
  const Bytes bytes = scene.file(0);
  CHECK(bytes[4] == 4);
  CHECK(scene.told[0].media_ms > 3500);
}

TEST_CASE("a large recording lies on disk and reads as one with its head") {
  Scene scene;
  scene.play(
      [&] {
        scene.begin("record=flv");
        for (std::uint32_t round = 0; round < 60; ++round) scene.feed(demo(), round * 3000);
        scene.end();
      },
      4000);
  REQUIRE(scene.told.size() == 1);
  const Bytes bytes = scene.file(0);
  CHECK(bytes.size() > 1'000'000);
  const auto* stored = scene.recorder->files().find(scene.told[0].video_url.substr(7));
  CHECK((*stored)->body->in_memory().empty());
  const auto part = record::source(**stored, 10, 5000);
  CHECK(part->size() == 5000);
  Bytes middle;
  for (Bytes more = part->read(4000); !more.empty(); more = part->read(4000)) append(middle, more);
  CHECK(middle == Bytes(bytes.begin() + 10, bytes.begin() + 5010));
  CHECK(media::parse_flv(bytes).has_value());
}

TEST_CASE("the oldest recordings go; clear forgets all") {
  Scene scene;
  scene.set("console.record.behaviour.files_max", "2");
  for (int i = 0; i < 3; ++i) scene.record("record=flv");
  CHECK(scene.recorder->files().size() == 2);
  CHECK(scene.recorder->files().find(scene.told[0].video_url.substr(7)) == nullptr);
  CHECK(scene.recorder->files().find(scene.told[2].video_url.substr(7)) != nullptr);
  scene.play([&] { scene.begin("record=flv"), scene.feed(demo()), scene.recorder->clear(); }, 0);
  scene.play([&] { scene.feed(demo()), scene.end(); }, 10000);
  CHECK(scene.told.size() == 3);
  CHECK(scene.recorder->files().size() == 0);
}

TEST_CASE("downloads: whole, a range, and each refusal") {
  Scene scene;
  scene.record("record=flv|hls");
  REQUIRE(scene.told.size() == 2);
  Vod vod(*scene.recorder);
  const auto ask = [&](const std::string& url, const std::string& method, const std::string& range) {
    http::RequestHead head;
    head.method = method;
    if (!range.empty()) head.headers.add("Range", range);
    Route route;
    const std::string place = url.substr(7);
    route.cloud_host = place.substr(0, place.find('/'));
    route.path = place.substr(place.find('/'));
    const auto transaction = vod.plan(head, route);
    CHECK(transaction->about().op == "get");
    return transaction->answer(Scene::start, nullptr);
  };
  const std::string &flv = scene.told[0].video_url, &hls = scene.told[1].video_url;
  const Bytes bytes = scene.file(0);
  const Answer whole = ask(flv, "GET", "");
  CHECK(whole.verdict.code->name == "ok");
  CHECK(whole.reply.size() == bytes.size());
  const Answer part = ask(flv, "GET", "bytes=5-9");
  CHECK(part.reply.status == 206);
  CHECK(part.reply.source->read(100) == Bytes(bytes.begin() + 5, bytes.begin() + 10));
  CHECK(*part.reply.headers.find("Content-Range") == fmt::format("bytes 5-9/{}", bytes.size()));
  CHECK(ask(flv, "GET", "bytes=99999999-").reply.status == 416);
  CHECK(ask(flv, "POST", "").reply.status == 405);
  CHECK(ask(flv + "x", "GET", "").reply.status == 404);
  const Answer playlist = ask(hls, "GET", "");
  CHECK(playlist.reply.status == 501);
  CHECK(playlist.verdict.code->name == "hls_not_imitated");
  CHECK(playlist.reply.body.size() == scene.told[1].file_size);
}

TEST_CASE("the addresses of the first generation") {
  Scene scene;
  scene.set("console.record.behaviour.url_form", "vod1");
  scene.record("record=flv");
  REQUIRE(scene.told.size() == 1);
  CHECK(scene.told[0].video_url ==
        fmt::format("http://200000001.vod.myqcloud.com/{}.f0.flv", scene.told[0].video_id));
  CHECK(scene.file(0).size() == scene.told[0].file_size);
}
