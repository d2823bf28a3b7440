// The ingest over real sockets, in virtual time: refusals on the wire, deadlines, limits, faults, the
// journal's facts.
#include "live/ingest.h"

#include <doctest/doctest.h>

#include <future>

#include "fault/effect.h"
#include "live_rows.h"
#include "media/flv.h"
#include "rtmp/client_session.h"
#include "sign/txsecret.h"

using namespace faultcast;
using namespace faultcast::live_test;

namespace {

struct Notes final : Observer {
  std::vector<Exchange> seen;
  void saw(Exchange exchange) override { seen.push_back(std::move(exchange)); }
  [[nodiscard]] std::string codes() const {
    std::string out;
    for (const auto& e : seen)
      out += (out.empty() ? "" : " ") + e.op + ":" + std::string(e.verdict.code->name);
    return out;
  }
};

const std::string& good_name() {
  static const std::string name =
      "8888_a?bizid=8888&txSecret=" + sign::txsecret(key, "8888_a", "58a1fbf0") + "&txTime=58a1fbf0";
  return name;
}

/// A client that publishes, sends what it is told, and writes down what it hears.
struct Client final : loop::ConnectionOwner {
  std::unique_ptr<loop::Connection> connection;
  std::unique_ptr<rtmp::ClientSession> session;
  std::string name = good_name();
  Bytes raw;  ///< if not empty: sent in place of RTMP
  std::string heard, end;
  bool late = false;  ///< not connected at the start
  std::function<void()> started, ended;

  void on_connected() override {
    if (!raw.empty()) {
      connection->send(raw);
      return;
    }
    session = std::make_unique<rtmp::ClientSession>(
        rtmp::ClientOptions{.tc_url = "rtmp://127.0.0.1/live", .stream_name = name});
    session->start();
    connection->send(session->take_output());
  }
  void on_bytes(ByteView bytes) override {
    while (session) {
      const auto event = session->next(bytes);
      if (!event) break;
      if (std::holds_alternative<rtmp::ClientPublishStarted>(*event)) {
        heard += "start ";
        if (started) started();
      } else if (const auto* refused = std::get_if<rtmp::ClientRefused>(&*event)) {
        heard += refused->code + " ";
      }
    }
    if (session && session->has_output()) connection->send(session->take_output());
  }
  void send_tag(std::uint8_t type, std::uint32_t time, const Bytes& body) {
    session->send_tag(type, time, body);
    connection->send(session->take_output());
  }
  void on_end(const loop::EndReason& reason) override {
    constexpr const char* names[] = {"fin", "error", "refused", "timeout", "faulted"};
    end = names[static_cast<int>(reason.kind)];
    if (ended) ended();
  }
};

/// An ingest on a loop in virtual time, and clients against it.
struct Scene {
  ManualClock* clock = new ManualClock(live_test::now);
  setup::Setup settings = demo();
  state::Live state;
  fault::Faults faults{1};
  Notes notes;
  loop::Loop loop{std::unique_ptr<Clock>(clock), clock};
  std::unique_ptr<live::Ingest> ingest;
  std::vector<std::unique_ptr<Client>> clients;
  std::unique_ptr<loop::Timer> timer;
  std::vector<std::pair<Millis, std::function<void()>>> acts;  ///< what happens while it plays, and when
  std::vector<std::unique_ptr<loop::Timer>> act_timers;
  std::size_t connections = 0;  ///< at the end
  std::promise<void> done;

