#include "drive/push_client.h"

#include <doctest/doctest.h>

#include <future>

#include "drive/push_events.h"
#include "loop/listener.h"

using namespace faultcast;
using namespace faultcast::drive;

namespace {

/// What the pusher logs against a server that does this to every connection.
std::string codes_against(const std::function<void(loop::Connection&)>& server, const std::string& url,
                          bool door_open = true) {
  auto* clock = new ManualClock(0);
  loop::Loop loop{std::unique_ptr<Clock>(clock), clock};
  loop::Resolver resolver;
  media::FlvFile media;
  ClientLog log;
  std::unique_ptr<loop::Listener> listener;
  std::vector<std::unique_ptr<loop::Connection>> accepted;
  std::unique_ptr<PushClient> client;
  std::promise<void> ended;
  loop.call([&] {
    listener =
        std::move(*loop::Listener::bind(loop, {"127.0.0.1", 0}, [&](std::unique_ptr<loop::Connection> c) {
          server(*c);
          accepted.push_back(std::move(c));
        }));
    if (!door_open) REQUIRE(listener->set_door(loop::Door::closed));
    resolver.add("known.example.com", listener->at());
    client = std::make_unique<PushClient>(loop, resolver, media, log, PushPlan{.url = url}, 1);
    client->start([] {}, [&] { ended.set_value(); });
  });
  REQUIRE(ended.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready);
  loop.call([&] { client.reset(), accepted.clear(), listener.reset(); });
  std::string codes;
  for (const auto& line : log.lines())
    if (line.code != 0) codes += std::to_string(line.code) + " ";
  return codes;
}

const std::string url = "rtmp://known.example.com/live/8888_a?bizid=8888";

}  // namespace

TEST_CASE("push URLs are taken apart; a '/' in the query belongs to the query") {
  const auto parts = parse_rtmp_url("rtmp://h:1936/live/inst/S1?a=/b&c");
  REQUIRE(parts);
  CHECK(parts->host == "h");
  CHECK(parts->port == 1936);
  CHECK(parts->app == "live/inst");
  CHECK(parts->name == "S1?a=/b&c");
  for (const char* wrong : {"http://h/live/x", "rtmp://h", "rtmp://h/x", "rtmp:///live/x",
                            "rtmp://h:0/live/x", "rtmp://h:99999/live/x"})
    CHECK_FALSE_MESSAGE(parse_rtmp_url(wrong).has_value(), wrong);
}

TEST_CASE("the SDK's codes for each place it can fail at, three retries, then -1307") {
  CHECK(codes_against([](loop::Connection& c) { c.close(); }, url) ==
        "3003 1102 3003 1102 3003 1102 3003 -1307 ");
  CHECK(codes_against([](loop::Connection&) {}, url) == "3003 1102 3003 1102 3003 1102 3003 -1307 ");
  CHECK(codes_against([](loop::Connection&) {}, url, false) == "3002 1102 3002 1102 3002 1102 3002 -1307 ");
  CHECK(codes_against([](loop::Connection&) {}, "rtmp://unknown.example.com/live/x") ==
        "3001 1102 3001 1102 3001 1102 3001 -1307 ");
  CHECK(codes_against([](loop::Connection&) {}, "http://known.example.com/live/x") == "-1313 ");
}

TEST_CASE("every event has a name and a text, once") {
  for (const auto& row : push_events()) {
    CHECK(&push_event(row.code) == &row);
    CHECK(std::string(row.name).starts_with("PUSH_"));
    CHECK_FALSE(row.text.empty());
  }
}
