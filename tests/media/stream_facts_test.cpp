#include "media/stream_facts.h"

#include <doctest/doctest.h>

#include <limits>

#include "amf/amf0.h"
#include "base/encode.h"
#include "media/avc.h"
#include "media/flv.h"

using namespace faultcast;
using namespace faultcast::media;

namespace {

Bytes raw(std::string_view text) {
  return from_hex(text).value();
}

StreamFacts facts_of(std::uint8_t type, std::string_view body) {
  StreamMeter meter;
  meter.add(type, 0, raw(body));
  return meter.facts();
}

Bytes metadata(const amf0::Members& members) {
  Bytes out;
  amf0::write(out, "onMetaData");
  amf0::write(out, amf0::Object{members, true, ""});
  return out;
}

/// Bits as text, blanks aside, filled up with zeros.
Bytes bits(std::string_view text) {
  Bytes out;
  int count = 0;
  for (const char c : text) {
    if (c == ' ') continue;
    if (count++ % 8 == 0) out.push_back(0);
    out.back() = static_cast<std::uint8_t>(out.back() << 1 | (c == '1' ? 1 : 0));
  }
  if (count % 8 != 0) out.back() = static_cast<std::uint8_t>(out.back() << (8 - count % 8));
  return out;
}

Bytes configuration(const Bytes& sps) {
  Bytes out = raw("01 4d000a ff e1");
  put_be16(out, static_cast<std::uint32_t>(sps.size()));
  append(out, sps);
  return out;
}

}  // namespace

TEST_CASE("the demo file: codecs, picture, sound, counts and length are those that ffprobe tells") {
  const auto file = read_flv(std::string(FAULTCAST_SOURCE_DIR) + "/fixtures/media/demo.flv");
  REQUIRE(file);
  StreamMeter meter;
  std::uint64_t bytes = 0;
  for (const FlvTag& tag : file->tags) {
    meter.add(tag.type, tag.timestamp, tag.body);
    bytes += tag.body.size();
  }
  const StreamFacts& f = meter.facts();
  CHECK(f.video_codec == "H.264");
  CHECK(f.video_profile == "Main");
  CHECK(f.width == 320);
  CHECK(f.height == 180);
  CHECK(f.audio_codec == "AAC");
  CHECK(f.sample_rate == 44100);
  CHECK(f.channels == 1);
  CHECK(f.video_frames == 75);
  CHECK(f.key_frames == 3);
  CHECK(f.audio_frames == 131);
  CHECK(f.bytes == bytes);
  CHECK(f.metadata_frame_rate == 25);
  CHECK(f.duration_ms() >= 2950);
  CHECK(f.duration_ms() <= 3050);
  CHECK(f.bits_per_second() == doctest::Approx(static_cast<double>(bytes) * 8000 / f.duration_ms()));
  CHECK(f.broken_tags == 0);
}

TEST_CASE("codecs are named from the first byte of a body") {
  const std::pair<const char*, const char*> video[] = {{"27 01000000 aa", "H.264"},
                                                       {"2c 01000000 aa", "HEVC"},
                                                       {"22", "H.263"},
                                                       {"24", "VP6"},
                                                       {"2f", "codec 15"},
                                                       {"a1 68766331 00", "HEVC"},
                                                       {"a3 61763031 00", "AV1"},
                                                       {"a1 7a7a0a7a 00", "zz\\x0az"}};
  for (const auto& row : video) {
    const auto& [body, codec] = row;
    CAPTURE(row.first);
    CHECK(facts_of(9, body).video_codec == codec);
    CHECK(facts_of(9, body).video_frames == 1);
    CHECK(facts_of(9, body).key_frames == 0);
  }
  const std::pair<const char*, const char*> audio[] = {{"af01 aa", "AAC"},
                                                       {"2f aa", "MP3"},
                                                       {"b2 aa", "Speex"},
                                                       {"7e aa", "G.711 A-law"},
                                                       {"91 4f707573 aa", "Opus"}};
  for (const auto& row : audio) {
    const auto& [body, codec] = row;
    CAPTURE(row.first);
    CHECK(facts_of(8, body).audio_codec == codec);
    CHECK(facts_of(8, body).audio_frames == 1);
  }
}

