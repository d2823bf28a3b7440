// What the server session answers to a viewer (RTMP ingest, 3.4).

#include <doctest/doctest.h>

#include "rtmp/chunk_reader.h"
#include "rtmp/commands.h"
#include "rtmp/transcript.h"
#include "rtmp/wire.h"

using namespace faultcast;
using namespace faultcast::rtmp;

namespace {

using Words = std::vector<std::string>;
const amf0::Value nothing = amf0::Null{};

Bytes play_command() {
  return chunk(20, command_body("play", transaction_of(4), {nothing, "S1?a=b", -2000.0}), 0, 8, 1);
}

bool holds(const Words& lines, std::string_view what) {
  for (const auto& line : lines)
    if (line.find(what) != std::string::npos) return true;
  return false;
}

/// A server whose viewer plays; what it answered to that is gone.
struct Playing : Server {
  Playing() {
    play(connect_command());
    play(play_command());
    answers();
  }
};

}  // namespace

TEST_CASE("play: asked with its query, then Stream Begin, Reset, Start and access, in this order") {
  Server server;
  server.play(connect_command());
  server.answers();
  CHECK(server.play(play_command()) == Words{"play S1?a=b"});
  const Words told = server.answers();
  REQUIRE(told.size() == 4);
  CHECK(told[0].find("000000000001") != std::string::npos);
  CHECK(told[1].find("code:NetStream.Play.Reset") != std::string::npos);
  CHECK(told[2].find("code:NetStream.Play.Start") != std::string::npos);
  CHECK(told[1].find("msid=1") != std::string::npos);
}

TEST_CASE("a refused play is an onStatus of level error, and another try is heard") {
  Server server;
  server.play(connect_command());
  server.answers();
  const Bytes bytes = play_command();
  ByteView in = bytes;
  REQUIRE(server.session.next(in));
  server.session.refuse_play("NetStream.Play.StreamNotFound", "No such stream");
  CHECK(server.answers() == Words{"onStatus 0 msid=1 null { level:error code:NetStream.Play.StreamNotFound "
                                  "description:No such stream }"});
  CHECK(server.play(play_command()) == Words{"play S1?a=b"});
}

TEST_CASE("media goes out as one message each, on the stream that plays, extended timestamps too") {
  Playing server;
  const Bytes body(5000, 0x27);
  server.session.send_media(9, 0x01020304, body);
  server.session.send_media(8, 40, Bytes{0xAF, 1, 2});
  const Bytes out = server.session.take_output();
  ByteView in = out;
  ChunkReader reader{Limits{}};
  // The chunk size was announced before.
  const Bytes announced = set_chunk_size_to(4096);
  ByteView size = announced;
  Message message;
  REQUIRE(reader.next(size, message) == ChunkReader::Outcome::message);
  REQUIRE(reader.next(in, message) == ChunkReader::Outcome::message);
  CHECK(message.type == 9);
  CHECK(message.timestamp == 0x01020304);
  CHECK(message.stream_id == 1);
  CHECK(Bytes(message.body.begin(), message.body.end()) == body);
  REQUIRE(reader.next(in, message) == ChunkReader::Outcome::message);
  CHECK(message.type == 8);
  CHECK(message.timestamp == 40);
  CHECK(in.empty());
}

TEST_CASE("the stream ends: UnpublishNotify and Stream EOF; then nothing goes out any more") {
  Playing server;
  server.session.end_play();
  const Words told = server.answers();
  REQUIRE(told.size() == 2);
  CHECK(told[0].find("code:NetStream.Play.UnpublishNotify") != std::string::npos);
  CHECK(told[1].find("000100000001") != std::string::npos);
  server.session.send_media(8, 40, Bytes{0xAF, 1, 2});
  CHECK(server.answers().empty());
}

TEST_CASE("the viewer ends: an event, and it may play again") {
  Playing server;
  CHECK(server.play(command("deleteStream", 0, {nothing, 1.0})) == Words{"play ended deleteStream"});
  CHECK(server.play(play_command()) == Words{"play S1?a=b"});
}

TEST_CASE("acks of a long view are no flood, as long as media goes out") {
  Playing server;
  Bytes ack;
  put_be32(ack, 1);
  for (int i = 0; i < 5000; ++i) {
    REQUIRE(server.play(chunk(3, ack, 0, 2)).empty());
    if (i % 500 == 0) server.session.send_media(8, 0, Bytes{0xAF, 1, 2});
  }
  CHECK_FALSE(holds(server.play(chunk(3, ack, 0, 2)), "broken"));
}

TEST_CASE("play and publish exclude each other; the length of a live stream is 0") {
  Playing server;
  CHECK(holds(server.play(publish_command()), "broken command_out_of_order"));
  Playing again;
  CHECK(holds(again.play(play_command()), "while playing"));
  Server live;
  live.go_live();
  CHECK(holds(live.play(play_command()), "broken command_out_of_order"));
  Server asks;
  asks.play(connect_command());
  asks.answers();
  CHECK(asks.play(command("getStreamLength", 3, {nothing, "S1"})).empty());
  CHECK(asks.answers() == Words{"_result 3 msid=0 null 0"});
}
