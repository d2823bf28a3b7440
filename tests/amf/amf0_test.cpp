#include "amf/amf0.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>

#include "base/encode.h"

using namespace faultcast;
using amf0::Value;

namespace {

Bytes bytes(std::string_view hex_text) {
  return from_hex(hex_text).value();
}

Bytes written(const Value& value) {
  Bytes out;
  amf0::write(out, value);
  return out;
}

Result<Value> read_hex(std::string_view hex_text) {
  const Bytes held = bytes(hex_text);
  ByteView in = held;
  return amf0::read(in);
}

std::string error_of(ByteView in) {
  const auto values = amf0::read_all(in);
  return values ? "no error" : values.error().message;
}

struct Pair {
  const char* wire;
  Value value;
};

Value object(amf0::Members members) {
  return amf0::Object{std::move(members), false, ""};
}

const std::vector<Pair>& pairs() {
  static const std::vector<Pair> all = {
      {"00 3ff0000000000000", 1.0},
      {"00 7ff0000000000000", HUGE_VAL},
      {"01 01", true},
      {"01 00", false},
      {"02 0000", ""},
      {"02 0004 6c697665", "live"},
      {"03 0003 617070 02 0004 6c697665 0001 78 05 000009", object({{"app", "live"}, {"x", amf0::Null{}}})},
      {"03 000009", object({})},
      {"03 0000 05 0000 06 000009", object({{"", amf0::Null{}}, {"", amf0::Undefined{}}})},
      {"05", amf0::Null{}},
      {"06", amf0::Undefined{}},
      {"08 00000001 0001 77 00 4074000000000000 000009", amf0::Object{{{"w", 320.0}}, true, ""}},
      {"0a 00000002 05 01 01", amf0::Array{{amf0::Null{}, true}}},
      {"0b 3ff0000000000000 ffc4", amf0::Date{1.0, -60}},
      {"10 0001 43 0001 61 06 000009", amf0::Object{{{"a", amf0::Undefined{}}}, false, "C"}},
  };
  return all;
}

}  // namespace

TEST_CASE("every kind of value is read from its bytes and written to the same bytes") {
  for (const Pair& pair : pairs()) {
    CAPTURE(pair.wire);
    const auto value = read_hex(pair.wire);
    REQUIRE(value);
    CHECK((*value == pair.value));
    CHECK(hex(written(pair.value)) == hex(bytes(pair.wire)));
  }
}

TEST_CASE("bytes that end anywhere inside a value are an error and never read past the end") {
  for (const Pair& pair : pairs()) {
    const Bytes whole = bytes(pair.wire);
    for (std::size_t length = 1; length < whole.size(); ++length) {
      CAPTURE(pair.wire);
      CAPTURE(length);
      const std::vector<std::uint8_t> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
      ByteView in = cut;
      const bool may_lack_end = whole[0] == 0x08 && (length == 5 || length == whole.size() - 3);
      CHECK(amf0::read(in).has_value() == may_lack_end);
    }
  }
}

TEST_CASE("read takes one value and leaves the rest, and leaves everything on an error") {
  const Bytes held = bytes("05 0100 ff");
  ByteView in = held;
  REQUIRE(amf0::read(in));
  CHECK(in.size() == 3);
  REQUIRE(amf0::read(in));
  CHECK_FALSE(amf0::read(in));
  CHECK(in.size() == 1);
}

TEST_CASE("a number keeps its eight bytes, NaN with payload included") {
  for (const char* wire : {"00 7ff8000000000001", "00 fff0000000000000", "00 8000000000000000"}) {
    CHECK(hex(written(read_hex(wire).value())) == hex(bytes(wire)));
  }
}

TEST_CASE("a string too long for two length bytes is written as a long string") {
  const std::string text(70000, 'a');
  const Bytes wire = written(Value(text));
  CHECK(wire[0] == 0x0C);
  ByteView in = wire;
  CHECK(*amf0::read(in)->text() == text);
  CHECK(written(Value(std::string(65535, 'a')))[0] == 0x02);
}

TEST_CASE("references read as null, XML as text, unsupported as undefined") {
  CHECK((read_hex("07 0001").value() == Value(amf0::Null{})));
  CHECK((read_hex("0f 00000003 3c612f").value() == Value("<a/")));
  CHECK((read_hex("0d").value() == Value(amf0::Undefined{})));
}

TEST_CASE("what AMF0 does not have is refused by name") {
  CHECK(error_of(bytes("11 0401")) == "AMF0 at byte 1: an AMF3 value, which is not read here");
  CHECK(error_of(bytes("05 2a")) == "AMF0 at byte 2: unknown marker 0x2a");
  CHECK(error_of(bytes("02 ffff 61")) == "AMF0 at byte 1: a string of 65535 bytes, but 1 are left");
  CHECK(error_of(bytes("0c ffffffff 61")) == "AMF0 at byte 1: a string of 4294967295 bytes, but 1 are left");
}

TEST_CASE("nesting ends at sixteen levels, for objects and arrays alike") {
  const auto nested = [](std::string_view open, int levels) {
    Bytes out;
    for (int i = 0; i < levels; ++i) append(out, bytes(open));
    out.push_back(0x05);
    return out;
  };
  CHECK(error_of(nested("0a 00000001", 16)) == "no error");
  CHECK(error_of(nested("0a 00000001", 17)) == "AMF0 at byte 85: nested deeper than 16");
  CHECK(error_of(nested("08 00000001 0001 61", 10000)).find("nested deeper") != std::string::npos);
  CHECK(error_of(nested("03 0001 61", 10000)).find("nested deeper") != std::string::npos);
}

TEST_CASE("an announced count allocates nothing, and 4096 values are the most over all of them") {
  Bytes many = bytes("0a ffffffff");
  many.insert(many.end(), 100000, 0x05);
  CHECK(error_of(many) == "AMF0 at byte 4100: more than 4096 values");
  CHECK(error_of(Bytes(4096, 0x05)) == "no error");
  CHECK(error_of(Bytes(4097, 0x05)) == "AMF0 at byte 4096: more than 4096 values");
  CHECK(error_of(bytes("08 ffffffff 000009")) == "no error");
  CHECK(error_of(bytes("0a ffffffff")) == "AMF0 at byte 5: the bytes end where a value should begin");
}

TEST_CASE("member finds the first of that name and nothing in what is no object") {
  const Value value = object({{"a", 1.0}, {"a", 2.0}, {"b", "x"}});
  CHECK(*value.member("a")->number() == 1.0);
  CHECK(*value.member("b")->text() == "x");
  CHECK(value.member("c") == nullptr);
  CHECK(Value(1.0).member("a") == nullptr);
}
