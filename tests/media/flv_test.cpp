#include "media/flv.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "base/encode.h"
#include "media/flv_writer.h"

using namespace faultcast;
using namespace faultcast::media;

namespace {

const std::string demo_path = std::string(FAULTCAST_SOURCE_DIR) + "/fixtures/media/demo.flv";

std::string error_of(const Bytes& file) {
  const auto parsed = parse_flv(file);
  return parsed ? "no error" : parsed.error().message;
}

}  // namespace

TEST_CASE("the demo file has the tags that ffprobe counts, in the order of their times") {
  const auto file = read_flv(demo_path);
  REQUIRE(file);
  int audio = 0;
  int video = 0;
  for (const FlvTag& tag : file->tags) {
    audio += tag.type == 8 ? 1 : 0;
    video += tag.type == 9 ? 1 : 0;
  }
  // One sequence header each, and ffmpeg's end-of-sequence tag.
  CHECK(video == 75 + 2);
  CHECK(audio == 131 + 1);
  CHECK(file->tags.front().type == 18);
}

TEST_CASE("what was parsed is written to the same bytes") {
  std::ifstream in(demo_path, std::ios::binary);
  const Bytes original{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  Bytes written;
  write_flv_header(written, true, true);
  const auto parsed = parse_flv(original);
  REQUIRE(parsed);
  for (const FlvTag& tag : parsed->tags) write_flv_tag(written, tag.type, tag.timestamp, tag.body);
  CHECK((written == original));
}

TEST_CASE("header and tag have the bytes of the specification, times beyond 24 bits too") {
  Bytes out;
  write_flv_header(out, true, false);
  CHECK(hex(out) == "464c5601040000000900000000");
  out.clear();
  write_flv_tag(out, 9, 0x12345678, Bytes{0xAA, 0xBB});
  CHECK(hex(out) ==
        "09"
        "000002"
        "345678"
        "12"
        "000000"
        "aabb"
        "0000000d");
}

TEST_CASE("an FLV file that is cut or spoilt is refused at the byte where it goes wrong") {
  Bytes good;
  write_flv_header(good, true, true);
  CHECK(error_of(good) == "no error");
  write_flv_tag(good, 8, 0, Bytes{1, 2, 3});
  for (std::size_t size = 0; size < 13; ++size) {
    CHECK(error_of(Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)))
              .starts_with("FLV at byte "));
  }
  for (std::size_t size = 14; size < good.size(); ++size) {
    CHECK(error_of(Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)))
              .starts_with("FLV at byte 13: "));
  }
  Bytes spoilt = good;
  spoilt.back() = 99;
  CHECK(error_of(spoilt) == "FLV at byte 27: a back pointer of 99; the tag has 14 bytes");
  spoilt = good;
  spoilt[13] = 7;
  CHECK(error_of(spoilt) == "FLV at byte 13: a tag of type 7");
  spoilt = good;
  spoilt[5] = 0xFF;
  CHECK(error_of(spoilt).starts_with("FLV at byte 5: "));
  CHECK(read_flv("/nowhere.flv").error().message == "/nowhere.flv: cannot be opened");
}
