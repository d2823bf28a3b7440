#pragma once
// The client's side of one HTTP/1.1 connection, without a socket: reads answers.

#include <memory>
#include <optional>
#include <string_view>
#include <variant>

#include "http/limits.h"
#include "http/message.h"
#include "http/server_session.h"

namespace faultcast::http {

struct ReplyEnd {};
/// Interim answers (100) are told as a ReplyHead too; a ReplyEnd follows each. The status of a Broken is 502,
/// which is what a gateway would answer in our place.
using ClientEvent = std::variant<ReplyHead, BodyPiece, ReplyEnd, Broken>;

class ClientSession {
 public:
  explicit ClientSession(const Limits& limits = {});
  ~ClientSession();
  ClientSession(const ClientSession&) = delete;
  ClientSession& operator=(const ClientSession&) = delete;

  /// Once per request, before its answer comes, in the order of the requests: an answer to HEAD has no body,
  /// whatever its head says, nor has a good one to CONNECT. An answer nobody announced is one to GET.
  void expect_answer_to(std::string_view method);
  /// As ServerSession::next.
  std::optional<ClientEvent> next(ByteView& bytes);
  /// The peer closed: ends an answer whose body goes on until then. Broken if something is missing, ReplyEnd
  /// if that completed the answer, none if nothing was under way.
  std::optional<ClientEvent> ended();

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace faultcast::http
