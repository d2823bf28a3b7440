#pragma once
// The server's side of one RTMP connection, without a socket: bytes in, events and answer bytes out.
// A pull parser: the owner hands over what arrived and takes one event after the other until none is left.
//
//   ByteView in = …what the socket gave…;
//   while (auto event = session.next(in)) handle(*event);     // in is used up when next() gives none
//   write(session.take_output());
//
// Views inside an event are valid until the next call of next(). What the protocol answers by itself
// (handshake, acks, pings, createStream, releaseStream …) is in the output already; the questions that
// somebody else decides, connect, publish and play, are events that wait for an answer_… call. The session
// never closes anything: after Broken (which comes once; later input is swallowed) the owner sends what is in
// the output and closes. Times: the session has none; deadlines are the owner's (rtmp.md 2.4).

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "amf/amf0.h"
#include "base/bytes.h"
#include "rtmp/limits.h"

namespace faultcast::rtmp {

/// How this server speaks: what it announces after connect.
struct ServerOptions {
  Limits limits;
  std::uint32_t window_ack_size = 5000000;
  std::uint32_t peer_bandwidth = 5000000;
  std::uint32_t chunk_size = 4096;
  bool digest_answer = false;  ///< answer a digest handshake with a digest (1.2); every client accepts plain
  std::uint64_t random_seed = 0;
};

/// The client's connect command, as sent; a field that is missing or no string is empty.
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

/// The client's play command: the name as it was on the wire, query included.
struct PlayRequest {
  std::string name;
};

/// The viewer said that it ends: closeStream or deleteStream.
struct PlayEnded {
  std::string command;
};

struct HandshakeDone {
  bool digest;  ///< the client sent a digest
};

using Event = std::variant<HandshakeDone, ConnectRequest, PublishRequest, Media, PublishEnded, PlayRequest,
                           PlayEnded, Broken>;

class ServerSession {
 public:
  explicit ServerSession(const ServerOptions& options);
  ~ServerSession();
  ServerSession(const ServerSession&) = delete;
  ServerSession& operator=(const ServerSession&) = delete;

  /// The next event of `in`, which shrinks as it is used. None: everything was used, give more.
  std::optional<Event> next(ByteView& in);

  // Answers to ConnectRequest, PublishRequest and PlayRequest: exactly one call each, before the next next().
  void accept_connect();
  void reject_connect(std::string_view code, std::string_view description);  ///< _error; the owner closes
  void accept_publish();
  /// onStatus of level error; the owner closes if it wants to
  void refuse_publish(std::string_view code, std::string_view description);

  /// Stream Begin, Play.Reset, Play.Start, |RtmpSampleAccess (3.4)
  void accept_play();
  /// onStatus of level error; the owner closes if it wants to
  void refuse_play(std::string_view code, std::string_view description);
  /// After accept_play(): one message of type 8, 9 or 18; `body` is an FLV tag body.
  void send_media(std::uint8_t type, std::uint32_t timestamp, ByteView body);
  /// The stream is gone: Play.UnpublishNotify, Stream EOF.
  void end_play();

  void send_ping(std::uint32_t timestamp);

  /// Everything to be sent now, in one piece; empty if nothing. The session forgets it.
  Bytes take_output();
  [[nodiscard]] bool has_output() const;

  /// Raw bytes of the last connect or publish command message body, for the journal (empty before).
  [[nodiscard]] ByteView last_command() const;
  [[nodiscard]] std::uint64_t bytes_received() const;
  [[nodiscard]] std::uint32_t peer_chunk_size() const;
  /// Messages that were ignored: unknown types, malformed data, empty media, media while nothing is
  /// published.
  [[nodiscard]] std::uint64_t messages_dropped() const;
  /// Memory that this session holds in buffers right now.
  [[nodiscard]] std::size_t bytes_held() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Every Broken::reason that can occur, e.g. "not_rtmp", "chunk_size_zero", "message_too_long".
const std::vector<std::string>& broken_reasons();

}  // namespace faultcast::rtmp
