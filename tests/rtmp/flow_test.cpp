// What the server session answers to a publisher that does as it should (RTMP ingest, 3.2 and 3.3).

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "rtmp/commands.h"
#include "rtmp/transcript.h"
#include "rtmp/wire.h"

using namespace faultcast;
using namespace faultcast::rtmp;

namespace {

using Lines = std::vector<std::string>;
const amf0::Value null = amf0::Null{};

Bytes media(std::uint8_t type, std::uint32_t timestamp, std::string_view hex_body) {
  return chunk(type, raw(hex_body), timestamp, 4, 1);
}

const char* const refused_call =
    "{ level:error code:NetConnection.Call.Failed description:Method not found. }";

}  // namespace

TEST_CASE("connect is answered by window, bandwidth, chunk size and success, in this order") {
  Server server;
  CHECK(server.play(connect_command()) == Lines{"connect app=live tcUrl=rtmp://h/live flashVer="});
  CHECK(server.answers() ==
        Lines{"5: 004c4b40", "6: 004c4b4002", "1: 00001000",
              "_result 1 msid=0 { fmsVer:FMS/3,0,1,123 capabilities:31 } { level:status "
              "code:NetConnection.Connect.Success description:Connection succeeded. objectEncoding:0 }"});
  CHECK(as_text(server.session.last_command()).find("connect") != std::string_view::npos);
}

TEST_CASE("the object encoding that was asked for is granted") {
  Server server;
  amf0::Object object;
  object.members = {{"app", "live"}, {"objectEncoding", 3.0}};
  server.play(command("connect", 1, {object}));
  CHECK(server.answers().back().ends_with("objectEncoding:3 }"));
}

TEST_CASE("a rejected connect is an _error with null in front, and connect may come again") {
  Server server;
  const Bytes bytes = connect_command();
  ByteView in = bytes;
  REQUIRE(server.session.next(in));
  server.session.reject_connect("NetConnection.Connect.Rejected", "No.");
  CHECK(server.answers() ==
        Lines{"_error 1 msid=0 null { level:error code:NetConnection.Connect.Rejected description:No. }"});
  CHECK(server.play(connect_command()).size() == 1);
}

TEST_CASE("releaseStream and FCPublish are answered unless their transaction is 0, createStream always") {
  Server server;
  server.play(connect_command());
  server.answers();
  CHECK(server.play(command("releaseStream", 2, {null, "S1"})).empty());
  CHECK(server.play(command("FCPublish", 0, {null, "S1"})).empty());
  CHECK(server.play(command("FCPublish", 3, {null, "S1"})).empty());
  CHECK(server.play(command("createStream", 4, {null})).empty());
  CHECK(server.play(command("createStream", 0, {null})).empty());
  CHECK(server.play(command("_checkbw", 5, {null})).empty());
  CHECK(server.answers() == Lines{"_result 2 msid=0 null undefined", "_result 3 msid=0 null undefined",
                                  "_result 4 msid=0 null 1", "_result 0 msid=0 null 2",
                                  "_result 5 msid=0 null"});
}

TEST_CASE("the eight bytes of a transaction come back as they were") {
  for (const char* bits :
       {"7ff8000000000001", "7ff0000000000000", "fff0000000000000", "bff0000000000000", "7e37e43c8800759c"}) {
    CAPTURE(bits);
    Server server;
    server.play(connect_command());
    server.session.take_output();
    Bytes create = command_body("createStream", Transaction{}, {null});
    const Bytes transaction = raw(bits);
    std::copy(transaction.begin(), transaction.end(), create.end() - 9);
    server.play(chunk(MessageType::command_amf0, create));
    const Bytes output = server.session.take_output();
    const ByteView body = ByteView(output).subspan(12);
    REQUIRE(body.size() > 19);
    CHECK(std::equal(transaction.begin(), transaction.end(), body.begin() + 11));
  }
}

TEST_CASE("publish is accepted on the message stream that it came on") {
  Server server;
  server.play(connect_command());
  server.answers();
  CHECK(server.play(publish_command()) == Lines{"publish S1?a=b live"});
  CHECK(server.answers() == Lines{"onStatus 0 msid=1 null { level:status code:NetStream.Publish.Start "
                                  "description:Start publishing }"});
}

TEST_CASE("a refused publish is an onStatus of level error, and another try is heard") {
  Server server;
  server.play(connect_command());
  server.answers();
  const Bytes bytes = publish_command();
  ByteView in = bytes;
  REQUIRE(server.session.next(in));
  server.session.refuse_publish("NetStream.Publish.BadName", "Already publishing");
  CHECK(server.answers() == Lines{"onStatus 0 msid=1 null { level:error code:NetStream.Publish.BadName "
                                  "description:Already publishing }"});
  CHECK(server.play(publish_command()) == Lines{"publish S1?a=b live"});
}

TEST_CASE("tags come out with kind, time and body; @setDataFrame is gone") {
  Server server;
  server.go_live();
  CHECK(server.play(media(8, 20, "af01aa")) == Lines{"media 8 at 20, 3 bytes af01aa"});
  CHECK(server.play(media(9, 40, "17010000")) == Lines{"media 9 at 40, 4 bytes 17010000"});
  CHECK(server.play(media(18, 0, "02000d 40736574446174614672616d65 020001 61 05")) ==
        Lines{"media 18 at 0, 5 bytes 0200016105"});
  CHECK(server.play(media(18, 0, "020001 61 05")) == Lines{"media 18 at 0, 5 bytes 0200016105"});
  CHECK(server.play(media(15, 0, "00 020001 61 05")) == Lines{"media 18 at 0, 5 bytes 0200016105"});
}

