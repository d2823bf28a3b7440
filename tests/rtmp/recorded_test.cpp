// Real publishers, recorded (fixtures/wire/rtmp): the same events come out however the bytes are cut.

#include <doctest/doctest.h>

#include "base/random.h"
#include "rtmp/transcript.h"
#include "rtmp/wire.h"

using namespace faultcast;
using namespace faultcast::rtmp;

namespace {

constexpr const char* name_with_query =
    "2157_demo?bizid=2157&txSecret=0123456789abcdef0123456789abcdef&txTime=58A2E0FF live";

std::vector<std::string> whole(const Bytes& bytes) {
  return transcript(bytes, [] { return SIZE_MAX; });
}

std::string start_of(const std::string& line) {
  return line.substr(0, line.rfind(' '));
}

}  // namespace

TEST_CASE("ffmpeg: handshake with a digest, connect, publish, tags, one end") {
  const auto lines = whole(recorded("rtmp/ffmpeg"));
  REQUIRE(lines.size() == 13);
  CHECK(lines[0] == "handshake digest=true");
  CHECK(lines[1].substr(0, 40) == "connect app=live tcUrl=rtmp://127.0.0.1:");
  CHECK(lines[1].ends_with("flashVer=FMLE/3.0 (compatible; Lavf59.27.100)"));
  CHECK(lines[2] == std::string("publish ") + name_with_query);
  CHECK(start_of(lines[3]) == "media 18 at 0, 293 bytes");
  CHECK(lines[3].find(" 02000a6f..") != std::string::npos);  // "onMetaData": @setDataFrame is gone
  CHECK(start_of(lines[4]) == "media 9 at 0, 45 bytes");
  CHECK(lines[5] ==
        "media 8 at 0, 7 bytes af001208"
        "56e500");
  CHECK(start_of(lines[7]) == "media 9 at 23, 2724 bytes");
  CHECK(start_of(lines[11]) == "media 8 at 69, 135 bytes");
  CHECK(lines[12] == "ended FCUnpublish");
}

TEST_CASE(
    "GStreamer and librtmp: plain handshake, transactions of 0, a stream name where a number should be") {
  for (const char* name : {"rtmp/gst", "rtmp/librtmp"}) {
    CAPTURE(name);
    const auto lines = whole(recorded(name));
    REQUIRE(lines.size() == 13);
    CHECK(lines[0] == "handshake digest=false");
    CHECK(lines[2] == std::string("publish ") + name_with_query);
    CHECK(start_of(lines[3]) == "media 18 at 0, 339 bytes");
    CHECK(start_of(lines[7]) == "media 18 at 0, 339 bytes");
    CHECK(start_of(lines[8]) == "media 9 at 23, 2724 bytes");
    CHECK(lines[12] == "ended FCUnpublish");
  }
}

TEST_CASE("ffmpeg 16780 s into its clock: extended timestamps, on continuations too") {
  const auto lines = whole(recorded("rtmp/ffmpeg_offset"));
  REQUIRE(lines.size() == 13);
  CHECK(start_of(lines[6]) == "media 8 at 16780000, 196 bytes");
  CHECK(start_of(lines[7]) == "media 9 at 16780023, 2724 bytes");
  CHECK(start_of(lines[11]) == "media 8 at 16780069, 135 bytes");
}

TEST_CASE("a recorded connection gives the same events at every fragment size and at random ones") {
  for (const char* name : {"rtmp/ffmpeg", "rtmp/gst", "rtmp/librtmp", "rtmp/ffmpeg_offset"}) {
    CAPTURE(name);
    const Bytes bytes = recorded(name);
    const auto expected = whole(bytes);
    for (const std::size_t size : {1, 2, 3, 5, 8, 13, 64, 4096}) {
      CAPTURE(size);
      CHECK(transcript(bytes, [&] { return size; }) == expected);
    }
    Random random(20170214);
    for (int round = 0; round < 50; ++round) {
      CAPTURE(round);
      const std::uint64_t most = std::uint64_t{1} << random.below(12);
      CHECK(transcript(bytes, [&] { return random.below(most) + 1; }) == expected);
    }
  }
}