  Scene() {
    loop.call([this] {
      ingest = std::move(*live::Ingest::start({loop, settings, state, faults, notes, 1}, {"127.0.0.1", 0}));
      timer = std::make_unique<loop::Timer>(loop);
    });
  }
  ~Scene() {
    loop.call([this] { act_timers.clear(), clients.clear(), timer.reset(), ingest.reset(); });
  }
  void set(const char* path, const char* value) {
    loop.call([&] {
      REQUIRE(settings.set_text(path, value).has_value());
      ingest->setup_changed();
    });
  }
  void rule(fault::FaultRule rule) {
    loop.call([&] { faults.set({std::move(rule)}), ingest->setup_changed(); });
  }
  Client& client() {
    clients.push_back(std::make_unique<Client>());
    return *clients.back();
  }
  void connect(Client& one) { one.connection = loop::Connection::connect(loop, ingest->at(), 5000, one); }
  /// Connects every client that is not, does the acts, and lets so much time pass. Once: afterwards virtual
  /// time runs away.
  void play(Millis time) {
    done = {};
    loop.post([&] {
      for (auto& c : clients)
        if (!c->late) connect(*c);
      for (auto& [when, act] : acts) {
        act_timers.push_back(std::make_unique<loop::Timer>(loop));
        act_timers.back()->after(when, [job = act] { job(); });
      }
      timer->after(time, [&] {
        // Everything ends here: virtual time would run on, and with it deadlines that no test asked for.
        connections = ingest->connections();
        for (auto& c : clients) c->connection.reset();
        act_timers.clear();
        ingest.reset();
        done.set_value();
      });
    });
    REQUIRE(done.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready);
  }
};

const Bytes key_frame = {0x17, 1, 0, 0, 0, 0, 0, 0, 1, 0x65}, sound = {0xAF, 1, 0x21};

}  // namespace

TEST_CASE("each refusal style on the wire") {
  struct Row {
    const char *style, *heard, *end;
  };
  for (const Row& row : {Row{"publish_close", "", "fin"},
                         {"publish_rst", "", "error"},
                         {"status_badname", "NetStream.Publish.BadName ", "fin"},
                         {"connect_reject", "NetStream.Publish.BadName ", "fin"},
                         {"connect_close", "", "fin"}}) {
    CAPTURE(row.style);
    Scene scene;
    scene.set("console.live.behaviour.reject_style", row.style);
    scene.client().name = "8888_a?bizid=8888&txSecret=0&txTime=58a1fbf0";
    scene.play(10);
    CHECK(scene.clients[0]->heard == row.heard);
    CHECK(scene.clients[0]->end == row.end);
    CHECK(scene.notes.codes() == "connect:connected publish:txsecret_wrong");
    CHECK(scene.connections == 0);
  }
}

TEST_CASE("connect styles act at connect where the ground is visible there") {
  for (const auto& [style, heard] :
       {std::pair{"connect_reject", "NetConnection.Connect.Rejected "}, {"connect_close", ""}}) {
    Scene scene;
    scene.set("console.live.behaviour.reject_style", style);
    scene.set("console.live.account", "stopped");
    scene.client();
    scene.play(10);
    CHECK(scene.notes.codes() == "connect:account_stopped");
    CHECK(scene.clients[0]->heard == heard);
    CHECK(scene.clients[0]->end == "fin");
  }
}

TEST_CASE("start_then_close: Start, then cut at the first media") {
  Scene scene;
  scene.set("console.live.behaviour.reject_style", "start_then_close");
  Client& c = scene.client();
  c.name = "8888_a";
  c.started = [&] { c.send_tag(9, 0, key_frame); };
  scene.play(10);
  CHECK(c.heard == "start ");
  CHECK_FALSE(c.end.empty());
  CHECK(scene.notes.codes() == "connect:connected publish:query_lost");
  CHECK(scene.state.publishing.empty());
}

TEST_CASE("a stream's facts and its end reach the journal") {
  Scene scene;
  Client& c = scene.client();
  const auto demo = *media::read_flv(FAULTCAST_SOURCE_DIR "/fixtures/media/demo.flv");
  c.started = [&] {
    for (const auto& tag : demo.tags) c.send_tag(tag.type, tag.timestamp, tag.body);
    c.session->finish();
    c.connection->send(c.session->take_output());
    c.connection->finish();
  };
  scene.play(10);
  CHECK(scene.notes.codes() == "connect:connected publish:ok stream:deleted");
  const Exchange& stream = scene.notes.seen.back();
  CHECK(*stream.field("video") == "H.264");
  CHECK(*stream.field("width") == "320");
  CHECK(*stream.field("height") == "180");
  CHECK(*stream.field("video_frames") == "75");
  CHECK(*stream.field("key_frames") == "3");
  CHECK(*stream.field("audio") == "AAC");
  CHECK(std::stod(*stream.field("kbit_per_s")) > 50);
  CHECK(scene.notes.seen[1].request.size > 0);
  CHECK(scene.state.publishing.empty());
}

