#include "stage/stage.h"

#include <doctest/doctest.h>

#include <future>
#include <nlohmann/json.hpp>

#include "scenario/load.h"
#include "stage/known.h"
#include "stage/play.h"

using namespace faultcast;

namespace {

const std::string root = FAULTCAST_SOURCE_DIR;

setup::Setup demo() {
  json::Problems problems;
  auto setup = setup::Setup::read(stage::catalogue(), root + "/fixtures/setups/demo.json", problems);
  REQUIRE(problems.empty());
  return setup;
}

std::vector<scenario::Scenario> file(const char* path) {
  json::Problems problems;
  auto found = scenario::load(stage::vocabulary(), root + "/scenarios/" + path, problems);
  REQUIRE(problems.empty());
  return found;
}

stage::Options options() {
  stage::Options o;
  o.virtual_start = 1487030400000;
  o.media_folder = root + "/fixtures/media";
  return o;
}

const std::vector<scenario::Step>& push_step() {
  static const std::vector<scenario::Step> steps = {
      {"push", std::make_shared<const json::Value>(json::Value::object()), {}, {}}};
  return steps;
}

/// Plays one push and gives what was seen when it ended.
std::vector<judge::Observation> push_on(stage::Stage& stage) {
  std::promise<std::vector<judge::Observation>> seen;
  stage.play(push_step(), [&](const Result<void>& result) {
    CHECK(result.has_value());
    seen.set_value(stage.observations());
  });
  auto future = seen.get_future();
  REQUIRE(future.wait_for(std::chrono::seconds(60)) == std::future_status::ready);
  return future.get();
}

std::string publish_codes(const std::vector<judge::Observation>& seen) {
  std::string codes;
  for (const auto& one : seen)
    if (one.what == "live.publish") codes += *one.field("code") + " ";
  return codes;
}

}  // namespace

TEST_CASE("two stages in one process share nothing") {
  auto right = *stage::Stage::start(demo(), options());
  setup::Setup other = demo();
  REQUIRE(other.set_text("console.live.push_key", "another-key-altogether-0001").has_value());
  auto wrong = *stage::Stage::start(other, options());
  CHECK(right->ports().at("rtmp") != wrong->ports().at("rtmp"));
  auto a = std::async(std::launch::async, [&] { return publish_codes(push_on(*right)); });
  const std::string b = publish_codes(push_on(*wrong));
  CHECK(a.get() == "ok ");
  CHECK(b == "txsecret_wrong txsecret_wrong txsecret_wrong txsecret_wrong ");
}

TEST_CASE("a patch is felt, a wrong one changes nothing, reset and leave undo it") {
  auto stage = *stage::Stage::start(demo(), options());
  CHECK_FALSE(stage->patch({{"console.live.bizid", "7777"}, {"console.live.no_such", 1}}).has_value());
  CHECK(stage->setup() == demo());
  REQUIRE(stage->patch({{"console.live.account", "arrears"}}).has_value());
  CHECK(publish_codes(push_on(*stage)).starts_with("account_in_arrears "));
  stage->reset();
  CHECK(stage->setup() == demo());
  CHECK(stage->journal().since(0).empty());
  CHECK(publish_codes(push_on(*stage)) == "ok ");

  const auto scenario = file("1.1/bizid-wrong.json").front();
  REQUIRE(stage->enter(scenario, scenario::SideName::console, true).has_value());
  CHECK(stage->setup().text("console.live.bizid") == "5206");
  stage->reset();
  CHECK(stage->setup().text("console.live.bizid") == "5206");
  stage->leave();
  CHECK(stage->setup() == demo());
}

TEST_CASE("under exec a step of the console waits for its exchange, and bans the stream that came") {
  auto stage = *stage::Stage::start(demo(), options());
  const auto cases = file("beyond/stream-banned.json");
  const auto running =
      std::find_if(cases.begin(), cases.end(), [](const auto& c) { return c.id.ends_with("while-running"); });
  REQUIRE(running != cases.end());
  REQUIRE(stage->enter(*running, scenario::SideName::console, true).has_value());
  const auto seen = push_on(*stage);
  CHECK(publish_codes(seen) == "ok stream_banned stream_banned stream_banned ");
}

TEST_CASE("a scenario whose placeholder cannot be filled is an error, and the stage stays as it was") {
  auto stage = *stage::Stage::start(demo(), options());
  scenario::Scenario broken = file("1.1/bizid-wrong.json").front();
  broken.console.changes[0].path = "console.live.${no.such.thing}";
  const auto entered = stage->enter(broken, scenario::SideName::console, false);
  REQUIRE_FALSE(entered.has_value());
  CHECK(entered.error().message.find("no.such.thing") != std::string::npos);
  CHECK(stage->setup() == demo());
}

TEST_CASE("a taken port is an error with the port's number") {
  auto first = *stage::Stage::start(demo(), options());
  stage::Options same = options();
  same.rtmp_port = first->ports().at("rtmp");
  const auto second = stage::Stage::start(demo(), same);
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().message.find(std::to_string(same.rtmp_port)) != std::string::npos);
}

TEST_CASE("missing media are told, not waited for") {
  stage::PlayOptions play;
  play.media_folder = "/nowhere";
  const auto scenario = file("1.1/bizid-wrong.json").front();
  const auto played = stage::play(scenario, scenario::SideName::app, demo(), play);
  REQUIRE(played.error.has_value());
  CHECK(played.error->message.find("/nowhere/demo.flv") != std::string::npos);
}
