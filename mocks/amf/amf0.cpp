#include "amf/amf0.h"

#include <algorithm>
#include <bit>

namespace faultcast::amf0 {

namespace {

enum Marker : std::uint8_t {
  number = 0x00,
  boolean = 0x01,
  string = 0x02,
  object = 0x03,
  null = 0x05,
  undefined = 0x06,
  reference = 0x07,
  ecma_array = 0x08,
  object_end = 0x09,
  strict_array = 0x0A,
  date = 0x0B,
  long_string = 0x0C,
  unsupported = 0x0D,
  xml_document = 0x0F,
  typed_object = 0x10,
  amf3 = 0x11,
};

/// One walk over untrusted bytes; its caps count over all values that it reads.
class Reader {
 public:
  explicit Reader(ByteView in) : in_(in), whole_(in.size()) {}

  [[nodiscard]] ByteView rest() const { return in_; }
  Result<Value> value(int depth);

 private:
  [[nodiscard]] bool has(std::size_t count) const { return in_.size() >= count; }
  void skip(std::size_t count) { in_ = in_.subspan(count); }
  [[nodiscard]] tl::unexpected<Error> wrong(std::string_view what) const {
    return fail(fmt::format("AMF0 at byte {}: {}", whole_ - in_.size(), what));
  }
  double take_number() {
    const double number = std::bit_cast<double>(get_be64(in_.data()));
    skip(8);
    return number;
  }
  [[nodiscard]] bool at_end_marker() const {
    return has(3) && in_[0] == 0 && in_[1] == 0 && in_[2] == Marker::object_end;
  }

  Result<std::string> text(std::size_t length_bytes);
  Result<Members> members(int depth, bool may_lack_end);
  Result<Value> object_value(int depth, bool is_ecma_array, bool has_class_name);
  Result<Value> array_value(int depth);
  Result<Value> date_value();

  ByteView in_;
  std::size_t whole_;
  std::size_t elements_ = 0;
};

Result<std::string> Reader::text(std::size_t length_bytes) {
  if (!has(length_bytes)) return wrong("the bytes end inside the length of a string");
  const std::size_t length = length_bytes == 2 ? get_be16(in_.data()) : get_be32(in_.data());
  if (!has(length_bytes + length)) {
    return wrong(fmt::format("a string of {} bytes, but {} are left", length, in_.size() - length_bytes));
  }
  std::string out(as_text(in_.subspan(length_bytes, length)));
  skip(length_bytes + length);
  return out;
}

Result<Members> Reader::members(int depth, bool may_lack_end) {
  Members out;
  while (!at_end_marker()) {
    if (may_lack_end && in_.empty()) return out;
    auto key = text(2);
    if (!key) return tl::unexpected(std::move(key.error()));
    auto held = value(depth + 1);
    if (!held) return tl::unexpected(std::move(held.error()));
    out.emplace_back(std::move(*key), std::move(*held));
  }
  skip(3);
  return out;
}

Result<Value> Reader::object_value(int depth, bool is_ecma_array, bool has_class_name) {
  Object out;
  out.ecma_array = is_ecma_array;
  if (has_class_name) {
    auto name = text(2);
    if (!name) return tl::unexpected(std::move(name.error()));
    out.class_name = std::move(*name);
  }
  if (is_ecma_array) {
    if (!has(4)) return wrong("the bytes end inside the count of an ECMA array");
    skip(4);  // a hint that writers get wrong
  }
  auto held = members(depth, is_ecma_array);
  if (!held) return tl::unexpected(std::move(held.error()));
  out.members = std::move(*held);
  return Value(std::move(out));
}

Result<Value> Reader::array_value(int depth) {
  if (!has(4)) return wrong("the bytes end inside the count of an array");
  const std::uint32_t count = get_be32(in_.data());
  skip(4);
  Array out;
  for (std::uint32_t i = 0; i < count; ++i) {
    auto item = value(depth + 1);
    if (!item) return tl::unexpected(std::move(item.error()));
    out.items.push_back(std::move(*item));
  }
  return Value(std::move(out));
}

Result<Value> Reader::date_value() {
  if (!has(10)) return wrong("the bytes end inside a date");
  const double milliseconds = take_number();
  const auto zone = static_cast<std::int16_t>(get_be16(in_.data()));
  skip(2);
  return Value(Date{milliseconds, zone});
}

Result<Value> Reader::value(int depth) {
  if (in_.empty()) return wrong("the bytes end where a value should begin");
  if (depth > depth_max) return wrong(fmt::format("nested deeper than {}", depth_max));
  if (++elements_ > elements_max) return wrong(fmt::format("more than {} values", elements_max));
  const std::uint8_t marker = in_[0];
  skip(1);
  switch (marker) {
    case Marker::number:
      if (!has(8)) return wrong("the bytes end inside a number");
      return Value(take_number());
    case Marker::boolean: {
      if (!has(1)) return wrong("the bytes end inside a boolean");
      const bool truth = in_[0] != 0;
      skip(1);
      return Value(truth);
    }
    case Marker::string:
    case Marker::long_string:
    case Marker::xml_document: {
      auto held = text(marker == Marker::string ? 2 : 4);
      if (!held) return tl::unexpected(std::move(held.error()));
      return Value(std::move(*held));
    }
    case Marker::object:
      return object_value(depth, false, false);
    case Marker::ecma_array:
      return object_value(depth, true, false);
    case Marker::typed_object:
      return object_value(depth, false, true);
    case Marker::strict_array:
      return array_value(depth);
    case Marker::date:
      return date_value();
    case Marker::null:
      return Value(Null{});
    case Marker::undefined:
    case Marker::unsupported:
      return Value(Undefined{});
    case Marker::reference:
      if (!has(2)) return wrong("the bytes end inside a reference");
      skip(2);
      return Value(Null{});
    case Marker::amf3:
      return wrong("an AMF3 value, which is not read here");
    default:
      return wrong(fmt::format("unknown marker 0x{:02x}", marker));
  }
}

void write_text(Bytes& to, std::string_view text) {
  const std::string_view fitting = text.substr(0, 0xFFFF);
  put_be16(to, static_cast<std::uint32_t>(fitting.size()));
  append(to, fitting);
}

void write_members(Bytes& to, const Members& members) {
  for (const auto& [key, value] : members) {
    write_text(to, key);
    write(to, value);
  }
  put_be24(to, Marker::object_end);
}

struct Writer {
  Bytes& to;

