// A channel, its seats and its taps, in memory.
#include "channel/channel.h"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <functional>

#include "base/text.h"
#include "channel/seat.h"

using namespace faultcast;
using namespace faultcast::channel;

namespace {

const Bytes avc_header = {0x17, 0, 0, 0, 0, 1, 2, 3}, key = {0x17, 1, 0, 0, 0, 9},
            inter = {0x27, 1, 0, 0, 0, 8}, aac_header = {0xAF, 0, 0x12, 0x10}, sound = {0xAF, 1, 7, 7};

Bytes metadata() {
  Bytes out;
  append(out, std::string_view("\x02\x00\x0AonMetaData", 13));
  out.push_back(5);
  return out;
}

/// "meta@0 vhead@0 key@40", and takes it.
std::string taken(Seat& seat) {
  constexpr const char* names[] = {"meta", "vhead", "key", "inter", "ahead", "sound", "other"};
  std::string out;
  while (const SharedPacket packet = seat.next())
    out += fmt::format("{}{}@{}", out.empty() ? "" : " ", names[static_cast<int>(packet->part)],
                       packet->timestamp);
  return out;
}

struct Scene {
  Hub hub;
  std::shared_ptr<Channel> channel;
  explicit Scene(const Rules& rules = {}) {
    hub.set_rules(rules);
    channel = hub.open("8888_a");
    channel->feed(18, 0, metadata());
    channel->feed(9, 0, avc_header);
    channel->feed(8, 0, aac_header);
  }
  std::unique_ptr<Seat> seat(std::function<void()> ready = {}) {
    return std::make_unique<Seat>(channel, [ready] {
      if (ready) ready();
    });
  }
};

struct Counts final : Tap {
  std::string seen;
  bool ended = false;
  void on_media(std::uint8_t type, media::TagPart, std::uint32_t timestamp, ByteView body) override {
    seen += fmt::format("{}@{}:{} ", type, timestamp, body.size());
  }
  void on_end() override { ended = true; }
};

}  // namespace

TEST_CASE("a viewer begins at a key frame, with metadata and configurations in front, these at its time") {
  Scene scene;
  const auto seat = scene.seat();
  scene.channel->feed(9, 80, inter);
  scene.channel->feed(8, 90, sound);
  CHECK(taken(*seat).empty());
  scene.channel->feed(9, 120, key);
  scene.channel->feed(8, 130, sound);
  scene.channel->feed(9, 160, inter);
  CHECK(taken(*seat) == "meta@0 vhead@120 ahead@120 key@120 sound@130 inter@160");
  CHECK(seat->has_video());
  CHECK(seat->has_audio());
  CHECK(seat->facts().first_timestamp == 120);
  CHECK(seat->facts().last_timestamp == 160);
}

TEST_CASE("who joins later gets the pictures since the last key frame, and the very same bytes") {
  Scene scene;
  const auto first = scene.seat();
  scene.channel->feed(9, 0, key);
  scene.channel->feed(9, 40, inter);
  scene.channel->feed(9, 80, key);
  scene.channel->feed(8, 90, sound);
  const auto second = scene.seat();
  CHECK(taken(*second) == "meta@0 vhead@80 ahead@80 key@80 sound@90");
  CHECK(taken(*first) == "meta@0 vhead@0 ahead@0 key@0 inter@40 key@80 sound@90");
  scene.channel->feed(9, 120, inter);
  const SharedPacket a = first->next(), b = second->next();
  CHECK(a == b);
}

TEST_CASE("nothing is kept while nobody watches, unless the rules say so") {
  Scene scene;
  scene.channel->feed(9, 0, key);
  scene.channel->feed(9, 40, inter);
  CHECK(scene.channel->kept_bytes() == 0);
  auto seat = scene.seat();
  CHECK(taken(*seat).empty());
  scene.channel->feed(9, 80, key);
  CHECK(scene.channel->kept_bytes() > 0);
  seat.reset();
  scene.channel->feed(9, 120, inter);
  CHECK(scene.channel->kept_bytes() == 0);

  Scene keeping({.always_keeps_pictures = true});
  keeping.channel->feed(9, 0, key);
  const auto at_once = keeping.seat();
  CHECK(taken(*at_once) == "meta@0 vhead@0 ahead@0 key@0");
}