TEST_CASE("key frames are counted, sequence headers, ends and commands are not frames") {
  CHECK(facts_of(9, "17 01000000 aa").key_frames == 1);
  CHECK(facts_of(9, "91 68766331 00").key_frames == 1);
  CHECK(facts_of(9, "12").key_frames == 1);
  for (const char* body : {"17 02000000", "57 01", "90 68766331 00", "1c 00000000 01"}) {
    CAPTURE(body);
    CHECK(facts_of(9, body).video_frames == 0);
    CHECK(facts_of(9, body).key_frames == 0);
  }
  CHECK(facts_of(8, "af00 1208").audio_frames == 0);
}

TEST_CASE("sound without a configuration is what its first byte says") {
  CHECK(facts_of(8, "2f aa").sample_rate == 44100);
  CHECK(facts_of(8, "2f aa").channels == 2);
  CHECK(facts_of(8, "2a aa").sample_rate == 22050);
  CHECK(facts_of(8, "2a aa").channels == 1);
  CHECK(facts_of(8, "af01 aa").sample_rate == 0);
}

TEST_CASE(
    "an AAC configuration gives rate and channels, spelled out or not, and is never read past its end") {
  const auto check = [](const char* config, std::uint32_t rate, std::uint32_t channels) {
    const auto sound = parse_aac_configuration(bits(config));
    REQUIRE(sound);
    CHECK(sound->sample_rate == rate);
    CHECK(sound->channels == channels);
  };
  check("00010 0100 0001", 44100, 1);
  check("00010 0011 0010", 48000, 2);
  check("00101 0111 0111", 22050, 8);
  check("00010 1111 000000001011101110000001 0010", 48001, 2);
  check("11111 000010 0100 0010", 44100, 2);
  CHECK_FALSE(parse_aac_configuration({}));
  CHECK_FALSE(parse_aac_configuration(raw("12")));
  CHECK_FALSE(parse_aac_configuration(bits("00010 1101 0001")));
  CHECK_FALSE(parse_aac_configuration(bits("00010 1111 00000000")));
  CHECK_FALSE(parse_aac_configuration(bits("00010 0100 1000")));
}

TEST_CASE("an SPS gives the picture's size after cropping, interlaced and with scaling lists too") {
  // Fields in the order of H.264 7.3.2.1.1; Exp-Golomb: 1 = 0, 010 = 1, 011 = 2, 00100 = 3, 00101 = 4, 00111
  // = 6.
  const std::string main_head = "01100111 01001101 00000000 00001010 1 ";  // NAL type 7, Main, level 10, id 0
  const auto picture = [](const std::string& sps) {
    return parse_avc_configuration(configuration(bits(sps)));
  };
  const auto plain = picture(main_head + "1 1 1 010 0 00101 00100 1 1 0 0 1");
  REQUIRE(plain);
  CHECK(plain->profile == "Main");
  CHECK(plain->width == 80);
  CHECK(plain->height == 64);
  const auto cropped = picture(main_head + "1 1 1 010 0 00101 00100 1 1 1 010 011 1 00100 0 1");
  REQUIRE(cropped);
  CHECK(cropped->width == 80 - 2 * 3);
  CHECK(cropped->height == 64 - 2 * 3);
  const auto interlaced = picture(main_head + "1 1 1 010 0 00101 00100 0 0 1 1 1 1 1 010 0 1");
  REQUIRE(interlaced);
  CHECK(interlaced->height == 128 - 4);
  const auto counted = picture(main_head + "1 010 1 010 011 011 011 00100 010 0 00101 00100 1 1 0 0 1");
  REQUIRE(counted);
  CHECK(counted->width == 80);
  const std::string high_head = "01100111 01100100 00000000 00001010 1 ";
  const auto high = picture(high_head + "010 1 1 0 1 1 000010001 0000000 1 1 1 010 0 00101 00100 1 1 0 0 1");
  REQUIRE(high);
  CHECK(high->profile == "High");
  CHECK(high->width == 80);
  CHECK_FALSE(picture(main_head + "1 1 1 010 0 00101 00100 1 1 1 00000000100000000 1 1 1 0 1"));
  CHECK_FALSE(picture(main_head + "1 1 1 010 0 0000000000000000000000000000000000000001"));
}

