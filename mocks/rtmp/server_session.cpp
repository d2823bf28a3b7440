#include "rtmp/server_session.h"

#include <fmt/core.h>

#include <cstdlib>
#include <utility>

#include "rtmp/server_state.h"

namespace faultcast::rtmp {

namespace {
constexpr std::uint32_t control_chunk_stream = 2;
constexpr std::uint32_t command_chunk_stream = 3;
constexpr std::uint32_t stream_chunk_stream = 5;
constexpr std::uint8_t dynamic_limit = 2;
}  // namespace

ServerSession::State::State(const ServerOptions& given)
    : options(given),
      handshake(std::make_unique<ServerHandshake>(given.digest_answer, given.random_seed)),
      reader(given.limits),
      acks(given.window_ack_size) {}

std::optional<Event> ServerSession::State::next(ByteView& in) {
  if (phase == Phase::connect_asked || phase == Phase::publish_asked || phase == Phase::play_asked)
    std::abort();
  if (phase == Phase::broken) {
    in = {};
    return std::nullopt;
  }
  if (handshake) return shake_hands(in);
  if (auto event = next_of_aggregate()) return event;
  Message message;
  while (true) {
    const std::size_t before = in.size();
    const ChunkReader::Outcome outcome = reader.next(in, message);
    count_received(before - in.size());
    if (outcome == ChunkReader::Outcome::more) return std::nullopt;
    if (outcome == ChunkReader::Outcome::broken)
      return broken(reader.broken().reason, reader.broken().detail);
    if (auto event = on_message(message)) return event;
  }
}

std::optional<Event> ServerSession::State::shake_hands(ByteView& in) {
  const std::size_t before = in.size();
  const HandshakeStep step = handshake->step(in, output);
  count_received(before - in.size());
  if (step == HandshakeStep::more) return std::nullopt;
  if (step == HandshakeStep::broken) return broken(handshake->broken().reason, handshake->broken().detail);
  const bool digest = handshake->saw_digest();
  handshake.reset();
  return HandshakeDone{digest};
}

std::optional<Event> ServerSession::State::on_message(const Message& message) {
  const bool is_real_media = is_media(message.type) && !message.body.empty();
  if (!is_real_media && ++others_since_media > options.limits.control_messages_max) {
    return broken("control_flood", fmt::format("more than {} messages without a media message between them",
                                               options.limits.control_messages_max));
  }
  switch (message.type) {
    case MessageType::audio:
    case MessageType::video:
    case MessageType::data_amf0:
    case MessageType::data_amf3:
      return on_media(message);
    case MessageType::aggregate:
      return on_aggregate(message);
    case MessageType::command_amf0:
    case MessageType::command_amf3:
      return on_command(message);
    case MessageType::user_control:
      on_user_control(message);
      return std::nullopt;
    case MessageType::window_ack_size:
      acks.set_size(get_be32(message.body.data()));
      return std::nullopt;
    case MessageType::set_chunk_size:
    case MessageType::abort_message:
    case MessageType::acknowledgement:
    case MessageType::set_peer_bandwidth:
      return std::nullopt;
    default:
      ++dropped;
      return std::nullopt;
  }
}

std::optional<Event> ServerSession::State::on_media(const Message& message) {
  if (phase != Phase::publishing) {
    // Some clients begin before they may.
    ++dropped;
    media_before_publish += message.body.size();
    if (media_before_publish <= options.limits.media_before_publish_max) return std::nullopt;
    return broken("media_before_publish",
                  fmt::format("{} bytes of media while nothing is published; {} are allowed",
                              media_before_publish, options.limits.media_before_publish_max));
  }
  if (message.type == MessageType::data_amf0 || message.type == MessageType::data_amf3) {
    if (const auto script = script_body(message)) return Media{Media::Kind::data, message.timestamp, *script};
    ++dropped;
    return std::nullopt;
  }
  if (message.body.empty()) {
    ++dropped;
    return std::nullopt;
  }
  others_since_media = 0;
  const auto kind = message.type == MessageType::audio ? Media::Kind::audio : Media::Kind::video;
  return Media{kind, message.timestamp, message.body};
}

std::optional<Event> ServerSession::State::on_aggregate(const Message& message) {
  if (phase != Phase::publishing) return on_media(message);
  aggregate = std::make_unique<AggregateReader>(message);
  return next_of_aggregate();
}

std::optional<Event> ServerSession::State::next_of_aggregate() {
  while (aggregate) {
    if (const auto tag = aggregate->next()) {
      if (auto event = on_media(*tag)) return event;
      continue;
    }
    if (!aggregate->ended_well()) ++dropped;
    aggregate.reset();
  }
  return std::nullopt;
}

void ServerSession::State::on_user_control(const Message& message) {
  if (get_be16(message.body.data()) != UserControl::ping_request || message.body.size() < 6) return;
  Bytes answer;
  put_be16(answer, UserControl::ping_response);
  append(answer, message.body.subspan(2, 4));
  send(MessageType::user_control, control_chunk_stream, 0, answer);
}

void ServerSession::State::count_received(std::size_t bytes) {
  received += bytes;
  // Nothing but S0 S1 S2 may go out before the handshake is over.
  if (!handshake && acks.due(received)) {
    send_control(MessageType::acknowledgement, static_cast<std::uint32_t>(received));
  }
}

Event ServerSession::State::broken(std::string reason, std::string detail) {
  phase = Phase::broken;
  handshake.reset();
  aggregate.reset();
  return Broken{std::move(reason), std::move(detail)};
}

void ServerSession::State::send(std::uint8_t type, std::uint32_t chunk_stream, std::uint32_t stream_id,
                                ByteView body) {
  writer.write(output, {type, chunk_stream, stream_id, 0, body});
}

void ServerSession::State::send_control(std::uint8_t type, std::uint32_t value) {
  Bytes body;
  put_be32(body, value);
  if (type == MessageType::set_peer_bandwidth) body.push_back(dynamic_limit);
  send(type, control_chunk_stream, 0, body);
}

void ServerSession::State::send_command(std::uint32_t stream_id, const Bytes& body) {
  send(MessageType::command_amf0, stream_id == 0 ? command_chunk_stream : stream_chunk_stream, stream_id,
       body);
}

void ServerSession::State::send_status(std::uint32_t stream_id, std::string_view level, std::string_view code,
                                       std::string_view description) {
  send_command(stream_id, command_body("onStatus", Transaction{},
                                       {amf0::Null{}, status_object(level, code, description)}));
}

ServerSession::ServerSession(const ServerOptions& options) : state_(std::make_unique<State>(options)) {}
ServerSession::~ServerSession() = default;

std::optional<Event> ServerSession::next(ByteView& in) {
  return state_->next(in);
}

void ServerSession::accept_connect() {
  State& s = *state_;
  if (s.phase != State::Phase::connect_asked) std::abort();
  s.phase = State::Phase::connected;
  s.send_control(MessageType::window_ack_size, s.options.window_ack_size);
  s.send_control(MessageType::set_peer_bandwidth, s.options.peer_bandwidth);
  s.send_control(MessageType::set_chunk_size, s.options.chunk_size);
  s.writer.set_chunk_size(s.options.chunk_size);
  amf0::Object server;
  server.members = {{"fmsVer", "FMS/3,0,1,123"}, {"capabilities", 31.0}};
  amf0::Object info;
  info.members = {{"level", "status"},
                  {"code", "NetConnection.Connect.Success"},
                  {"description", "Connection succeeded."},
                  {"objectEncoding", s.object_encoding}};
  s.send_command(0, command_body("_result", s.question, {std::move(server), std::move(info)}));
}

void ServerSession::reject_connect(std::string_view code, std::string_view description) {
  State& s = *state_;
  if (s.phase != State::Phase::connect_asked) std::abort();
  s.phase = State::Phase::fresh;
  // ffmpeg looks for the description in the first object, so the command object is null (RTMP ingest, 3.3).
  s.send_command(
      0, command_body("_error", s.question, {amf0::Null{}, status_object("error", code, description)}));
}

void ServerSession::accept_publish() {
  State& s = *state_;
  if (s.phase != State::Phase::publish_asked) std::abort();
  s.phase = State::Phase::publishing;
  s.has_published = true;
  s.media_before_publish = 0;
  s.send_status(s.publish_stream, "status", "NetStream.Publish.Start", "Start publishing");
}

void ServerSession::refuse_publish(std::string_view code, std::string_view description) {
  State& s = *state_;
  if (s.phase != State::Phase::publish_asked) std::abort();
  s.phase = State::Phase::connected;
  s.send_status(s.publish_stream, "error", code, description);
}

void ServerSession::accept_play() {
  State& s = *state_;
  if (s.phase != State::Phase::play_asked) std::abort();
  s.phase = State::Phase::playing;
  s.send_user_control(UserControl::stream_begin);
  s.send_status(s.publish_stream, "status", "NetStream.Play.Reset", "Playing and resetting.");
  s.send_status(s.publish_stream, "status", "NetStream.Play.Start", "Started playing.");
  Bytes access;
  amf0::write(access, "|RtmpSampleAccess");
  amf0::write(access, true);
  amf0::write(access, true);
  s.send(MessageType::data_amf0, stream_chunk_stream, s.publish_stream, access);
}

void ServerSession::refuse_play(std::string_view code, std::string_view description) {
  State& s = *state_;
  if (s.phase != State::Phase::play_asked) std::abort();
  s.phase = State::Phase::connected;
  s.send_status(s.publish_stream, "error", code, description);
}

void ServerSession::send_media(std::uint8_t type, std::uint32_t timestamp, ByteView body) {
  State& s = *state_;
  if (s.phase != State::Phase::playing) return;
  constexpr std::uint32_t audio_chunk_stream = 6, video_chunk_stream = 7;
  const std::uint32_t chunk_stream = type == MessageType::audio   ? audio_chunk_stream
                                     : type == MessageType::video ? video_chunk_stream
                                                                  : stream_chunk_stream;
  s.writer.write(s.output, {type, chunk_stream, s.publish_stream, timestamp, body});
  // A viewer has nothing to say but acks.
  s.others_since_media = 0;
}

void ServerSession::end_play() {
  State& s = *state_;
  if (s.phase != State::Phase::playing) return;
  s.phase = State::Phase::connected;
  s.send_status(s.publish_stream, "status", "NetStream.Play.UnpublishNotify", "The stream has ended.");
  s.send_user_control(UserControl::stream_eof);
}

void ServerSession::State::send_user_control(UserControl event) {
  Bytes body;
  put_be16(body, event);
  put_be32(body, publish_stream);
  send(MessageType::user_control, control_chunk_stream, 0, body);
}

void ServerSession::send_ping(std::uint32_t timestamp) {
  Bytes body;
  put_be16(body, UserControl::ping_request);
  put_be32(body, timestamp);
  state_->send(MessageType::user_control, control_chunk_stream, 0, body);
}

Bytes ServerSession::take_output() {
  return std::exchange(state_->output, Bytes());
}
bool ServerSession::has_output() const {
  return !state_->output.empty();
}

ByteView ServerSession::last_command() const {
  return state_->last_command;
}
std::uint64_t ServerSession::bytes_received() const {
  return state_->received;
}
std::uint32_t ServerSession::peer_chunk_size() const {
  return state_->reader.chunk_size();
}
std::uint64_t ServerSession::messages_dropped() const {
  return state_->dropped;
}

std::size_t ServerSession::bytes_held() const {
  const State& s = *state_;
  return sizeof(State) + s.reader.bytes_held() + s.output.capacity() + s.last_command.capacity() +
         (s.handshake ? sizeof(ServerHandshake) + s.handshake->bytes_held() : 0) +
         (s.aggregate ? sizeof(AggregateReader) + s.aggregate->bytes_held() : 0);
}

}  // namespace faultcast::rtmp
