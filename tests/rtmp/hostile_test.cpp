// What a hostile or broken publisher sends (RTMP ingest, 8; the rows are named by number), as far as a
// session can judge it: each ends the connection by its reason, or is borne.

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>

#include "base/random.h"
#include "rtmp/commands.h"
#include "rtmp/transcript.h"
#include "rtmp/wire.h"

using namespace faultcast;
using namespace faultcast::rtmp;

namespace {

using Lines = std::vector<std::string>;
const amf0::Value amf_null = amf0::Null{};

/// "reason" of the last line if it tells of a break, and that reason is one of the published ones.
std::string reason(const Lines& lines) {
  if (lines.empty() || !lines.back().starts_with("broken ")) return "none";
  std::string name = lines.back().substr(7, lines.back().find(':') - 7);
  CHECK(std::count(broken_reasons().begin(), broken_reasons().end(), name) == 1);
  return name;
}

Bytes tag(std::uint8_t type, std::string_view hex_body, std::uint32_t timestamp = 0) {
  return chunk(type, raw(hex_body), timestamp, 4, 1);
}

Bytes connect_with(const amf0::Value& object) {
  return command("connect", 1, {object});
}

}  // namespace

TEST_CASE("row 2: no RTMP at all is broken at the first byte, once, and the rest is swallowed") {
  ServerSession session{ServerOptions{}};
  const std::string request = "GET / HTTP/1.1\r\n\r\n";
  ByteView in = as_bytes(request);
  const auto event = session.next(in);
  REQUIRE(event);
  CHECK(told(*event) == "broken not_rtmp: the first byte is 0x47: an HTTP request");
  CHECK_FALSE(session.next(in));
  CHECK(in.empty());
  CHECK_FALSE(session.has_output());
}

TEST_CASE("rows 4 and 5: C2 is 1536 bytes of anything, and the chunks begin right behind") {
  Bytes bytes(1 + 2 * 1536, 0xA5);
  bytes[0] = 3;
  append(bytes, set_chunk_size_to(65536));
  append(bytes, connect_command());
  for (const std::size_t size : {std::size_t{1}, std::size_t{1537}, SIZE_MAX}) {
    const auto lines = transcript(bytes, [&] { return size; });
    CHECK(lines == Lines{"handshake digest=false", "connect app=live tcUrl=rtmp://h/live flashVer="});
  }
}

TEST_CASE("row 6: chunk sizes of 0 end it, 1 and 0xFFFFFFFF are borne") {
  CHECK(reason(Server().play(set_chunk_size_to(0))) == "chunk_size_zero");
  CHECK(reason(Server().play(set_chunk_size_to(0x80000000))) == "chunk_size_zero");
  CHECK(reason(Server().play(chunk(1, raw("000001"), 0, 2))) == "control_length");
  Server large;
  CHECK(large.play(set_chunk_size_to(0xFFFFFFFF)).empty());
  CHECK(large.session.peer_chunk_size() == 0x7FFFFFFF);
  CHECK(large.session.bytes_held() < 2000);
  CHECK(large.play(connect_command()).size() == 1);
}

TEST_CASE("rows 8 to 11: chunk headers that no honest peer sends") {
  CHECK(reason(Server().play(raw("04 000000 ffffff 09 00000000"))) == "message_too_long");
  CHECK(reason(Server().play(raw("c5"))) == "first_chunk_without_header");
  Server inside;
  inside.play(set_chunk_size_to(1));
  CHECK(reason(inside.play(raw("04 000000 000002 09 00000000 aa 04 000000 000002 09 00000000"))) ==
        "header_inside_message");
  Bytes many;
  for (int i = 0; i < 70; ++i) append(many, raw(fmt::format("00 {:02x} 000000 000001 03", i + 1)));
  CHECK(reason(Server().play(many)) == "control_length");
  many.clear();
  for (int i = 0; i < 70; ++i) append(many, raw(fmt::format("00 {:02x} 000000 000000 08 00000000", i + 1)));
  CHECK(reason(Server().play(many)) == "too_many_chunk_streams");
}

TEST_CASE("row 8: many unfinished messages hold no more memory than the limits allow") {
  ServerOptions options;
  options.limits.partial_max = 1u << 20;
  Server server(options);
  server.play(set_chunk_size_to(100));
  Lines lines;
  for (int i = 0; i < 40 && lines.empty(); ++i) {
    lines = server.play(raw(fmt::format("00 {:02x} 000000 008000 09 00000000", i)));
    server.play(Bytes(100, 0xAA));
  }
  CHECK(reason(lines) == "too_many_partial_bytes");
  CHECK(server.session.bytes_held() < (1u << 20) + 64 * 1024);
}