  void operator()(Undefined) const { to.push_back(Marker::undefined); }
  void operator()(Null) const { to.push_back(Marker::null); }
  void operator()(bool truth) const {
    to.push_back(Marker::boolean);
    to.push_back(truth ? 1 : 0);
  }
  void operator()(double number) const {
    to.push_back(Marker::number);
    put_be64(to, std::bit_cast<std::uint64_t>(number));
  }
  void operator()(const std::string& text) const {
    if (text.size() <= 0xFFFF) {
      to.push_back(Marker::string);
      write_text(to, text);
      return;
    }
    to.push_back(Marker::long_string);
    put_be32(to, static_cast<std::uint32_t>(text.size()));
    append(to, text);
  }
  void operator()(const Object& object) const {
    if (object.ecma_array) {
      to.push_back(Marker::ecma_array);
      put_be32(to, static_cast<std::uint32_t>(object.members.size()));
    } else if (!object.class_name.empty()) {
      to.push_back(Marker::typed_object);
      write_text(to, object.class_name);
    } else {
      to.push_back(Marker::object);
    }
    write_members(to, object.members);
  }
  void operator()(const Array& array) const {
    to.push_back(Marker::strict_array);
    put_be32(to, static_cast<std::uint32_t>(array.items.size()));
    for (const Value& item : array.items) write(to, item);
  }
  void operator()(const Date& date) const {
    to.push_back(Marker::date);
    put_be64(to, std::bit_cast<std::uint64_t>(date.milliseconds));
    put_be16(to, static_cast<std::uint16_t>(date.zone));
  }
};

}  // namespace

bool Object::operator==(const Object& other) const {
  return members == other.members && ecma_array == other.ecma_array && class_name == other.class_name;
}

bool Array::operator==(const Array& other) const {
  return items == other.items;
}

const Value* Value::member(std::string_view name) const {
  const Object* held_object = object();
  if (held_object == nullptr) return nullptr;
  const auto& members = held_object->members;
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const auto& m) { return m.first == name; });
  return found == members.end() ? nullptr : &found->second;
}

Result<Value> read(ByteView& in) {
  Reader reader(in);
  auto value = reader.value(0);
  if (value) in = reader.rest();
  return value;
}

Result<std::vector<Value>> read_all(ByteView in) {
  Reader reader(in);
  std::vector<Value> values;
  while (!reader.rest().empty()) {
    auto value = reader.value(0);
    if (!value) return tl::unexpected(std::move(value.error()));
    values.push_back(std::move(*value));
  }
  return values;
}

void write(Bytes& to, const Value& value) {
  std::visit(Writer{to}, value.held);
}

}  // namespace faultcast::amf0
