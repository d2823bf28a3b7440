#include "rtmp/commands.h"

#include <algorithm>
#include <bit>

namespace faultcast::rtmp {

namespace {

constexpr std::string_view set_data_frame = "@setDataFrame";
constexpr std::uint8_t number_marker = 0x00;

/// The AMF3 forms carry AMF0 behind one byte.
ByteView amf0_part(const Message& message) {
  const bool is_amf3_form =
      message.type == MessageType::command_amf3 || message.type == MessageType::data_amf3;
  return is_amf3_form && !message.body.empty() ? message.body.subspan(1) : message.body;
}

}  // namespace

Transaction transaction_of(double number) {
  Transaction out{};
  const auto bits = std::bit_cast<std::uint64_t>(number);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
  return out;
}

double number_of(const Transaction& transaction) {
  return std::bit_cast<double>(get_be64(transaction.data()));
}

const amf0::Value* Command::argument(std::size_t index) const {
  return values.size() > index + 1 ? &values[index + 1] : nullptr;
}

std::string Command::text_argument(std::size_t index) const {
  const amf0::Value* value = argument(index);
  return value != nullptr && value->text() != nullptr ? *value->text() : std::string();
}

Result<Command> parse_command(const Message& message) {
  ByteView in = amf0_part(message);
  Command command;
  const auto name = amf0::read(in);
  if (!name) return tl::unexpected(name.error().within("the name of a command"));
  if (name->text() == nullptr) return fail("a command does not begin with its name");
  command.name = *name->text();
  if (in.size() < 9 || in[0] != number_marker) {
    return fail("the name of a command is not followed by a transaction number");
  }
  std::copy_n(in.begin() + 1, command.transaction.size(), command.transaction.begin());
  auto values = amf0::read_all(in.subspan(9));
  if (!values) return tl::unexpected(values.error().within("the values of a command"));
  command.values = std::move(*values);
  return command;
}

Bytes command_body(std::string_view name, const Transaction& transaction,
                   const std::vector<amf0::Value>& values) {
  Bytes out;
  amf0::write(out, std::string(name));
  out.push_back(number_marker);
  append(out, ByteView(transaction));
  for (const amf0::Value& value : values) amf0::write(out, value);
  return out;
}

amf0::Value status_object(std::string_view level, std::string_view code, std::string_view description) {
  amf0::Object out;
  out.members = {
      {"level", std::string(level)}, {"code", std::string(code)}, {"description", std::string(description)}};
  return out;
}

std::optional<ByteView> script_body(const Message& message) {
  ByteView body = amf0_part(message);
  ByteView behind = body;
  const auto first = amf0::read(behind);
  if (!first) return std::nullopt;
  if (first->text() != nullptr && *first->text() == set_data_frame) body = behind;
  if (body.empty() || !amf0::read_all(body)) return std::nullopt;
  return body;
}

Bytes with_set_data_frame(ByteView script) {
  Bytes out;
  amf0::write(out, std::string(set_data_frame));
  append(out, script);
  return out;
}

}  // namespace faultcast::rtmp
