#include "http/server_session.h"

#include "base/text.h"
#include "http/message_reader.h"

namespace faultcast::http {

namespace {

/// "host:port", "[::1]:port" and each without a port, with "user@" in front passed over.
void set_authority(RequestHead& head, std::string_view authority) {
  authority = authority.substr(authority.rfind('@') + 1);
  const auto colon = authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
  head.host = lower(authority.substr(0, colon));
  if (colon == std::string_view::npos) return;
  const auto port = parse_unsigned(authority.substr(colon + 1));
  if (port && *port <= 0xFFFF) head.port = static_cast<std::uint16_t>(*port);
}

/// RFC 9112 3.2: origin, absolute, authority or asterisk form. A target's authority beats Host (3.2.2).
void read_target(RequestHead& head) {
  std::string_view rest = head.target;
  if (head.method == "CONNECT") return set_authority(head, rest);
  if (const std::string* host = head.headers.find("Host")) set_authority(head, *host);
  const auto scheme = rest.find("://");
  if (!rest.starts_with('/') && scheme != std::string_view::npos) {
    head.absolute = true;
    rest.remove_prefix(scheme + 3);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    head.port = 0;
    set_authority(head, authority);
    rest.remove_prefix(authority.size());
  }
  rest = rest.substr(0, rest.find('#'));
  const auto question = rest.find('?');
  if (question != std::string_view::npos) head.query = rest.substr(question + 1);
  rest = rest.substr(0, question);
  if (rest.starts_with('/')) head.path = rest;
}

RequestHead request_head(MessageHead& from) {
  RequestHead head;
  head.method = std::move(from.method);
  head.target = std::move(from.target);
  head.minor = from.minor;
  head.headers = std::move(from.headers);
  head.length = from.length;
  head.chunked = from.chunked;
  head.keep_alive = from.keep_alive;
  const std::string* expect = head.headers.find("Expect");
  head.expects_continue = head.minor > 0 && expect != nullptr && lower(*expect) == "100-continue";
  read_target(head);
  return head;
}

}  // namespace

struct ServerSession::Parser {
  MessageReader reader;
};

ServerSession::ServerSession(const Limits& limits)
    : parser_(new Parser{.reader = {MessageReader::Kind::requests, limits}}) {}
ServerSession::~ServerSession() = default;

std::optional<ServerEvent> ServerSession::next(ByteView& bytes) {
  MessageReader& reader = parser_->reader;
  switch (reader.next(bytes)) {
    case MessageReader::Event::head:
      return request_head(reader.head());
    case MessageReader::Event::body:
      return BodyPiece{reader.body()};
    case MessageReader::Event::end:
      return RequestEnd{};
    case MessageReader::Event::broken:
      return reader.broken();
    case MessageReader::Event::more:
      break;
  }
  return std::nullopt;
}

bool ServerSession::idle() const {
  return parser_->reader.idle();
}
const Bytes& ServerSession::raw() const {
  return parser_->reader.raw();
}
Bytes ServerSession::take_raw() {
  return parser_->reader.take_raw();
}
std::uint64_t ServerSession::raw_size() const {
  return parser_->reader.raw_size();
}

}  // namespace faultcast::http
