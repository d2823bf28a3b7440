#pragma once
// AMF0 values: what RTMP commands are made of (Adobe AMF0 specification; markers in RTMP ingest, 3.1).

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace faultcast::amf0 {

struct Null {
  bool operator==(const Null&) const = default;
};
struct Undefined {
  bool operator==(const Undefined&) const = default;
};
struct Date {
  double milliseconds;
  std::int16_t zone;
  bool operator==(const Date&) const = default;
};

struct Value;
using Members = std::vector<std::pair<std::string, Value>>;  ///< in the order of the wire; keys may repeat

/// Object (also typed: its class name is kept) and ECMA array.
struct Object {
  Members members;
  bool ecma_array = false;
  std::string class_name;
  bool operator==(const Object&) const;
};
struct Array {
  std::vector<Value> items;
  bool operator==(const Array&) const;
};

struct Value {
  std::variant<Undefined, Null, bool, double, std::string, Object, Array, Date> held;

  Value() = default;
  template <class T>
  requires(!std::is_same_v<T, Value>) Value(T value) : held(std::move(value)) {}
  Value(const char* text) : held(std::string(text)) {}

  [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&held); }
  [[nodiscard]] const double* number() const { return std::get_if<double>(&held); }
  [[nodiscard]] const Object* object() const { return std::get_if<Object>(&held); }
  /// The member of that name if this is an object that has one.
  [[nodiscard]] const Value* member(std::string_view name) const;
  bool operator==(const Value&) const = default;
};

/// Caps for input from outside: nesting 16, 4096 elements in all (RTMP ingest, 8 row 19).
inline constexpr int depth_max = 16;
inline constexpr std::size_t elements_max = 4096;

/// Reads one value from the front of `in`, which shrinks (not on an error). Nothing is allocated by an
/// announced count. XML reads as a string, a reference (0x07) as Null, 0x0D as Undefined; an ECMA array may
/// lack its end marker at the end of the bytes; a switch to AMF3 (0x11) is an error. Errors name the byte
/// offset.
Result<Value> read(ByteView& in);
/// Reads all of it; the element cap counts over all values.
Result<std::vector<Value>> read_all(ByteView in);
/// Strings over 65535 bytes become long strings; longer keys and class names are cut there. XML is not kept
/// apart from strings. Never fails.
void write(Bytes& to, const Value& value);

}  // namespace faultcast::amf0
