#pragma once
// The publisher's side of one RTMP connection, without a socket; same manner as ServerSession. Flow and field
// order follow librtmp (RTMP ingest, 3.2), which the mobile SDK of the time is built on [inferred].

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "base/bytes.h"

namespace faultcast::rtmp {

struct ClientOptions {
  std::string app = "live";
  std::string tc_url;
  std::string stream_name;  ///< with its query, as it goes on the wire
  std::string flash_ver = "FMLE/3.0 (compatible; FMSc/1.0)";
  std::uint32_t chunk_size =
      4096;  ///< announced before connect, as OBS does; 128 (the default): not announced
  std::uint64_t random_seed = 0;
};

struct ClientHandshakeDone {};
struct ClientConnected {};       ///< NetConnection.Connect.Success
struct ClientPublishStarted {};  ///< NetStream.Publish.Start
/// The server refused in words: an _error to connect, createStream or publish; an onStatus of level "error"
/// or, before the start, of another code than NetStream.Publish.Start; or its command `close` (code "close").
/// May also come while publishing. Once per connection.
struct ClientRefused {
  std::string level, code, description;
};
/// The server's bytes are no RTMP: "name: sentence" with a name of broken_reasons(). Comes once.
struct ClientBroken {
  std::string reason;
};
using ClientEvent =
    std::variant<ClientHandshakeDone, ClientConnected, ClientPublishStarted, ClientRefused, ClientBroken>;

class ClientSession {
 public:
  explicit ClientSession(const ClientOptions& options);
  ~ClientSession();
  ClientSession(const ClientSession&) = delete;
  ClientSession& operator=(const ClientSession&) = delete;

  /// C0 and C1 go to the output; the rest follows by itself as answers arrive.
  void start();
  std::optional<ClientEvent> next(ByteView& in);

  /// After ClientPublishStarted: one FLV tag body. `type` 8, 9 or 18 (18 gets `@setDataFrame` put in front).
  /// Before it, after finish() and after a refusal the tag is dropped.
  void send_tag(std::uint8_t type, std::uint32_t timestamp, ByteView body);
  /// FCUnpublish, deleteStream; nothing if nothing was published.
  void finish();

  Bytes take_output();
  [[nodiscard]] bool has_output() const;
  [[nodiscard]] std::uint64_t bytes_received() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace faultcast::rtmp