TEST_CASE("a group of pictures over the bound is not kept") {
  Scene scene({.always_keeps_pictures = true, .kept_max = 100});
  scene.channel->feed(9, 0, key);
  for (std::uint32_t i = 1; i < 10; ++i) scene.channel->feed(9, i, inter);
  CHECK(scene.channel->kept_bytes() == 0);
  const auto seat = scene.seat();
  CHECK(taken(*seat).empty());
}

TEST_CASE("a viewer that takes nothing loses what waits, and goes on at the next key frame") {
  Scene scene({.backlog_max = 300});
  const auto slow = scene.seat(), quick = scene.seat();
  scene.channel->feed(9, 0, key);
  for (std::uint32_t at = 40; at < 800; at += 40) {
    scene.channel->feed(9, at, inter);
    taken(*quick);
  }
  CHECK(quick->facts().skipped == 0);
  CHECK(slow->waiting() * inter.size() <= 300);
  CHECK(slow->facts().skipped > 0);
  taken(*slow);
  scene.channel->feed(9, 800, inter);
  CHECK(taken(*slow).empty());
  scene.channel->feed(9, 840, key);
  CHECK(taken(*slow) == "meta@0 vhead@840 ahead@840 key@840");
  CHECK(taken(*quick) == "inter@800 key@840");
}

TEST_CASE("sound alone begins at once; pictures that come later begin at a key frame") {
  Hub hub;
  const auto channel = hub.open("s");
  channel->feed(8, 0, aac_header);
  const auto seat = std::make_unique<Seat>(channel, [] {});
  channel->feed(8, 20, sound);
  CHECK(taken(*seat) == "ahead@20 sound@20");
  CHECK_FALSE(seat->has_video());
  channel->feed(9, 40, avc_header);
  channel->feed(9, 40, inter);
  channel->feed(9, 80, key);
  channel->feed(9, 90, inter);
  CHECK(taken(*seat) == "vhead@40 key@80 inter@90");
}

TEST_CASE("flush tells those who have something; one who is told may leave, and so may others") {
  Scene scene;
  std::string told;
  std::unique_ptr<Seat> a, b, c;
  a = scene.seat([&] { told += "a"; });
  b = scene.seat([&] { told += "b", a.reset(), b.reset(); });
  c = scene.seat([&] { told += "c"; });
  scene.channel->flush();
  CHECK(told.empty());
  scene.channel->feed(9, 0, key);
  scene.channel->flush();
  CHECK(told == "cb");
  CHECK(scene.channel->viewers() == 1);
  scene.channel->flush();
  CHECK(told == "cb");
}

TEST_CASE("the end: taps first, viewers take what waits, the name is free again") {
  Scene scene;
  Counts tap;
  scene.channel->add(tap);
  int told = 0;
  const auto seat = scene.seat([&] { ++told; });
  scene.channel->feed(9, 0, key);
  scene.hub.close("8888_a", scene.channel);
  CHECK(tap.ended);
  CHECK(tap.seen == "9@0:6 ");
  CHECK(told == 1);
  CHECK_FALSE(seat->over());
  CHECK(taken(*seat) == "meta@0 vhead@0 ahead@0 key@0");
  CHECK(seat->over());
  CHECK(scene.hub.find("8888_a") == nullptr);
  scene.channel->feed(9, 40, key);
  CHECK(taken(*seat).empty());
  const auto late = scene.seat();
  CHECK(late->over());
}

TEST_CASE("a channel that was replaced does not take the new one's name with it") {
  Scene scene;
  const auto old = scene.channel;
  const auto now = scene.hub.open("8888_a");
  scene.hub.close("8888_a", old);
  CHECK(scene.hub.find("8888_a") == now);
}
