#include <doctest/doctest.h>
#include <fmt/core.h>

#include "base/encode.h"
#include "base/text.h"
#include "rtmp/chunk_reader.h"
#include "rtmp/chunk_writer.h"
#include "rtmp/wire.h"

using namespace faultcast;
using namespace faultcast::rtmp;

namespace {

using Lines = std::vector<std::string>;

/// "csid type msid timestamp body"; body told by length where it is long; last line the reason if it broke.
Lines read_chunks(ByteView bytes, std::size_t fragment = SIZE_MAX, const Limits& limits = {}) {
  ChunkReader reader(limits);
  Lines out;
  Message message;
  while (!bytes.empty()) {
    const std::size_t size = std::min(fragment, bytes.size());
    const Bytes piece(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    bytes = bytes.subspan(size);
    ByteView in = piece;
    auto outcome = ChunkReader::Outcome::message;
    while ((outcome = reader.next(in, message)) == ChunkReader::Outcome::message) {
      const auto& m = message;
      out.push_back(fmt::format("{} {} {} {} {}", m.chunk_stream, m.type, m.stream_id, m.timestamp,
                                m.body.size() <= 8 ? hex(m.body) : fmt::format("{} bytes", m.body.size())));
    }
    if (outcome == ChunkReader::Outcome::broken) {
      out.push_back(reader.broken().reason);
      return out;
    }
    CHECK(in.empty());
  }
  return out;
}

/// The same at every fragment size, or it says at which not.
void check_chunks(std::string_view hex_text, const Lines& expected) {
  const Bytes bytes = raw(hex_text);
  for (std::size_t fragment = 1; fragment <= 31; ++fragment) {
    CAPTURE(fragment);
    CHECK(join(read_chunks(bytes, fragment), "; ") == join(expected, "; "));
  }
  CHECK(join(read_chunks(bytes), "; ") == join(expected, "; "));
}

std::string repeated(std::string_view hex_byte, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += hex_byte;
  return out;
}

}  // namespace

TEST_CASE("the four header types: absolute, delta, same length, all the same") {
  check_chunks(
      "04 000400 000002 09 01000000 aaaa"  // 1024, fmt 0
      "44 00000a 000001 08 bb"             // +10
      "84 000005 cc"                       // +5
      "c4 dd",                             // +5 again
      {"4 9 1 1024 aaaa", "4 8 1 1034 bb", "4 8 1 1039 cc", "4 8 1 1044 dd"});
}

TEST_CASE("type 3 right behind type 0 adds the timestamp only for media and while it is small") {
  check_chunks("04 0003e7 000001 09 00000000 aa c4 bb", {"4 9 0 999 aa", "4 9 0 1998 bb"});
  check_chunks("04 0003e8 000001 09 00000000 aa c4 bb", {"4 9 0 1000 aa", "4 9 0 1000 bb"});
  check_chunks("04 000064 000001 12 00000000 05 c4 05", {"4 18 0 100 05", "4 18 0 100 05"});
}

TEST_CASE("basic headers of one, two and three bytes name the same chunk stream") {
  check_chunks(
      "00 06 000001 000001 08 00000000 aa"  // 64 + 6 = 70
      "c1 06 00 bb"                         // the same in three bytes
      "01 06 01 000002 000001 08 00000000 cc",
      {"70 8 0 1 aa", "70 8 0 2 bb", "326 8 0 2 cc"});
}

TEST_CASE("a message over several chunks, with another chunk stream in between") {
  const std::string first = "06 000001 0000c8 09 01000000" + repeated("aa", 128);
  check_chunks(first + "04 000002 000001 08 01000000 bb" + "c6" + repeated("ab", 72),
               {"4 8 1 2 bb", "6 9 1 1 200 bytes"});
}

TEST_CASE("Set Chunk Size holds from the next chunk on, in the middle of another message too") {
  const std::string first = "06 000001 0000c8 09 01000000" + repeated("aa", 128);
  check_chunks(first + "02 000000 000004 01 00000000 00000002" + "c6abab" +
                   "02 000000 000004 01 00000000 0001 c2 0000" + "c6" + repeated("ab", 70),
               {"2 1 0 0 00000002", "2 1 0 0 00010000", "6 9 1 1 200 bytes"});
}

TEST_CASE("Set Chunk Size of 0 ends it, 1 works, the top bit is not looked at") {
  const std::string set = "02 000000 000004 01 00000000";
  check_chunks(set + "00000000", {"chunk_size_zero"});
  check_chunks(set + "80000000", {"chunk_size_zero"});
  check_chunks(set + "00000001" + "04 000000 000003 08 00000000 01 c4 02 c4 03",
               {"2 1 0 0 00000001", "4 8 0 0 010203"});
  check_chunks(set + "ffffffff" + "04 000000 0000c8 08 00000000" + repeated("aa", 200),
               {"2 1 0 0 ffffffff", "4 8 0 0 200 bytes"});
  Limits limits;
  limits.chunk_size_min = 128;
  CHECK(read_chunks(raw(set + "0000007f"), 5, limits) == Lines{"chunk_size_too_small"});
}

TEST_CASE("Abort drops the body of one chunk stream and leaves its header; an unknown one is ignored") {
  const std::string first = "06 000001 0000c8 09 01000000" + repeated("aa", 128);
  const std::string abort = "02 000000 000004 02 00000000";
  check_chunks(
      first + abort + "00000006" + "46 000002 000001 09 bb" + abort + "00000063" + abort + "00000002",
      {"2 2 0 0 00000006", "6 9 1 3 bb", "2 2 0 0 00000063", "2 2 0 0 00000002"});
}

TEST_CASE("an aborted message no longer counts among the unfinished ones") {
  Bytes bytes;
  for (int i = 0; i < 10; ++i) {
    append(bytes, raw("06 000000 300000 09 00000000" + repeated("aa", 128)));
    append(bytes, raw("02 000000 000004 02 00000000 00000006"));
  }
  CHECK(read_chunks(bytes) == Lines(10, "2 2 0 0 00000006"));
}

TEST_CASE("the first chunk of a chunk stream may be of type 0 or 1, not 2 or 3") {
  check_chunks("44 000007 000001 08 aa", {"4 8 0 7 aa"});
  check_chunks("84 000007", {"first_chunk_without_header"});
  check_chunks("c4", {"first_chunk_without_header"});
}

TEST_CASE("a header of type 0, 1 or 2 inside a message ends it") {
  const std::string first = "06 000001 0000c8 09 01000000" + repeated("aa", 128);
  check_chunks(first + "06 000001 0000c8 09 01000000", {"header_inside_message"});
  check_chunks(first + "46 000001 0000c8 09", {"header_inside_message"});
  check_chunks(first + "86 000001", {"header_inside_message"});
}

TEST_CASE("messages of length 0 come out and stop nothing") {
  check_chunks("04 000001 000000 08 00000000 c4 84 000002 44 000001 000001 08 aa",
               {"4 8 0 1 ", "4 8 0 2 ", "4 8 0 4 ", "4 8 0 5 aa"});
}

TEST_CASE("extended timestamps: absolute, as a delta, and up to the wrap") {
  check_chunks("04 ffffff 000001 08 00000000 00ffffff aa", {"4 8 0 16777215 aa"});
  check_chunks("04 000000 000001 08 00000000 aa 44 ffffff 000001 08 01000a60 bb",
               {"4 8 0 0 aa", "4 8 0 16779872 bb"});
  check_chunks(
      "04 ffffff 000001 08 00000000 fffffff0 aa 44 000020 000001 08 bb 04 ffffff 000001 08 00000000 ffffffff "
      "cc",
      {"4 8 0 4294967280 aa", "4 8 0 16 bb", "4 8 0 4294967295 cc"});
}

TEST_CASE("type 3 chunks may repeat the extended timestamp or not") {
  const std::string first = "06 ffffff 0000c8 09 01000000 01020304" + repeated("aa", 128);
  check_chunks(first + "c6 01020304" + repeated("ab", 72), {"6 9 1 16909060 200 bytes"});
  check_chunks(first + "c6" + repeated("ab", 72), {"6 9 1 16909060 200 bytes"});
}

TEST_CASE(
    "a body that begins like the extended timestamp is still body, and the next header is found behind it") {
  const std::string first = "06 ffffff 000083 09 01000000 01020304" + repeated("aa", 128);
  check_chunks(first + "c6 010203" + "05 000000 000001 08 00000000 bb",
               {"6 9 1 16909060 131 bytes", "5 8 0 0 bb"});
  const std::string one_more = "06 ffffff 000081 09 01000000 01020304" + repeated("aa", 128);
  check_chunks(one_more + "c6 01" + "02 000000 000004 03 00000000 00000009",
               {"6 9 1 16909060 129 bytes", "2 3 0 0 00000009"});
}

TEST_CASE(
    "a type 3 that begins a message after an extended delta adds it again; a short header ends the "
    "extension") {
  check_chunks(
      "04 000000 000001 08 00000000 aa 44 ffffff 000001 08 01000000 bb c4 01000000 cc 84 000001 dd c4 ee",
      {"4 8 0 0 aa", "4 8 0 16777216 bb", "4 8 0 33554432 cc", "4 8 0 33554433 dd", "4 8 0 33554434 ee"});
}

TEST_CASE("limits are judged on the header, before a byte of the body") {
  check_chunks("04 000000 400001 09 00000000", {"message_too_long"});
  check_chunks("04 000000 010001 14 00000000", {"message_too_long"});
  check_chunks("04 000000 010001 12 00000000", {"message_too_long"});
  check_chunks("02 000000 000003 01 00000000", {"control_length"});
  check_chunks("02 000000 000000 05 00000000", {"control_length"});
  check_chunks("02 000000 000004 06 00000000", {"control_length"});
  check_chunks("02 000000 000001 04 00000000", {"control_length"});
}

TEST_CASE("unfinished messages are limited by what they announce, and hold no more than what arrived") {
  Bytes bytes;
  for (int csid = 4; csid < 7; ++csid) {
    append(bytes, raw(fmt::format("{:02x} 000000 300000 09 00000000", csid) + repeated("aa", 128)));
  }
  CHECK(read_chunks(bytes) == Lines{"too_many_partial_bytes"});

  ChunkReader reader{Limits{}};
  ByteView in = ByteView(bytes).first(2 * (12 + 128));
  Message message;
  CHECK(reader.next(in, message) == ChunkReader::Outcome::more);
  CHECK(reader.bytes_held() < 2 * (64u << 10) + 2048);
}

TEST_CASE("sixty-four chunk streams are the most") {
  Bytes bytes;
  for (int i = 0; i < 65; ++i) append(bytes, raw(fmt::format("00 {:02x} 000000 000001 08 00000000 aa", i)));
  const Lines lines = read_chunks(bytes);
  REQUIRE(lines.size() == 65);
  CHECK(lines[63] == "127 8 0 0 aa");
  CHECK(lines[64] == "too_many_chunk_streams");
}

TEST_CASE("a message whole in the input is handed out without a copy; a large buffer is given back") {
  ChunkReader reader{Limits{}};
  Message message;
  const Bytes small = raw("04 000000 000004 08 00000000 01020304");
  ByteView in = small;
  REQUIRE(reader.next(in, message) == ChunkReader::Outcome::message);
  CHECK(message.body.data() == small.data() + 12);

  Bytes large;
  ChunkWriter writer(ChunkWriter::Headers::full);
  writer.write(large, {MessageType::video, 6, 1, 0, Bytes(100000, 0xAA)});
  in = large;
  REQUIRE(reader.next(in, message) == ChunkReader::Outcome::message);
  CHECK(message.body.size() == 100000);
  CHECK(reader.bytes_held() >= 100000);
  CHECK(reader.next(in, message) == ChunkReader::Outcome::more);
  CHECK(reader.bytes_held() < 1024);
}

TEST_CASE("what the writer writes, the reader reads: sizes, chunk streams, times, both kinds of header") {
  for (const auto headers : {ChunkWriter::Headers::full, ChunkWriter::Headers::compressed}) {
    for (const std::uint32_t chunk_size : {1u, 128u, 4096u}) {
      ChunkWriter writer(headers);
      Bytes wire = set_chunk_size_to(chunk_size);
      writer.set_chunk_size(chunk_size);
      Lines expected = {"2 1 0 0 " + hex(ByteView(wire).last(4))};
      std::uint32_t time = 0xFFFF0000;
      for (const std::uint32_t csid : {2u, 63u, 64u, 319u, 320u, 65599u, 63u, 63u, 63u, 320u, 320u}) {
        for (const std::size_t size : {0u, 9u, 9u, 9u, 129u, 300u}) {
          writer.write(wire, {MessageType::video, csid, 1, time, Bytes(size, 0x5A)});
          expected.push_back(
              fmt::format("{} 9 1 {} {}", csid, time, size == 0 ? "" : fmt::format("{} bytes", size)));
          time += csid == 320 ? 0x01234567 : 40;
        }
      }
      CHECK(read_chunks(wire) == expected);
      CHECK(read_chunks(wire, 7) == expected);
    }
  }
}

TEST_CASE("compressed headers shrink: whole, then length and type, then time only, then nothing") {
  ChunkWriter writer(ChunkWriter::Headers::compressed);
  const auto size_of = [&](std::uint32_t time, std::size_t body) {
    Bytes out;
    writer.write(out, {MessageType::audio, 4, 1, time, Bytes(body, 1)});
    return out.size() - body;
  };
  CHECK(size_of(10, 5) == 12);
  CHECK(size_of(20, 6) == 8);
  CHECK(size_of(40, 6) == 4);
  CHECK(size_of(60, 6) == 1);
  CHECK(size_of(50, 6) == 12);
}