TEST_CASE("the second publisher of a name is refused, the first goes on; a freed name can be taken again") {
  Scene scene;
  Client &first = scene.client(), &second = scene.client(), &third = scene.client();
  second.late = third.late = true;
  scene.acts = {{10, [&] { scene.connect(second); }},
                {20, [&] { first.connection->close(); }},
                {30, [&] { scene.connect(third); }}};
  scene.play(40);
  CHECK(first.heard == "start ");
  CHECK(first.end.empty());
  CHECK(second.heard.empty());
  CHECK(second.end == "fin");
  CHECK(third.heard == "start ");
  CHECK(scene.notes.codes() ==
        "connect:connected publish:ok connect:connected publish:name_in_use stream:hung_up connect:connected "
        "publish:ok");
}

TEST_CASE("a name stays taken for a while where the setup says so") {
  Scene scene;
  scene.set("console.live.behaviour.occupied_linger_s", "5");
  Client &first = scene.client(), &early = scene.client(), &later = scene.client();
  early.late = later.late = true;
  scene.acts = {{10, [&] { first.connection->close(); }},
                {20, [&] { scene.connect(early); }},
                {5020, [&] { scene.connect(later); }}};
  scene.play(5030);
  CHECK(early.end == "fin");
  CHECK(later.heard == "start ");
}

TEST_CASE("a ban cuts the running stream") {
  Scene scene;
  Client& c = scene.client();
  c.started = [&] { c.send_tag(9, 0, key_frame); };
  scene.acts = {{10, [&] {
                   REQUIRE(scene.settings.set_text("console.live.streams.8888_a.banned", "true").has_value());
                   scene.ingest->setup_changed();
                 }}};
  scene.play(20);
  CHECK_FALSE(c.end.empty());
  CHECK(scene.notes.codes() == "connect:connected publish:ok stream:cut_banned");
}

TEST_CASE("absolute deadlines: handshake, first media, silence, expiry") {
  struct Row {
    const char *set, *value, *codes;
    Bytes raw;
    bool media;
    Millis when;
  };
  const Row rows[] = {
      {"console.live.behaviour.handshake_s", "3", "connection:handshake_timeout", {3, 1, 2}, false, 3000},
      {"console.live.behaviour.first_media_s",
       "4",
       "connect:connected publish:ok stream:silent",
       {},
       false,
       4000},
      {"console.live.behaviour.silence_s", "5", "connect:connected publish:ok stream:silent", {}, true, 5000},
      {"console.live.behaviour.cut_at_expiry",
       "true",
       "connect:connected publish:ok stream:cut_expired",
       {},
       true,
       10800001},
  };
  for (const auto& row : rows) {
    CAPTURE(row.codes);
    Scene scene;
    if (row.when > 10000) scene.set("console.live.behaviour.silence_s", "100000");
    scene.set(row.set, row.value);
    Client& c = scene.client();
    c.raw = row.raw;
    if (row.media) c.started = [&] { c.send_tag(8, 0, sound); };
    std::string before;
    scene.acts = {{row.when - 1, [&] { before = scene.notes.codes(); }}};
    scene.play(row.when + 1);
    CHECK(before != row.codes);
    CHECK(scene.notes.codes() == row.codes);
    CHECK_FALSE(c.end.empty());
  }
}

TEST_CASE("a connection that sends a byte now and then does not outlive the handshake's deadline") {
  Scene scene;
  Client& c = scene.client();
  c.raw = {3};
  for (Millis at = 1000; at < 20000; at += 1000)
    scene.acts.emplace_back(at, [&] {
      if (c.connection->is_open()) c.connection->send(Bytes{0});
    });
  scene.play(10001);
  CHECK(scene.notes.codes() == "connection:handshake_timeout");
}

TEST_CASE("hostile bytes end that connection with a reason, and others go on") {
  Scene scene;
  scene.client().raw = {'G', 'E', 'T', ' ', '/'};
  scene.client().raw = Bytes(5000, 0xFF);
  Client& good_client = scene.client();
  scene.play(10);
  CHECK(good_client.heard == "start ");
  std::size_t not_rtmp = 0;
  for (const auto& e : scene.notes.seen)
    if (e.verdict.code->name == "not_rtmp") {
      ++not_rtmp;
      CHECK_FALSE(e.verdict.because.en.empty());
    }
  CHECK(not_rtmp == 2);
}

