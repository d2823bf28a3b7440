#include "rtmp/client_session.h"

#include <fmt/core.h>

#include <cstdlib>
#include <utility>

#include "rtmp/chunk_reader.h"
#include "rtmp/chunk_writer.h"
#include "rtmp/commands.h"
#include "rtmp/handshake.h"

namespace faultcast::rtmp {

namespace {
constexpr std::uint32_t control_chunk_stream = 2;
constexpr std::uint32_t command_chunk_stream = 3;
constexpr std::uint32_t media_chunk_stream = 4;  // one for all, as librtmp has it
constexpr std::uint32_t default_chunk_size = 128;
constexpr std::string_view publish_start = "NetStream.Publish.Start";

std::string text_in(const amf0::Value& object, std::string_view name) {
  const amf0::Value* value = object.member(name);
  return value != nullptr && value->text() != nullptr ? *value->text() : std::string();
}

/// The object with the code is the last one; some servers leave out the command object in front of it.
ClientRefused info_of(const Command& command) {
  for (auto value = command.values.rbegin(); value != command.values.rend(); ++value) {
    if (value->object() != nullptr) {
      return {text_in(*value, "level"), text_in(*value, "code"), text_in(*value, "description")};
    }
  }
  return {};
}

}  // namespace

struct ClientSession::State {
  explicit State(const ClientOptions& given) : options(given) {}

  enum class Phase {
    fresh,
    handshake,
    connecting,
    creating,
    publish_asked,
    publishing,
    finished,
    refused,
    broken
  };

  std::optional<ClientEvent> next(ByteView& in);
  std::optional<ClientEvent> shake_hands(ByteView& in);
  std::optional<ClientEvent> on_message(const Message& message);
  std::optional<ClientEvent> on_command(const Message& message);
  std::optional<ClientEvent> on_result(const Command& command);
  std::optional<ClientEvent> on_error(const Command& command);
  std::optional<ClientEvent> on_status(const Command& command);
  void on_user_control(const Message& message);
  ClientEvent broken(const Broken& why);
  ClientEvent refused(ClientRefused words);

  void send_connect();
  void send_create();
  void send_publish(const Command& created);
  void send(std::uint8_t type, std::uint32_t chunk_stream, std::uint32_t message_stream,
            std::uint32_t timestamp, ByteView body);
  void send_control(std::uint8_t type, std::uint32_t value);
  double call(std::string_view name, std::uint32_t message_stream, const std::vector<amf0::Value>& values);

