// What a tag body is, and whether it may stand in a file.
#include "media/body_check.h"

#include <doctest/doctest.h>

#include "media/flv.h"
#include "media/tag_part.h"

using namespace faultcast;
using namespace faultcast::media;

TEST_CASE("parts of a stream, told by the first bytes") {
  struct Row {
    std::uint8_t type;
    Bytes body;
    TagPart part;
  };
  const Row rows[] = {
      {9, {0x17, 0, 0, 0, 0}, TagPart::video_header},
      {9, {0x17, 1, 0, 0, 0}, TagPart::key_frame},
      {9, {0x27, 1, 0, 0, 0}, TagPart::video_frame},
      {9, {0x17, 2, 0, 0, 0}, TagPart::other},
      {9, {0x17, 1}, TagPart::other},
      {9, {0x1C, 1, 0, 0, 0}, TagPart::key_frame},
      {9, {0x22, 1}, TagPart::video_frame},
      {9, {0x57, 0, 0, 0, 0}, TagPart::other},
      {9, {0x90, 'h', 'v', 'c', '1'}, TagPart::video_header},
      {9, {0x93, 'h', 'v', 'c', '1'}, TagPart::key_frame},
      {9, {0xA1, 'h', 'v', 'c', '1'}, TagPart::video_frame},
      {9, {0x91, 'h'}, TagPart::other},
      {8, {0xAF, 0}, TagPart::audio_header},
      {8, {0xAF, 1}, TagPart::audio_frame},
      {8, {0xAF}, TagPart::other},
      {8, {0x2F, 9}, TagPart::audio_frame},
      {8, {0x91, 'O', 'p', 'u', 's'}, TagPart::audio_frame},
      {8, {}, TagPart::other},
      {18, {2, 0, 3, 'a', 'b', 'c'}, TagPart::other},
  };
  for (const auto& row : rows) {
    CAPTURE(row.type);
    CAPTURE(row.body.size());
    CHECK(tag_part(row.type, row.body) == row.part);
  }
  const auto demo = *read_flv(FAULTCAST_SOURCE_DIR "/fixtures/media/demo.flv");
  CHECK(tag_part(demo.tags[0].type, demo.tags[0].body) == TagPart::metadata);
}

TEST_CASE("a real file passes whole; each broken body is told, and only that") {
  const auto demo = *read_flv(FAULTCAST_SOURCE_DIR "/fixtures/media/demo.flv");
  BodyCheck check;
  for (const auto& tag : demo.tags) CHECK_FALSE(check.look(tag.type, tag.body));

  const Bytes nal = {0x27, 1, 0, 0, 0, 0, 0, 0, 2, 0x41, 0x9A};
  CHECK_FALSE(check.look(9, nal));
  for (std::size_t size = 1; size < nal.size(); ++size) {
    CAPTURE(size);
    const auto flaw = check.look(9, ByteView(nal).first(size));
    REQUIRE(flaw.has_value());
    CHECK(flaw->of_video);
    CHECK_FALSE(flaw->because.zh.empty());
  }
  const Bytes huge = {0x27, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x41};
  CHECK(check.look(9, huge));
  CHECK(check.look(9, Bytes{0x17, 0, 0, 0, 0, 1, 2}));
  CHECK(check.look(8, Bytes{0xAF, 1}));
  CHECK(check.look(8, Bytes{0xAF, 0}));
  CHECK_FALSE(check.look(8, Bytes{0xAF, 1, 0x21}));
  CHECK_FALSE(check.look(8, Bytes{0x2F}));
}

TEST_CASE("frames before their decoder configuration stay out") {
  BodyCheck check;
  CHECK(check.look(9, Bytes{0x17, 1, 0, 0, 0, 0, 0, 0, 1, 0x65}));
  CHECK(check.look(8, Bytes{0xAF, 1, 0x21})->of_video == false);
  CHECK_FALSE(check.look(8, Bytes{0xAF, 0, 0x12, 0x10}));
  CHECK_FALSE(check.look(8, Bytes{0xAF, 1, 0x21}));
}
