#include "rtmp/wire.h"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <fstream>

#include "base/encode.h"
#include "rtmp/chunk_reader.h"
#include "rtmp/chunk_writer.h"
#include "rtmp/commands.h"
#include "rtmp/transcript.h"

namespace faultcast::rtmp {

namespace {

std::string told_value(const amf0::Value& value) {
  struct Teller {
    std::string operator()(amf0::Undefined) const { return "undefined"; }
    std::string operator()(amf0::Null) const { return "null"; }
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(double number) const { return fmt::format("{}", number); }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const amf0::Object& object) const {
      std::string out = "{";
      for (const auto& [key, member] : object.members) out += fmt::format(" {}:{}", key, told_value(member));
      return out + " }";
    }
    std::string operator()(const amf0::Array&) const { return "[..]"; }
    std::string operator()(const amf0::Date&) const { return "date"; }
  };
  return std::visit(Teller{}, value.held);
}

std::string told_message(const Message& message) {
  if (message.type != MessageType::command_amf0)
    return fmt::format("{}: {}", message.type, hex(message.body));
  const auto parsed = parse_command(message).value();
  std::string out =
      fmt::format("{} {} msid={}", parsed.name, number_of(parsed.transaction), message.stream_id);
  for (const auto& value : parsed.values) out += " " + told_value(value);
  return out;
}

}  // namespace

Bytes recorded(const std::string& name) {
  std::ifstream file(std::string(FAULTCAST_SOURCE_DIR) + "/fixtures/wire/" + name + ".hex");
  REQUIRE(file);
  std::string digits;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] != '#') digits += line;
  }
  return from_hex(digits).value();
}

Bytes raw(std::string_view hex_text) {
  return from_hex(hex_text).value();
}

Bytes chunk(std::uint8_t type, ByteView body, std::uint32_t timestamp, std::uint8_t chunk_stream,
            std::uint32_t stream_id) {
  Bytes out;
  ChunkWriter writer(ChunkWriter::Headers::full);
  writer.set_chunk_size(0xFFFFFF);
  writer.write(out, {type, chunk_stream, stream_id, timestamp, body});
  return out;
}

Bytes set_chunk_size_to(std::uint32_t size) {
  Bytes body;
  put_be32(body, size);
  return chunk(MessageType::set_chunk_size, body, 0, 2);
}

Bytes command(std::string_view name, double transaction, const std::vector<amf0::Value>& values) {
  return chunk(MessageType::command_amf0, command_body(name, transaction_of(transaction), values));
}

Bytes connect_command() {
  amf0::Object object;
  object.members = {{"app", "live"}, {"tcUrl", "rtmp://h/live"}};
  return command("connect", 1, {std::move(object)});
}

Bytes publish_command(double transaction) {
  const Bytes body = command_body("publish", transaction_of(transaction), {amf0::Null{}, "S1?a=b", "live"});
  return chunk(MessageType::command_amf0, body, 0, 8, 1);
}

struct Server::Answers {
  ChunkReader reader{Limits{}};
};

Server::Server(const ServerOptions& options) : session(options), answers_(std::make_shared<Answers>()) {
  Bytes hello(1 + 1536 + 1536, 0);
  hello[0] = 3;
  std::vector<std::string> lines;
  drain(session, hello, lines);
  REQUIRE(lines == std::vector<std::string>{"handshake digest=false"});
  REQUIRE(session.take_output().size() == hello.size());
  REQUIRE(play(set_chunk_size_to(65536)).empty());
}

std::vector<std::string> Server::play(ByteView bytes) {
  const Bytes own(bytes.begin(), bytes.end());
  std::vector<std::string> lines;
  drain(session, own, lines);
  return lines;
}

void Server::go_live() {
  REQUIRE(play(connect_command()).size() == 1);
  REQUIRE(play(publish_command()).size() == 1);
  answers();
}

std::vector<std::string> Server::answers() {
  const Bytes output = session.take_output();
  ByteView in = output;
  std::vector<std::string> out;
  Message message;
  while (answers_->reader.next(in, message) == ChunkReader::Outcome::message)
    out.push_back(told_message(message));
  CHECK(answers_->reader.broken().reason.empty());
  return out;
}

}  // namespace faultcast::rtmp
