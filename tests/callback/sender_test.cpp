// The sender against a receiver that answers by a script, in virtual time.
#include "callback/sender.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <future>

#include "base/digest.h"
#include "loop/listener.h"
#include "service/settings.h"

using namespace faultcast;
using callback::Json;

namespace {

/// One connection to the receiver: the request, once it is whole, and then the answer.
struct Guest : loop::ConnectionOwner {
  std::unique_ptr<loop::Connection> connection;
  std::string request;
  std::function<void(Guest&)> whole;
  void on_bytes(ByteView bytes) override {
    request += as_text(bytes);
    const auto body = request.find("\r\n\r\n");
    if (body == std::string::npos) return;
    const auto at = request.find("Content-Length: ");
    const std::size_t length = std::stoul(request.substr(at + 16));
    if (request.size() == body + 4 + length) whole(*this);
  }
  void on_end(const loop::EndReason&) override {}
  [[nodiscard]] Json json() const { return Json::parse(request.substr(request.find("\r\n\r\n") + 4)); }
};

std::string answer(const std::string& body, const std::string& status = "200 OK") {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

struct Seen final : Observer {
  std::vector<Exchange> all;
  void saw(Exchange exchange) override { all.push_back(std::move(exchange)); }
};

setup::Catalogue& catalogue() {
  static setup::Catalogue all = [] {
    setup::Catalogue c;
    c.add(common_settings());
    c.add(callback::settings());
    static const std::vector<setup::Setting> live = {
        {.path = "console.live.appid", .kind = setup::Setting::Kind::text, .fallback = "\"1250000001\""},
        {.path = "console.live.api_key", .kind = setup::Setting::Kind::text, .fallback = "\"testapikey\""}};
    c.add(live);
    return c;
  }();
  return all;
}

/// Everything a sender needs, and a receiver whose n-th request gets the n-th answer (the last one from then
/// on). An empty answer: the connection is closed; "-": nothing ever comes.
struct Scene {
  explicit Scene(std::vector<std::string> script, std::string path = "/cb") : answers(std::move(script)) {
    loop.call([&] {
      listener = std::move(*loop::Listener::bind(
          loop, {"127.0.0.1", 0}, [this](std::unique_ptr<loop::Connection> c) { accept(std::move(c)); }));
      set("console.live.callback_url", "http://127.0.0.1:" + std::to_string(listener->at().port) + path);
    });
  }
  ~Scene() {
    loop.call([&] {
      sender.reset();
      guests.clear();
      listener.reset();
    });
  }
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  void accept(std::unique_ptr<loop::Connection> connection) {
    auto guest = std::make_unique<Guest>();
    guest->connection = std::move(connection);
    guest->connection->set_owner(*guest);
    guest->whole = [this](Guest& g) {
      came.push_back(g.json());
      heads.push_back(g.request.substr(0, g.request.find("\r\n\r\n")));
      came_at.push_back(loop.now());
      const std::string& text = answers[std::min(came.size(), answers.size()) - 1];
      if (text.empty())
        g.connection->close();
      else if (text != "-")
        g.connection->send(as_bytes(text));
    };
    guests.push_back(std::move(guest));
  }

  template <class T>
  void set(std::string_view path, T value) {
    REQUIRE(setup.set(path, value));
    if (sender) sender->setup_changed();
  }

  /// Makes the sender, lets `act` use it, and waits until it is idle.
  void play(const std::function<void(callback::Sender&)>& act, const std::string& ledger = "") {
    std::promise<void> idle;
    loop::Timer watch(loop);
    std::function<void()> look = [&] {
      if (sender->idle())
        idle.set_value();
      else
        watch.after(100, [&] { look(); });
    };
    loop.call([&] {
      make(ledger);
      act(*sender);
      look();
    });
    auto done = idle.get_future();
    REQUIRE(done.wait_for(std::chrono::seconds(30)) == std::future_status::ready);
    loop.call([&] { watch.stop(); });
  }

  void make(const std::string& ledger) {
    std::unique_ptr<callback::Ledger> file;
    if (!ledger.empty()) file = std::move(*callback::Ledger::open(ledger, loop));
    sender = std::make_unique<callback::Sender>(
        callback::Surroundings{loop, setup, faults, seen, resolver, [] { return nullptr; },
                               [](const std::string& url) -> Result<std::string> { return url; }},
        std::move(file));
  }

  [[nodiscard]] std::string codes() const {
    std::string out;
    for (const auto& one : seen.all) out += (out.empty() ? "" : " ") + std::string(one.verdict.code->name);
    return out;
  }

  ManualClock* clock = new ManualClock(1487000000'000);
  loop::Loop loop{std::unique_ptr<Clock>(clock), clock};
  setup::Setup setup{catalogue()};
  fault::Faults faults{1};
  Seen seen;
  loop::Resolver resolver;
  std::vector<std::string> answers;
  std::vector<Json> came;
  std::vector<std::string> heads;
  std::vector<Millis> came_at;
  std::unique_ptr<loop::Listener> listener;
  std::vector<std::unique_ptr<Guest>> guests;
  std::unique_ptr<callback::Sender> sender;
};

state::PushSession push(const std::string& stream = "8888_anchor01") {
  state::PushSession p;
  p.stream = stream;
  p.since = 1487000000'000;
  return p;
}

const std::string good = answer(R"({"code":0})"), bad = answer(R"({"code":2003})");

struct TempFile {
  std::string path =
      (std::filesystem::temp_directory_path() / ("faultcast-ledger-" + std::to_string(::getpid()))).string();
  TempFile() { remove(); }
  ~TempFile() { remove(); }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  void remove() const {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
  }
};

}  // namespace

TEST_CASE("delivered at once: one POST, signed for ten minutes from now") {
  Scene scene({good}, "/callback/Live_callback.php");
  scene.play([](callback::Sender& s) { s.happened(state::StreamStarted{push(), 1487000000'000}); });
  REQUIRE(scene.came.size() == 1);
  CHECK(scene.heads[0].starts_with("POST /callback/Live_callback.php HTTP/1.1\r\nHost: 127.0.0.1:"));
  CHECK(scene.heads[0].find("\r\nContent-Type: application/json\r\n") != std::string::npos);
  CHECK(scene.heads[0].find("User-Agent") == std::string::npos);
  CHECK(scene.came[0]["t"] == 1487000600);
  CHECK(scene.came[0]["sign"] == md5_hex("testapikey1487000600"));
  CHECK(scene.codes() == "delivered");
  CHECK(scene.seen.all[0].op == "start");
  const auto all = scene.sender->deliveries();
  REQUIRE(all.size() == 1);
  CHECK(all[0].state == callback::Delivery::State::delivered);
  CHECK(all[0].attempts.size() == 1);
}

TEST_CASE("not confirmed: three retries, three seconds apart, each signed anew; then given up") {
  Scene scene({bad});
  scene.play([](callback::Sender& s) { s.happened(state::StreamStarted{push(), 0}); });
  CHECK(scene.codes() == "code_not_0 code_not_0 code_not_0 code_not_0");
  REQUIRE(scene.came_at.size() == 4);
  for (std::size_t i = 1; i < 4; ++i) {
    CHECK(scene.came_at[i] - scene.came_at[i - 1] == 3000);
    CHECK(scene.came[i]["t"] == 1487000600 + 3 * static_cast<int>(i));
    CHECK(scene.came[i]["sign"] != scene.came[0]["sign"]);
  }
  CHECK(scene.sender->deliveries()[0].state == callback::Delivery::State::given_up);
  CHECK(*scene.seen.all[0].field("next") == "again in 3 s");
  CHECK(*scene.seen.all[3].field("next") == "given_up");
}

TEST_CASE("a receiver that comes back is believed; nothing follows a delivery") {
  Scene scene({answer("", "502 Bad Gateway"), "", good});
  scene.play([](callback::Sender& s) { s.happened(state::StreamStarted{push(), 0}); });
  CHECK(scene.codes() == "status_not_200 closed delivered");
}

TEST_CASE("the rules of 2019: the status alone, a minute apart") {
  Scene scene({answer("", "500 Oops"), bad});
  scene.set("console.live.callback_rules", "2019");
  scene.play([](callback::Sender& s) { s.happened(state::StreamStarted{push(), 0}); });
  CHECK(scene.codes() == "status_not_200 delivered");
  CHECK(scene.came_at[1] - scene.came_at[0] == 60'000);
}

TEST_CASE("a receiver that does not answer is waited for as long as the rules say") {
  for (const auto& [rules, patience, pause] : {std::tuple{"2016", 5000, 3000}, {"2019", 20'000, 60'000}}) {
    CAPTURE(rules);
    Scene scene({"-", good});
    scene.set("console.live.callback_rules", rules);
    scene.play([](callback::Sender& s) { s.happened(state::StreamStarted{push(), 0}); });
    CHECK(scene.codes() == "no_answer delivered");
    CHECK(scene.came_at[1] - scene.came_at[0] == patience + pause);
  }
}

TEST_CASE("no URL, nobody there, an unknown host, a redirect that is not followed") {
  Scene scene({answer("", "301 Moved\r\nLocation: http://elsewhere/")});
  scene.set("console.callback.behaviour.retries", 0);
  const auto send = [](callback::Sender& s) { s.happened(state::StreamStarted{push(), 0}); };
  scene.play(send);
  CHECK(scene.codes() == "redirected");
  scene.seen.all.clear();
  const std::pair<std::string, std::string> rows[] = {
      {"", "no_url"}, {"http://nowhere.example/cb", "host_unknown"}, {"http://127.0.0.1:1/", "refused"}};
  for (const auto& [url, code] : rows) {
    scene.set("console.live.callback_url", url);
    scene.play(send);
    CHECK(scene.codes() == code);
    CHECK(scene.sender->deliveries()[0].state == callback::Delivery::State::given_up);
    scene.seen.all.clear();
  }
  CHECK(scene.came.size() == 1);
}

TEST_CASE("first attempts begin in order, and a failing one holds nothing back") {
  Scene scene({"", good});
  scene.play([](callback::Sender& s) {
    for (const char* stream : {"a", "b", "c", "d"}) s.happened(state::StreamStarted{push(stream), 0});
  });
  std::string order;
  for (const auto& body : scene.came) order += body["stream_id"].get<std::string>();
  CHECK(order == "abcda");
}

TEST_CASE("behaviours: twice, end before start, t long past, t kept") {
  SUBCASE("twice") {
    Scene scene({good});
    scene.set("console.callback.behaviour.send_twice", true);
    scene.play([](callback::Sender& s) { s.happened(state::StreamStarted{push(), 0}); });
    REQUIRE(scene.came.size() == 2);
    CHECK(scene.came[0] == scene.came[1]);
  }
  SUBCASE("end before start") {
    Scene scene({good});
    scene.set("console.callback.behaviour.end_before_start", true);
    scene.play([](callback::Sender& s) {
      s.happened(state::StreamStarted{push(), 0});
      s.happened(state::StreamEnded{push(), 0, 1, "x", 0});
    });
    REQUIRE(scene.came.size() == 2);
    CHECK(scene.came[0]["event_type"] == 0);
    CHECK(scene.came[1]["event_type"] == 1);
  }
  SUBCASE("t long past, and rightly signed") {
    Scene scene({good});
    scene.set("console.callback.behaviour.t_ahead_s", -86400);
    scene.play([](callback::Sender& s) { s.happened(state::StreamStarted{push(), 0}); });
    CHECK(scene.came[0]["t"] == 1487000000 - 86400);
    CHECK(scene.came[0]["sign"] == md5_hex("testapikey" + std::to_string(1487000000 - 86400)));
  }
  SUBCASE("t kept") {
    Scene scene({bad, good});
    scene.set("console.callback.behaviour.fixed_t", true);
    scene.play([](callback::Sender& s) { s.happened(state::StreamStarted{push(), 0}); });
    CHECK(scene.came[0] == scene.came[1]);
  }
}

TEST_CASE("faults: an attempt is suppressed, a field is rewritten, an outcome is forced") {
  Scene scene({good});
  const auto rule = [](const char* id, fault::Effect effect, fault::When when) {
    return fault::FaultRule{id, {"callback", "start", {}}, when, {std::move(effect)}};
  };
  scene.faults.set({rule("lost", fault::CloseBeforeAnswer{}, {0, 1, 1}),
                    rule("other", fault::RewriteField{"stream_id", "8888_other"}, {1, 1, 1}),
                    rule("forced", fault::AnswerCode{"callback:no_answer"}, {1, 1, 1})});
  scene.play([](callback::Sender& s) { s.happened(state::StreamStarted{push(), 0}); });
  CHECK(scene.codes() == "cut_by_fault no_answer delivered");
  REQUIRE(scene.came.size() == 2);
  CHECK(scene.came[0]["stream_id"] == "8888_other");
  CHECK(scene.came[1]["stream_id"] == "8888_anchor01");
  CHECK(scene.seen.all[1].verdict.forced_by == "forced");
}

TEST_CASE("a long answer is cut, and the rest is not waited for") {
  Scene scene({"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n" + std::string(70'000, ' ')});
  scene.set("console.callback.behaviour.retries", 0);
  scene.play([](callback::Sender& s) { s.happened(state::StreamStarted{push(), 0}); });
  CHECK(scene.codes() == "answer_not_json");
  CHECK(scene.seen.all[0].answer.size == callback::Sender::most_answer);
  CHECK(scene.seen.all[0].took < 100);
}

TEST_CASE("resend makes a new delivery of the same event, to the URL of now") {
  Scene scene({good});
  scene.play([](callback::Sender& s) { s.happened(state::StreamStarted{push(), 0}); });
  scene.loop.call([&] {
    CHECK(scene.sender->resend(1).value() == 2);
    const auto unknown = scene.sender->resend(9);
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().message.starts_with("there is no callback 9"));
  });
}

TEST_CASE("what is unfinished in the ledger goes on, in order; what is over stays over") {
  const TempFile file;
  Scene scene({good, "-", "-", good});
  // The ledger writes in real time, which virtual time does not wait for.
  scene.set("console.callback.behaviour.answer_timeout_2016_s", 1e6);
  std::promise<void> enough;
  loop::Timer watch(scene.loop);
  std::function<void()> look = [&] {
    if (scene.came.size() < 3 || scene.seen.all.empty()) {
      watch.after(10, [&] { look(); });
      return;
    }
    scene.sender.reset();  // here and now: virtual time goes on
    enough.set_value();
  };
  scene.loop.call([&] {
    scene.make(file.path);
    for (const char* stream : {"a", "b", "c"}) scene.sender->happened(state::StreamStarted{push(stream), 0});
    look();
  });
  REQUIRE(enough.get_future().wait_for(std::chrono::seconds(20)) == std::future_status::ready);
  // The process has ended while two attempts waited for their answers, and begins anew.
  scene.play([](callback::Sender&) {}, file.path);
  std::string order;
  for (const auto& body : scene.came) order += body["stream_id"].get<std::string>();
  CHECK(order == "abcbc");
  scene.loop.call([&] { scene.sender.reset(); });
  const auto all = callback::read_ledger(file.path);
  REQUIRE(all);
  REQUIRE(all->size() == 3);
  for (const auto& one : *all) {
    CHECK(one.state == callback::Delivery::State::delivered);
    CHECK(one.attempts.size() == 1);
  }
}

TEST_CASE("a ledger that cannot be opened is told") {
  ManualClock* clock = new ManualClock(0);
  loop::Loop loop(std::unique_ptr<Clock>(clock), clock);
  const auto none = callback::Ledger::open("/nowhere/at/all", loop);
  REQUIRE_FALSE(none);
  CHECK(none.error().message.starts_with("callback queue in /nowhere/at/all: "));
  CHECK_FALSE(callback::read_ledger("/nowhere/at/all"));
}

TEST_CASE("a delivery reads back as it was written, and nothing else is taken") {
  callback::Delivery d;
  d.id = 7;
  d.event = {callback::EventType::recorded, "s", Json{{"a", 1}}};
  d.url = "http://h/";
  d.state = callback::Delivery::State::given_up;
  d.attempts.push_back({1, 2, "x", "refused", "why", 0, ""});
  const Json json = callback::to_json(d);
  CHECK(callback::to_json(callback::delivery_from(json).value()) == json);
  for (const auto& member : json.items()) {
    Json broken = json;
    broken.erase(member.key());
    CHECK_FALSE_MESSAGE(callback::delivery_from(broken), member.key());
    broken[member.key()] = Json::array({Json::object()});
    CHECK_FALSE_MESSAGE(callback::delivery_from(broken), member.key());
  }
  CHECK_FALSE(callback::delivery_from(Json("text")));
}