TEST_CASE("a media message over the limit ends the stream with the documented code 7") {
  Scene scene;
  scene.set("console.live.behaviour.media_message_max", "100");
  Client& c = scene.client();
  c.started = [&] { c.send_tag(9, 0, Bytes(101, 0x27)); };
  scene.play(10);
  CHECK(scene.notes.seen.back().verdict.code->name == "message_too_large");
  CHECK(scene.notes.seen.back().verdict.code->number == 7);
}

TEST_CASE("limits on connections, in all and per address") {
  for (const char* setting :
       {"console.live.behaviour.connections_max", "console.live.behaviour.connections_per_address"}) {
    Scene scene;
    scene.set(setting, "1");
    Client &first = scene.client(), &second = scene.client();
    second.name = "8888_b";
    scene.play(10);
    CHECK(first.heard + second.heard == "start ");
    CHECK(scene.notes.codes().find("connection:too_many_connections") != std::string::npos);
  }
}

TEST_CASE(
    "faults at each operation: forced verdicts, cut bytes, close in place of an answer, rewritten words") {
  using namespace fault;
  struct Row {
    FaultRule rule;
    std::string codes, heard;
  };
  const Row rows[] = {
      {{"f", {"live", "publish", {{"stream", "8888_*"}}}, {}, {AnswerCode{"live:stream_banned"}}},
       "connect:connected publish:stream_banned",
       ""},
      {{"f", {"live", "publish", {{"stream", "9999_*"}}}, {}, {AnswerCode{"live:stream_banned"}}},
       "connect:connected publish:ok",
       "start "},
      {{"f", {"live", "connect", {}}, {}, {CloseBeforeAnswer{}}}, "connection:closed_by_fault", ""},
      {{"f", {"live", "publish", {}}, {}, {CloseBeforeAnswer{}}},
       "connect:connected publish:ok connection:closed_by_fault",
       ""},
      {{"f", {"live", "accept", {}}, {}, {CutAfter{Way::in, 2000}}}, "connection:closed_by_fault", ""},
      {{"f", {"live", "accept", {}}, {}, {Reset{Way::out, 100}}}, "connection:closed_by_fault", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.codes);
    Scene scene;
    scene.rule(row.rule);
    Client& c = scene.client();
    scene.play(10);
    CHECK(scene.notes.codes() == row.codes);
    CHECK(c.heard == row.heard);
  }
  Scene scene;
  scene.set("console.live.behaviour.reject_style", "status_badname");
  scene.rule({"f",
              {"live", "publish", {}},
              {},
              {AnswerCode{"live:stream_banned"}, RewriteField{"code", "NetStream.Publish.Denied"}}});
  Client& c = scene.client();
  scene.play(10);
  CHECK(c.heard == "NetStream.Publish.Denied ");
  CHECK(scene.notes.seen.back().verdict.forced_by == "f");
  CHECK(scene.notes.seen.back().rules == std::vector<std::string>{"f"});
}

TEST_CASE(
    "every byte effect at work on a running push, and the stream still arrives whole where it only slows") {
  using namespace fault;
  for (const Effect& effect :
       {Effect(Delay{Way::in, 50}), Effect(Bandwidth{Way::in, 200000}), Effect(Slice{Way::in, 100, 1})}) {
    CAPTURE(name_of(effect));
    Scene scene;
    scene.rule({"slow", {"live", "publish", {}}, {}, {effect}});
    Client& c = scene.client();
    c.started = [&] {
      for (std::uint32_t i = 0; i < 50; ++i) c.send_tag(9, i * 40, Bytes(200, 0x27));
      c.session->finish();
      c.connection->send(c.session->take_output());
    };
    scene.play(5000);
    CHECK(*scene.notes.seen.back().field("bytes") == "10000");
    CHECK(scene.notes.seen.back().rules == std::vector<std::string>{"slow"});
  }
}