TEST_CASE("rows 12 and 14: control messages without media end it at a cap, with media they go on") {
  const Bytes abort = chunk(2, raw("00000002"), 0, 2);
  Server idle;
  idle.go_live();
  Lines lines;
  int sent = 0;
  for (; lines.empty(); ++sent) lines = idle.play(abort);
  CHECK(reason(lines) == "control_flood");
  CHECK(sent > 990);
  CHECK(sent <= 1001);

  Server busy;
  busy.go_live();
  for (int i = 0; i < 3000; ++i) {
    busy.play(abort);
    REQUIRE(busy.play(tag(8, "af01")).size() == 1);
  }
  Server pinging;
  pinging.go_live();
  const Bytes ping = chunk(4, raw("0006 00000001"), 0, 2);
  for (lines.clear(); lines.empty();) lines = pinging.play(ping);
  CHECK(reason(lines) == "control_flood");
  CHECK(pinging.session.bytes_held() < 64 * 1024);
}

TEST_CASE("row 16: times that jump are passed on") {
  Server server;
  server.go_live();
  for (const std::uint32_t time : {5000u, 0u, 2073600000u, 4294967295u, 16u}) {
    CHECK(server.play(tag(8, "af01", time)) == Lines{fmt::format("media 8 at {}, 2 bytes af01", time)});
  }
}

TEST_CASE("row 17: commands before their time get an _error and end it") {
  for (const char* early : {"createStream", "publish", "releaseStream", "deleteStream", "play", "dance"}) {
    CAPTURE(early);
    Server server;
    CHECK(reason(server.play(command(early, 2, {amf_null}))) == "command_out_of_order");
    CHECK(server.answers() == Lines{"_error 2 msid=0 null { level:error code:NetConnection.Call.Failed "
                                    "description:Not allowed now. }"});
  }
  Server twice;
  twice.play(connect_command());
  CHECK(reason(twice.play(connect_command())) == "command_out_of_order");
  Server published;
  published.go_live();
  CHECK(reason(published.play(publish_command(0))) == "command_out_of_order");
  CHECK(published.answers().size() == 1);
}

TEST_CASE("row 17: media before publish is dropped, up to a limit") {
  Server server;
  server.play(connect_command());
  const Bytes body(32 << 10, 0xAF);
  CHECK(server.play(chunk(8, body, 0, 4, 1)).empty());
  CHECK(server.play(chunk(9, body, 0, 4, 1)).empty());
  CHECK(server.session.messages_dropped() == 2);
  CHECK(reason(server.play(tag(18, "05"))) == "media_before_publish");

  Server racing;
  racing.play(connect_command());
  CHECK(racing.play(tag(8, "af01")).empty());
  CHECK(racing.play(publish_command()).size() == 1);
  CHECK(racing.play(tag(8, "af01")).size() == 1);
}

TEST_CASE("row 18: a connect with odd fields is handed on with empty ones, one too large ends it") {
  CHECK(Server().play(command("connect", 1, {})) == Lines{"connect app= tcUrl= flashVer="});
  CHECK(Server().play(connect_with("text")) == Lines{"connect app= tcUrl= flashVer="});
  CHECK(Server().play(connect_with(amf0::Object{{{"app", 7.0}, {"tcUrl", amf_null}}, false, ""})) ==
        Lines{"connect app= tcUrl= flashVer="});
  const std::string url(60 << 10, 'u');
  CHECK(Server().play(connect_with(amf0::Object{{{"tcUrl", url}}, false, ""})) ==
        Lines{"connect app= tcUrl=" + url + " flashVer="});
  CHECK(reason(Server().play(connect_with(
            amf0::Object{{{"tcUrl", std::string(65000, 'u') + std::string(999, 'v')}}, false, ""}))) ==
        "message_too_long");
  amf0::Object wide;
  for (int i = 0; i < 5000; ++i) wide.members.emplace_back("a", amf_null);
  CHECK(reason(Server().play(connect_with(wide))) == "bad_command");
}

TEST_CASE("row 19: a malformed command ends it") {
  const auto refuses = [](std::string_view hex_body) {
    return reason(Server().play(chunk(20, raw(hex_body)))) == "bad_command";
  };
  CHECK(refuses(""));
  CHECK(refuses("02 ffff 61"));
  CHECK(refuses("05"));
  CHECK(refuses("00 3ff0000000000000"));
  CHECK(refuses("02 0001 61"));
  CHECK(refuses("02 0001 61 05"));
  CHECK(refuses("02 0001 61 00 3ff00000"));
  CHECK(refuses("02 0001 61 00 3ff0000000000000 03 0001 61"));
  CHECK(refuses("02 0001 61 00 3ff0000000000000 11 01"));
}

