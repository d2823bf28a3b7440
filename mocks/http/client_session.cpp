#include "http/client_session.h"

#include <deque>

#include "http/message_reader.h"

namespace faultcast::http {

struct ClientSession::Parser {
  MessageReader reader;
  std::deque<std::string> methods = {};  ///< of the requests that wait for their answers

  std::optional<ClientEvent> told(MessageReader::Event event) {
    switch (event) {
      case MessageReader::Event::head:
        return reply_head();
      case MessageReader::Event::body:
        return BodyPiece{reader.body()};
      case MessageReader::Event::end:
        return ReplyEnd{};
      case MessageReader::Event::broken:
        return Broken{502, reader.broken().reason};
      case MessageReader::Event::more:
        break;
    }
    return std::nullopt;
  }

  ReplyHead reply_head() {
    MessageHead& from = reader.head();
    const bool interim = from.status < 200 && from.status != 101;
    if (!interim && !methods.empty()) methods.pop_front();
    ReplyHead head;
    head.status = from.status;
    head.reason = std::move(from.reason);
    head.minor = from.minor;
    head.headers = std::move(from.headers);
    head.length = from.length;
    head.chunked = from.chunked;
    head.keep_alive = from.keep_alive;
    return head;
  }
};

ClientSession::ClientSession(const Limits& limits)
    : parser_(new Parser{.reader = {MessageReader::Kind::replies, limits}}) {}
ClientSession::~ClientSession() = default;

void ClientSession::expect_answer_to(std::string_view method) {
  parser_->methods.emplace_back(method);
}

std::optional<ClientEvent> ClientSession::next(ByteView& bytes) {
  parser_->reader.answers(parser_->methods.empty() ? std::string_view{} : parser_->methods.front());
  return parser_->told(parser_->reader.next(bytes));
}

std::optional<ClientEvent> ClientSession::ended() {
  return parser_->told(parser_->reader.ended());
}

}  // namespace faultcast::http