  ClientOptions options;
  std::unique_ptr<ClientHandshake> handshake;
  ChunkReader reader{Limits{}};
  ChunkWriter writer{ChunkWriter::Headers::compressed};
  Bytes output;
  Phase phase = Phase::fresh;
  std::uint64_t received = 0;
  AckWindow acks{0};
  double last_transaction = 0;
  double awaited = 0;  ///< the transaction that the flow waits for
  std::uint32_t stream_id = 0;
};

std::optional<ClientEvent> ClientSession::State::next(ByteView& in) {
  if (phase == Phase::broken || phase == Phase::fresh) {
    in = {};
    return std::nullopt;
  }
  if (handshake) return shake_hands(in);
  Message message;
  while (true) {
    const std::size_t before = in.size();
    const ChunkReader::Outcome outcome = reader.next(in, message);
    received += before - in.size();
    if (acks.due(received)) send_control(MessageType::acknowledgement, static_cast<std::uint32_t>(received));
    if (outcome == ChunkReader::Outcome::more) return std::nullopt;
    if (outcome == ChunkReader::Outcome::broken) return broken(reader.broken());
    if (auto event = on_message(message)) return event;
  }
}

std::optional<ClientEvent> ClientSession::State::shake_hands(ByteView& in) {
  const std::size_t before = in.size();
  const HandshakeStep step = handshake->step(in, output);
  received += before - in.size();
  if (step == HandshakeStep::more) return std::nullopt;
  if (step == HandshakeStep::broken) return broken(handshake->broken());
  handshake.reset();
  send_connect();
  return ClientHandshakeDone{};
}

void ClientSession::State::send_connect() {
  phase = Phase::connecting;
  if (options.chunk_size != default_chunk_size) {
    send_control(MessageType::set_chunk_size, options.chunk_size);
    writer.set_chunk_size(options.chunk_size);
  }
  amf0::Object object;
  object.members = {{"app", options.app},
                    {"type", "nonprivate"},
                    {"flashVer", options.flash_ver},
                    {"swfUrl", options.tc_url},
                    {"tcUrl", options.tc_url}};
  awaited = call("connect", 0, {std::move(object)});
}

void ClientSession::State::send_create() {
  phase = Phase::creating;
  call("releaseStream", 0, {amf0::Null{}, options.stream_name});
  call("FCPublish", 0, {amf0::Null{}, options.stream_name});
  awaited = call("createStream", 0, {amf0::Null{}});
}

void ClientSession::State::send_publish(const Command& created) {
  const amf0::Value* id = created.argument(0);
  const double number = id != nullptr && id->number() != nullptr ? *id->number() : 1;
  stream_id = number >= 0 && number <= UINT32_MAX ? static_cast<std::uint32_t>(number) : 1;
  phase = Phase::publish_asked;
  awaited = call("publish", stream_id, {amf0::Null{}, options.stream_name, "live"});
}

std::optional<ClientEvent> ClientSession::State::on_message(const Message& message) {
  switch (message.type) {
    case MessageType::window_ack_size:
      acks.set_size(get_be32(message.body.data()));
      return std::nullopt;
    case MessageType::user_control:
      on_user_control(message);
      return std::nullopt;
    case MessageType::command_amf0:
    case MessageType::command_amf3:
      return on_command(message);
    default:
      return std::nullopt;
  }
}

void ClientSession::State::on_user_control(const Message& message) {
  if (get_be16(message.body.data()) != UserControl::ping_request || message.body.size() < 6) return;
  Bytes answer;
  put_be16(answer, UserControl::ping_response);
  append(answer, message.body.subspan(2, 4));
  send(MessageType::user_control, control_chunk_stream, 0, 0, answer);
}

std::optional<ClientEvent> ClientSession::State::on_command(const Message& message) {
  const auto command = parse_command(message);
  if (!command) return broken({"bad_command", command.error().message});
  if (phase == Phase::refused || phase == Phase::finished) return std::nullopt;
  if (command->name == "_result") return on_result(*command);
  if (command->name == "_error") return on_error(*command);
  if (command->name == "onStatus") return on_status(*command);
  if (command->name == "onBWDone") call("_checkbw", 0, {amf0::Null{}});
  if (command->name == "close") return refused({"error", "close", "the server asked to close"});
  return std::nullopt;
}

std::optional<ClientEvent> ClientSession::State::on_result(const Command& command) {
  if (number_of(command.transaction) != awaited) return std::nullopt;
  if (phase == Phase::connecting) {
    send_create();
    return ClientConnected{};
  }
  if (phase == Phase::creating) send_publish(command);
  return std::nullopt;
}

/// Errors to releaseStream, FCPublish and _checkbw stop no client.
std::optional<ClientEvent> ClientSession::State::on_error(const Command& command) {
  if (number_of(command.transaction) != awaited || phase == Phase::publishing) return std::nullopt;
  ClientRefused words = info_of(command);
  if (words.level.empty()) words.level = "error";
  return refused(std::move(words));
}

std::optional<ClientEvent> ClientSession::State::on_status(const Command& command) {
  ClientRefused words = info_of(command);
  if (phase == Phase::publishing && words.level != "error") return std::nullopt;
  if (words.level == "error" || words.code != publish_start) return refused(std::move(words));
  if (phase != Phase::publish_asked) return std::nullopt;
  phase = Phase::publishing;
  return ClientPublishStarted{};
}

ClientEvent ClientSession::State::broken(const Broken& why) {
  phase = Phase::broken;
  handshake.reset();
  return ClientBroken{fmt::format("{}: {}", why.reason, why.detail)};
}

ClientEvent ClientSession::State::refused(ClientRefused words) {
  phase = Phase::refused;
  return words;
}

void ClientSession::State::send(std::uint8_t type, std::uint32_t chunk_stream, std::uint32_t message_stream,
                                std::uint32_t timestamp, ByteView body) {
  writer.write(output, {type, chunk_stream, message_stream, timestamp, body});
}

void ClientSession::State::send_control(std::uint8_t type, std::uint32_t value) {
  Bytes body;
  put_be32(body, value);
  send(type, control_chunk_stream, 0, 0, body);
}

double ClientSession::State::call(std::string_view name, std::uint32_t message_stream,
                                  const std::vector<amf0::Value>& values) {
  last_transaction += 1;
  const std::uint32_t chunk_stream = message_stream == 0 ? command_chunk_stream : media_chunk_stream;
  send(MessageType::command_amf0, chunk_stream, message_stream, 0,
       command_body(name, transaction_of(last_transaction), values));
  return last_transaction;
}

ClientSession::ClientSession(const ClientOptions& options) : state_(std::make_unique<State>(options)) {}
ClientSession::~ClientSession() = default;

void ClientSession::start() {
  State& s = *state_;
  if (s.phase != State::Phase::fresh) std::abort();
  s.phase = State::Phase::handshake;
  s.handshake = std::make_unique<ClientHandshake>(s.options.random_seed);
  s.handshake->start(s.output);
}

std::optional<ClientEvent> ClientSession::next(ByteView& in) {
  return state_->next(in);
}

void ClientSession::send_tag(std::uint8_t type, std::uint32_t timestamp, ByteView body) {
  State& s = *state_;
  if (s.phase != State::Phase::publishing) return;
  if (type == MessageType::data_amf0) {
    s.send(type, media_chunk_stream, s.stream_id, timestamp, with_set_data_frame(body));
  } else {
    s.send(type, media_chunk_stream, s.stream_id, timestamp, body);
  }
}

void ClientSession::finish() {
  State& s = *state_;
  if (s.phase != State::Phase::publishing) return;
  s.phase = State::Phase::finished;
  s.call("FCUnpublish", 0, {amf0::Null{}, s.options.stream_name});
  s.call("deleteStream", 0, {amf0::Null{}, static_cast<double>(s.stream_id)});
}

Bytes ClientSession::take_output() {
  return std::exchange(state_->output, Bytes());
}
bool ClientSession::has_output() const {
  return !state_->output.empty();
}
std::uint64_t ClientSession::bytes_received() const {
  return state_->received;
}

}  // namespace faultcast::rtmp