TEST_CASE("row 19: malformed data is dropped and counted, the stream goes on") {
  Server server;
  server.go_live();
  for (const char* body : {"", "02 ffff 61", "02 0001 61 2a", "02000d 40736574446174614672616d65",
                           "02000d 40736574446174614672616d65 2a", "03 0001 61"}) {
    CAPTURE(body);
    CHECK(server.play(tag(18, body)).empty());
  }
  CHECK(server.session.messages_dropped() == 6);
  CHECK(server.play(tag(8, "af01")).size() == 1);
}

TEST_CASE("row 21: any stream name comes out as it was sent") {
  for (const std::string& name : {std::string(), std::string("../../x%00"), std::string("a\0b", 3),
                                  std::string("\xff\xfe"), std::string(60000, 'n')}) {
    Server server;
    server.play(connect_command());
    const Bytes bytes = command("publish", 5, {amf_null, name, "live"});
    ByteView in = bytes;
    const auto event = server.session.next(in);
    REQUIRE(event);
    const auto* request = std::get_if<PublishRequest>(&*event);
    REQUIRE(request != nullptr);
    CHECK(request->name == name);
  }
}

TEST_CASE("row 22: unknown message types are ignored and counted, up to the cap") {
  Server server;
  server.go_live();
  for (const int type : {0, 7, 10, 11, 12, 13, 14, 16, 19, 21, 23, 255}) {
    CHECK(server.play(chunk(static_cast<std::uint8_t>(type), raw("aabb"), 0, 4, 1)).empty());
  }
  CHECK(server.session.messages_dropped() == 12);
  Lines lines;
  for (int i = 0; i < 1001 && lines.empty(); ++i) lines = server.play(chunk(255, {}, 0, 4, 1));
  CHECK(reason(lines) == "control_flood");
}

TEST_CASE("row 23: media of 0 bytes is dropped, of 1 byte kept") {
  Server server;
  server.go_live();
  CHECK(server.play(tag(9, "")).empty());
  CHECK(server.play(tag(8, "")).empty());
  CHECK(server.session.messages_dropped() == 2);
  CHECK(server.play(tag(9, "17")) == Lines{"media 9 at 0, 1 bytes 17"});
}

TEST_CASE("row 24: an aggregate stops at its first bad tag; none lies inside another") {
  const std::string good = "08 000002 000000 00 000000 af01 0000000d";
  for (const char* bad :
       {"08 0000ff 000000 00 000000 af01", "16 000002 000000 00 000000 aabb 0000000d", "08 00"}) {
    CAPTURE(bad);
    Server server;
    server.go_live();
    const std::string tags = fmt::format("{}{}{}", good, bad, good);
    CHECK(server.play(tag(22, tags, 7)) == Lines{"media 8 at 7, 2 bytes af01"});
    CHECK(server.session.messages_dropped() == 1);
    CHECK(server.play(tag(8, "af01")).size() == 1);
  }
  Server early;
  early.play(connect_command());
  CHECK(early.play(tag(22, good)).empty());
}

TEST_CASE("row 25: deleteStream with an unknown id or a string is the end of the only stream") {
  for (const amf0::Value& id : {amf0::Value("S1"), amf0::Value(99.0), amf0::Value(-1.0), amf_null}) {
    Server server;
    server.go_live();
    CHECK(server.play(command("deleteStream", 0, {amf_null, id})) == Lines{"ended deleteStream"});
  }
}

TEST_CASE("more message streams than allowed end it") {
  Server server;
  server.play(connect_command());
  for (int i = 0; i < 8; ++i) CHECK(server.play(command("createStream", 1, {amf_null})).empty());
  CHECK(reason(server.play(command("createStream", 1, {amf_null}))) == "too_many_message_streams");
}

TEST_CASE("recorded connections with bytes spoilt, lost or doubled never do worse than break") {
  Random random(7);
  for (const char* name : {"rtmp/ffmpeg", "rtmp/gst", "rtmp/librtmp", "rtmp/ffmpeg_offset"}) {
    const Bytes good = recorded(name);
    for (int round = 0; round < 200; ++round) {
      Bytes bytes = good;
      for (std::uint64_t i = random.below(8) + 1; i > 0; --i) {
        const auto at = static_cast<std::ptrdiff_t>(3073 + random.below(bytes.size() - 3073));
        switch (random.below(3)) {
          case 0:
            bytes[static_cast<std::size_t>(at)] = random.byte();
            break;
          case 1:
            bytes.erase(bytes.begin() + at);
            break;
          default:
            bytes.insert(bytes.begin() + at, random.byte());
            break;
        }
      }
      const auto whole = transcript(bytes, [] { return SIZE_MAX; });
      CHECK(transcript(bytes, [&] { return random.below(40) + 1; }) == whole);
    }
  }
}