TEST_CASE("commands and data in AMF3 messages are AMF0 behind one byte") {
  Server server;
  Bytes body = {0};
  append(body, command_body("connect", transaction_of(1), {amf0::Object{{{"app", "a"}}, false, ""}}));
  CHECK(server.play(chunk(MessageType::command_amf3, body)) == Lines{"connect app=a tcUrl= flashVer="});
}

TEST_CASE("FCUnpublish, closeStream and deleteStream each end the publishing, once") {
  const std::string unpublished =
      "onStatus 0 msid=1 null { level:status code:NetStream.Unpublish.Success description:Stream is now "
      "unpublished. }";
  Server polite;
  polite.go_live();
  CHECK(polite.play(command("FCUnpublish", 6, {null, "S1"})) == Lines{"ended FCUnpublish"});
  CHECK(polite.play(command("deleteStream", 7, {null, 1.0})).empty());
  CHECK(polite.answers() ==
        Lines{"onFCUnpublish 0 msid=0 null { level:status code:NetStream.Unpublish.Success "
              "description:S1 }",
              unpublished});
  CHECK(polite.play(command("deleteStream", 7, {null, 1.0})).empty());
  CHECK(polite.answers().empty());

  for (const char* name : {"closeStream", "deleteStream"}) {
    Server brief;
    brief.go_live();
    CHECK(brief.play(command(name, 0, {null, "S1"})) == Lines{std::string("ended ") + name});
    CHECK(brief.answers() == Lines{unpublished});
  }
}

TEST_CASE("after the end the same connection may publish again, as often as it likes") {
  Server server;
  server.play(connect_command());
  server.answers();
  for (int round = 0; round < 20; ++round) {
    CHECK(server.play(command("createStream", 4, {null})).empty());
    CHECK(server.answers() == Lines{"_result 4 msid=0 null 1"});
    CHECK(server.play(publish_command()).size() == 1);
    CHECK(server.play(media(8, 1, "af01")).size() == 1);
    CHECK(server.play(
              command("deleteStream", 0, {null, round % 2 == 0 ? amf0::Value(1.0) : amf0::Value("S1")})) ==
          Lines{"ended deleteStream"});
    server.answers();
  }
}

TEST_CASE("an unknown command is answered only if it has a transaction above 0") {
  Server server;
  server.play(connect_command());
  server.answers();
  const double nan = std::nan("");
  for (const double transaction : {0.0, -1.0, nan})
    CHECK(server.play(command("dance", transaction, {null})).empty());
  CHECK(server.play(command("onStatus", 9, {null})).empty());
  CHECK(server.answers().empty());
  CHECK(server.play(command("dance", 9, {null})).empty());
  CHECK(server.answers() == Lines{std::string("_error 9 msid=0 null ") + refused_call});
}

TEST_CASE("a ping is answered with its own time, and one can be sent") {
  Server server;
  server.play(chunk(MessageType::user_control, raw("0006 01020304"), 0, 2));
  server.play(chunk(MessageType::user_control, raw("0006 0102"), 0, 2));
  server.play(chunk(MessageType::user_control, raw("0007 01020304"), 0, 2));
  server.session.send_ping(0xA0B0C0D0);
  CHECK(server.answers() == Lines{"4: 000701020304", "4: 0006a0b0c0d0"});
}

TEST_CASE("bytes are acknowledged once per window, by the peer's window if it names one") {
  ServerOptions options;
  options.window_ack_size = 10000;
  Server server(options);
  server.go_live();
  const Bytes tag = media(9, 0, "1701");
  const auto acks_in = [&](std::uint64_t bytes) {
    const std::uint64_t until = server.session.bytes_received() + bytes;
    while (server.session.bytes_received() < until) server.play(tag);
    return server.answers().size();
  };
  CHECK(acks_in(9000) == 1);
  CHECK(acks_in(20000) == 2);
  server.play(chunk(MessageType::window_ack_size, raw("00000001"), 0, 2));
  server.answers();
  CHECK(acks_in(25000) <= 10);
  server.play(chunk(MessageType::window_ack_size, raw("00000000"), 0, 2));
  server.answers();
  CHECK(acks_in(100000) == 0);
  server.play(chunk(MessageType::window_ack_size, raw("ffffffff"), 0, 2));
  CHECK(acks_in(100000) == 0);
}

TEST_CASE("an acknowledgement tells the bytes received") {
  ServerOptions options;
  options.window_ack_size = 3300;
  Server server(options);
  server.play(connect_command());
  while (server.session.bytes_received() < 3300) server.play(chunk(3, raw("00000000"), 0, 2));
  const auto lines = server.answers();
  REQUIRE_FALSE(lines.empty());
  CHECK(lines.back() == fmt::format("3: {:08x}", server.session.bytes_received()));
}

TEST_CASE("an aggregate is split into its tags, whose times keep their distance from the first") {
  Server server;
  server.go_live();
  const auto lines = server.play(media(22, 1000,
                                       "08 000002 000064 00 000000 af01 0000000d"
                                       "09 000002 00006e 00 000000 2701 0000000d"
                                       "08 000000 000078 00 000000 0000000b"
                                       "12 000001 000078 00 000000 05 0000000c"));
  CHECK(lines == Lines{"media 8 at 1000, 2 bytes af01", "media 9 at 1010, 2 bytes 2701",
                       "media 18 at 1020, 1 bytes 05"});
}

TEST_CASE("a session that streams holds little memory") {
  Server server;
  server.go_live();
  server.play(media(9, 0, "1701"));
  CHECK(server.session.bytes_held() < 3000);
}
