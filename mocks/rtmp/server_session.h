#pragma once
// The server's side of one RTMP connection, without a socket: bytes in, events and answer bytes out.
// A pull parser: the owner hands over what arrived and takes one event after the other until none is left.
//
//   ByteView in = …what the socket gave…;
//   while (auto event = session.next(in)) handle(*event);     // in is used up when next() gives none
//   write(session.take_output());
//
// Views inside an event are valid until the next call of next(). What the protocol answers by itself
// (handshake, acks, pings, createStream, releaseStream …) is in the output already; the two questions that
// somebody else decides, connect and publish, are events that wait for an answer_… call. The session never
// closes anything: after Broken the owner closes. Times: the session has none; deadlines are the owner's
// (rtmp.md 2.4).

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "amf/amf0.h"
#include "base/bytes.h"

namespace faultcast::rtmp {

/// What a server tolerates; defaults as in the reference (RTMP ingest, 2.4).
struct Limits {
  std::size_t message_max = 4u << 20;   ///< longest message of any kind
  std::size_t command_max = 64u << 10;  ///< longest command, data or control message
  std::size_t partial_max = 8u << 20;   ///< bytes of unfinished messages over all chunk streams
  std::size_t chunk_streams_max = 64;
  std::size_t message_streams_max = 8;
  std::uint32_t chunk_size_min = 1;
  std::size_t media_before_publish_max = 64u << 10;
  std::size_t control_messages_max = 1000;  ///< without a media message between them
};

/// How this server speaks: what it announces after connect.
struct ServerOptions {
  Limits limits;
  std::uint32_t window_ack_size = 5000000;
  std::uint32_t peer_bandwidth = 5000000;
  std::uint32_t chunk_size = 4096;
  bool digest_answer = false;  ///< answer a digest handshake with a digest (1.2); every client accepts plain
  std::uint64_t random_seed = 0;
};

/// The client's connect command, as sent.
struct ConnectRequest {
  std::string app, tc_url, flash_ver, swf_url, page_url;
  amf0::Value command_object;
};

/// The client's publish command: the name as it was on the wire, query included.
struct PublishRequest {
  std::string name;
  std::string type;  ///< "live", "record", "append" or what came
};

/// A finished message of type 8, 9 or 18 (data: `@setDataFrame` stripped, so that body is an FLV script tag).
struct Media {
  enum class Kind : std::uint8_t { audio = 8, video = 9, data = 18 };
  Kind kind;
  std::uint32_t timestamp;  ///< ms, absolute
  ByteView body;            ///< an FLV tag body; media is never empty
};

/// The publisher said that it ends: FCUnpublish, closeStream or deleteStream, whichever came first.
struct PublishEnded {
  std::string command;
};

/// These bytes are not RTMP, or break a limit: the connection is over. One of a fixed list of short names
/// (broken_reasons()), and a sentence with the numbers.
struct Broken {
  std::string reason;
  std::string detail;
};

struct HandshakeDone {
  bool digest;  ///< the client sent a digest
};

using Event = std::variant<HandshakeDone, ConnectRequest, PublishRequest, Media, PublishEnded, Broken>;

class ServerSession {
 public:
  explicit ServerSession(const ServerOptions& options);
  ~ServerSession();
  ServerSession(const ServerSession&) = delete;
  ServerSession& operator=(const ServerSession&) = delete;

  /// The next event of `in`, which shrinks as it is used. None: everything was used, give more.
  std::optional<Event> next(ByteView& in);

  // Answers to ConnectRequest and PublishRequest: exactly one call each, before the next next().
  void accept_connect();
  void reject_connect(std::string_view code, std::string_view description);  ///< _error; the owner closes
  void accept_publish();
  /// onStatus of level error; the owner closes if it wants to
  void refuse_publish(std::string_view code, std::string_view description);

  void send_ping(std::uint32_t timestamp);

  /// Everything to be sent now, in one piece; empty if nothing. The session forgets it.
  Bytes take_output();
  [[nodiscard]] bool has_output() const;

  /// Raw bytes of the last connect or publish command message body, for the journal (empty before).
  [[nodiscard]] ByteView last_command() const;
  [[nodiscard]] std::uint64_t bytes_received() const;
  [[nodiscard]] std::uint32_t peer_chunk_size() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Every Broken::reason that can occur, e.g. "not_rtmp", "chunk_size_zero", "message_too_long".
const std::vector<std::string>& broken_reasons();

}  // namespace faultcast::rtmp
