#pragma once
// The server's side of one HTTP/1.1 connection, without a socket: bytes in, events out, answers to bytes.
// Tolerant where the object store's front was (bare LF, blank lines between requests, raw UTF-8 in a path);
// strict where tolerance would be a hole (length and chunks together, two different lengths).

#include <optional>
#include <variant>

#include "http/limits.h"
#include "http/message.h"

namespace faultcast::http {

/// Part of the body of the current request. Borrowed: valid until the next call of next().
struct BodyPiece {
  ByteView bytes;
};
/// The current request is complete.
struct RequestEnd {};
/// The bytes make no sense, or break a limit; nothing more can be read. Answer with `status`, then close.
struct Broken {
  int status = 400;
  std::string reason;  ///< for people, one sentence
};
using ServerEvent = std::variant<RequestHead, BodyPiece, RequestEnd, Broken>;

class ServerSession {
 public:
  explicit ServerSession(const Limits& limits = {});
  ~ServerSession();
  ServerSession(const ServerSession&) = delete;
  ServerSession& operator=(const ServerSession&) = delete;

  /// The next event in `bytes`, from whose front it takes what it has used; none: it has used all and wants
  /// more. Ask until there is none: a RequestEnd may come when `bytes` is empty already. Pipelined requests
  /// come one after the other. After Broken, or a request that is the last by its head, there are no events
  /// any more.
  std::optional<ServerEvent> next(ByteView& bytes);

  /// Between two requests, nothing of the next one has come.
  [[nodiscard]] bool idle() const;
  /// The bytes of the current request as they came, the first 16 KiB of them: head and body. Kept until the
  /// head of the next one begins.
  [[nodiscard]] const Bytes& raw() const;
  /// The same, which are gone from here then.
  [[nodiscard]] Bytes take_raw();
  /// How many bytes the current request has had so far.
  [[nodiscard]] std::uint64_t raw_size() const;

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace faultcast::http
