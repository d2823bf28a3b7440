#include <fmt/core.h>

#include <algorithm>
#include <bit>

#include "base/text.h"
#include "rtmp/server_state.h"

namespace faultcast::rtmp {

namespace {

constexpr std::size_t told_name_max = 64;

std::string text_of(const amf0::Value* value) {
  return value != nullptr && value->text() != nullptr ? *value->text() : std::string();
}

bool wants_answer(const Command& command) {
  return number_of(command.transaction) > 0;
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::optional<Event> ServerSession::State::on_command(const Message& message) {
  auto parsed = parse_command(message);
  if (!parsed) return broken("bad_command", parsed.error().message);
  const Command& command = *parsed;
  const std::string_view name = command.name;
  const bool is_connect = name == "connect";
  if (is_connect != (phase == Phase::fresh)) return out_of_order(command);

  if (is_connect) return on_connect(message, command);
  if (name == "createStream") return on_create_stream(command);
  if (name == "publish") return on_publish(message, command);
  if (is_one_of(name, {"FCUnpublish", "closeStream", "deleteStream"})) return on_end(command);
  if (is_one_of(name, {"play", "play2"})) return on_play(message, command);
  if (name == "getStreamLength") {
    // A live stream has none; ffmpeg asks before it plays.
    send_result(command, {amf0::Null{}, 0.0});
  } else if (is_one_of(name, {"releaseStream", "FCPublish"})) {
    send_result(command, {amf0::Null{}, amf0::Undefined{}});
  } else if (name == "_checkbw") {
    send_result(command, {amf0::Null{}});
  } else if (!is_one_of(name, {"_result", "_error", "onStatus"})) {
    on_unknown(command);
  }
  return std::nullopt;
}

void ServerSession::State::keep_question(const Message& message, const Command& command) {
  last_command = Bytes(message.body.begin(), message.body.end());
  question = command.transaction;
}

std::optional<Event> ServerSession::State::on_connect(const Message& message, const Command& command) {
  keep_question(message, command);
  phase = Phase::connect_asked;
  ConnectRequest request;
  if (!command.values.empty()) request.command_object = command.values.front();
  const amf0::Value& object = request.command_object;
  request.app = text_of(object.member("app"));
  request.tc_url = text_of(object.member("tcUrl"));
  request.flash_ver = text_of(object.member("flashVer"));
  request.swf_url = text_of(object.member("swfUrl"));
  request.page_url = text_of(object.member("pageUrl"));
  const amf0::Value* encoding = object.member("objectEncoding");
  object_encoding = encoding != nullptr && encoding->number() != nullptr ? *encoding->number() : 0;
  return request;
}

std::optional<Event> ServerSession::State::on_create_stream(const Command& command) {
  const auto free_bit = static_cast<unsigned>(std::countr_one(live_streams));
  if (free_bit >= std::min<std::size_t>(options.limits.message_streams_max, 64)) {
    send_call_failed(command, "Too many streams.");
    return broken(
        "too_many_message_streams",
        fmt::format("createStream while {} streams are open; that is the most", std::popcount(live_streams)));
  }
  live_streams |= std::uint64_t{1} << free_bit;
  const double id = free_bit + 1;
  send_command(0, command_body("_result", command.transaction, {amf0::Null{}, id}));
  return std::nullopt;
}

std::optional<Event> ServerSession::State::on_publish(const Message& message, const Command& command) {
  if (phase == Phase::publishing || phase == Phase::playing) return out_of_order(command);
  keep_question(message, command);
  phase = Phase::publish_asked;
  publish_stream = message.stream_id;
  return PublishRequest{command.text_argument(0), command.text_argument(1)};
}

std::optional<Event> ServerSession::State::on_end(const Command& command) {
  const bool was_publishing = phase == Phase::publishing, was_playing = phase == Phase::playing;
  if (was_publishing || was_playing) phase = Phase::connected;
  if (command.name == "FCUnpublish") {
    const auto gone = status_object("status", "NetStream.Unpublish.Success", command.text_argument(0));
    if (was_publishing) send_command(0, command_body("onFCUnpublish", Transaction{}, {amf0::Null{}, gone}));
  } else if (has_published) {
    has_published = false;
    send_status(publish_stream, "status", "NetStream.Unpublish.Success", "Stream is now unpublished.");
  }
  if (command.name == "deleteStream") free_stream(command);
  if (was_playing) return PlayEnded{command.name};
  if (!was_publishing) return std::nullopt;
  return PublishEnded{command.name};
}

/// GStreamer names the stream instead of giving its number; an unknown number counts the same: the one
/// published.
void ServerSession::State::free_stream(const Command& command) {
  const amf0::Value* id = command.argument(0);
  const double number = id != nullptr && id->number() != nullptr ? *id->number() : 0;
  const bool is_known = number >= 1 && number <= 64;
  const std::uint32_t freed = is_known ? static_cast<std::uint32_t>(number) : publish_stream;
  if (freed >= 1 && freed <= 64) live_streams &= ~(std::uint64_t{1} << (freed - 1));
}

std::optional<Event> ServerSession::State::on_play(const Message& message, const Command& command) {
  if (phase == Phase::publishing || phase == Phase::playing) return out_of_order(command);
  keep_question(message, command);
  phase = Phase::play_asked;
  publish_stream = message.stream_id;
  return PlayRequest{command.text_argument(0)};
}

void ServerSession::State::on_unknown(const Command& command) {
  if (wants_answer(command)) send_call_failed(command, "Method not found.");
}

Event ServerSession::State::out_of_order(const Command& command) {
  send_call_failed(command, "Not allowed now.");
  const char* when = phase == Phase::fresh        ? "before connect"
                     : phase == Phase::publishing ? "while publishing"
                     : phase == Phase::playing    ? "while playing"
                                                  : "after connect";
  return broken("command_out_of_order", fmt::format("{} {}", excerpt(command.name, told_name_max), when));
}

/// Transaction 0 asks for no answer.
void ServerSession::State::send_result(const Command& command, const std::vector<amf0::Value>& values) {
  if (wants_answer(command)) send_command(0, command_body("_result", command.transaction, values));
}

void ServerSession::State::send_call_failed(const Command& command, std::string_view description) {
  send_command(
      0, command_body("_error", command.transaction,
                      {amf0::Null{}, status_object("error", "NetConnection.Call.Failed", description)}));
}

}  // namespace faultcast::rtmp