TEST_CASE("emulation prevention bytes are no part of an SPS") {
  // 720 x 576 with bytes 00 00 03 in front of the size, as level and flags of zero give them.
  const Bytes with = raw("67 4d 00 00 03 0a");
  const auto cut = parse_avc_configuration(configuration(with));
  CHECK_FALSE(cut);
  const std::string head = "01100111 01001101 00000000 00000000 00000011 ";
  const auto picture =
      parse_avc_configuration(configuration(bits(head + "1 1 1 1 010 0 00101 00100 1 1 0 0 1")));
  REQUIRE(picture);
  CHECK(picture->width == 80);
}

TEST_CASE("a decoder configuration cut anywhere is refused or the same, and counted as broken") {
  const auto file = read_flv(std::string(FAULTCAST_SOURCE_DIR) + "/fixtures/media/demo.flv");
  REQUIRE(file);
  const Bytes* header = nullptr;
  for (const FlvTag& tag : file->tags) {
    if (header == nullptr && tag.type == 9) header = &tag.body;
  }
  REQUIRE(header != nullptr);
  for (std::size_t size = 0; size < header->size(); ++size) {
    StreamMeter meter;
    const Bytes cut(header->begin(), header->begin() + static_cast<std::ptrdiff_t>(size));
    meter.add(9, 0, cut);
    const StreamFacts& f = meter.facts();
    CHECK((f.width == 320 || (f.width == 0 && f.broken_tags == 1)));
    CHECK(f.video_frames == 0);
  }
}

TEST_CASE("bodies too short, types unknown and metadata that is none are counted, not read") {
  for (const char* body : {"", "17", "17 0100", "a1 6876"}) CHECK(facts_of(9, body).broken_tags == 1);
  for (const char* body : {"", "af", "91 4f"}) CHECK(facts_of(8, body).broken_tags == 1);
  CHECK(facts_of(18, "02 ffff").broken_tags == 1);
  CHECK(facts_of(18, "05").broken_tags == 0);
  CHECK(facts_of(7, "05").broken_tags == 1);
}

TEST_CASE("onMetaData gives encoder and rate, and the size only where the configuration does not") {
  StreamMeter meter;
  meter.add(18, 0,
            metadata({{"width", 640.0}, {"height", 360.0}, {"framerate", 29.97}, {"encoder", "a\nb"}}));
  CHECK(meter.facts().width == 640);
  CHECK(meter.facts().encoder == "a\\x0ab");
  CHECK(meter.facts().metadata_frame_rate == doctest::Approx(29.97));
  const auto file = read_flv(std::string(FAULTCAST_SOURCE_DIR) + "/fixtures/media/demo.flv");
  for (const FlvTag& tag : file->tags) {
    if (tag.type == 9) meter.add(9, 0, tag.body);
  }
  CHECK(meter.facts().width == 320);
  meter.add(18, 0, metadata({{"width", 640.0}, {"height", 360.0}}));
  CHECK(meter.facts().width == 320);

  for (const double odd : {std::numeric_limits<double>::quiet_NaN(), -1.0, 1e300}) {
    StreamMeter other;
    other.add(18, 0, metadata({{"width", odd}, {"height", 360.0}, {"framerate", odd}}));
    CHECK(other.facts().width == 0);
  }
}

TEST_CASE("length is the signed distance of the first and the latest time, over the wrap too") {
  StreamMeter meter;
  for (const std::uint32_t time : {4294967000u, 4294967200u, 704u, 100u}) meter.add(8, time, raw("af01"));
  CHECK(meter.facts().duration_ms() == 1000);
  StreamMeter back;
  for (const std::uint32_t time : {5000u, 1000u}) back.add(8, time, raw("af01"));
  CHECK(back.facts().duration_ms() == 0);
  CHECK(back.facts().bits_per_second() == 0);
}
