#pragma once
// The inside of ServerSession; included by its own two .cpp files only.

#include "rtmp/aggregate.h"
#include "rtmp/chunk_reader.h"
#include "rtmp/chunk_writer.h"
#include "rtmp/commands.h"
#include "rtmp/handshake.h"
#include "rtmp/server_session.h"

namespace faultcast::rtmp {

struct ServerSession::State {
  explicit State(const ServerOptions& given);

  enum class Phase {
    fresh,
    connect_asked,
    connected,
    publish_asked,
    publishing,
    play_asked,
    playing,
    broken
  };

  std::optional<Event> next(ByteView& in);

  // What came, server_session.cpp
  std::optional<Event> shake_hands(ByteView& in);
  std::optional<Event> on_message(const Message& message);
  std::optional<Event> on_media(const Message& message);
  std::optional<Event> on_aggregate(const Message& message);
  std::optional<Event> next_of_aggregate();
  void on_user_control(const Message& message);
  void count_received(std::size_t bytes);
  Event broken(std::string reason, std::string detail);

  // Commands, server_commands.cpp
  std::optional<Event> on_command(const Message& message);
  std::optional<Event> on_connect(const Message& message, const Command& command);
  std::optional<Event> on_create_stream(const Command& command);
  std::optional<Event> on_publish(const Message& message, const Command& command);
  std::optional<Event> on_end(const Command& command);
  std::optional<Event> on_play(const Message& message, const Command& command);
  void on_unknown(const Command& command);
  Event out_of_order(const Command& command);
  void free_stream(const Command& command);
  void keep_question(const Message& message, const Command& command);

  // What goes out
  void send(std::uint8_t type, std::uint32_t chunk_stream, std::uint32_t stream_id, ByteView body);
  void send_control(std::uint8_t type, std::uint32_t value);
  void send_command(std::uint32_t stream_id, const Bytes& body);
  void send_result(const Command& command, const std::vector<amf0::Value>& values);
  void send_call_failed(const Command& command, std::string_view description);
  void send_user_control(UserControl event);
  void send_status(std::uint32_t stream_id, std::string_view level, std::string_view code,
                   std::string_view description);

  ServerOptions options;
  std::unique_ptr<ServerHandshake> handshake;
  ChunkReader reader;
  ChunkWriter writer{ChunkWriter::Headers::full};
  std::unique_ptr<AggregateReader> aggregate;
  Bytes output;
  Phase phase = Phase::fresh;

  std::uint64_t received = 0;
  AckWindow acks;
  std::size_t others_since_media = 0;
  std::size_t media_before_publish = 0;
  std::uint64_t dropped = 0;

  Bytes last_command;
  Transaction question{};  ///< of the connect that waits for its answer
  double object_encoding = 0;
  std::uint32_t publish_stream = 0;  ///< message stream of the last publish or play
  bool has_published = false;        ///< and its end has not been confirmed
  std::uint64_t live_streams = 0;    ///< bit n: message stream n + 1 was created and not deleted
};

}  // namespace faultcast::rtmp
