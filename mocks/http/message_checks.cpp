// What is refused while a message is read, and the sentence for it.

#include <fmt/core.h>

#include "base/text.h"
#include "http/message_reader.h"

namespace faultcast::http {

namespace {

constexpr std::size_t excerpt_most = 80;
/// http-parser and the lines themselves contradict each other; no bytes are known that bring this about.
constexpr std::string_view unsure = "the length of the body cannot be told for sure";

bool is_control(std::uint8_t c) {
  return (c < 0x20 && c != '\t') || c == 0x7f;
}

}  // namespace

/// What http-parser would let pass, and what can be said better with the whole line at hand.
bool MessageReader::check_line(std::string_view line) {
  line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  const auto refuse = [&](int status, std::string reason) {
    fail_with(status, std::move(reason));
    return false;
  };
  for (const char c : line) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (is_control(byte) || (lines_ == 0 && byte == '\t'))
      return refuse(400, fmt::format("the byte 0x{:02x} may not stand in a head: '{}'", byte,
                                     excerpt(line, excerpt_most)));
  }
  if (lines_ == 0 || line.empty()) return true;
  if (line.front() == ' ' || line.front() == '\t') {
    return names_ > 0 || refuse(400, "the first header line begins with a blank");
  }
  if (++names_ > limits_.headers)
    return refuse(431, fmt::format("the head has over {} lines", limits_.headers));
  const std::string_view name = line.substr(0, line.find(':'));
  if (name.size() == line.size())
    return refuse(400, fmt::format("a header line has no colon: '{}'", excerpt(line, excerpt_most)));
  if (name.find_first_of(" \t") != std::string_view::npos)
    return refuse(400, fmt::format("a header's name holds a blank: '{}'", excerpt(line, excerpt_most)));
  return true;
}

bool MessageReader::without_body() const {
  if (kind_ == Kind::requests) return parser_.method == HTTP_CONNECT;
  const unsigned status = parser_.status_code;
  return status < 200 || status == 204 || status == 304 || answered_method_ == "HEAD" ||
         (answered_method_ == "CONNECT" && status < 300);
}

/// How long the body is, by the lines themselves; http-parser must have come to the same.
bool MessageReader::check_head() {
  const auto refuse = [&](int status, std::string reason) {
    fail_with(status, std::move(reason));
    return false;
  };
  std::size_t hosts = 0;
  std::string codings;
  for (const Header& header : head_.headers.list) {
    const std::string name = lower(header.name);
    if (name == "host") {
      ++hosts;
    } else if (name == "transfer-encoding") {
      codings += (codings.empty() ? "" : ", ") + lower(header.value);
      head_.chunked = true;
    } else if (name == "content-length") {
      const auto length = parse_unsigned(header.value);
      if (!length) return refuse(400, std::string(unsure));
      if (head_.length && *head_.length != *length)
        return refuse(
            400, fmt::format("two Content-Lengths contradict each other: {} and {}", *head_.length, *length));
      head_.length = *length;
    }
  }
  if (kind_ == Kind::requests && hosts > 1) return refuse(400, "there are several Host lines");
  // RFC 9112 6.3: two readers could find two different ends.
  if (head_.chunked && head_.length)
    return refuse(400, "Content-Length and Transfer-Encoding stand in one head");
  if (without_body()) {
    head_.chunked = false;
    if (kind_ == Kind::requests) head_.length.reset();
    return true;
  }
  if (head_.chunked && codings != "chunked")
    return refuse(
        501, fmt::format("Transfer-Encoding must be 'chunked', not '{}'", excerpt(codings, excerpt_most)));
  if (head_.chunked && kind_ == Kind::requests && head_.minor == 0)
    return refuse(400, "Transfer-Encoding is unknown to HTTP/1.0");
  const bool same_chunked = head_.chunked == ((parser_.flags & F_CHUNKED) != 0);
  const bool same_length = parser_.content_length == head_.length.value_or(UINT64_MAX);
  if (!same_chunked || !same_length) return refuse(400, std::string(unsure));
  if (head_.length.value_or(0) > limits_.body)
    return refuse(
        413, fmt::format("a body of {} bytes is announced, {} are the most", *head_.length, limits_.body));
  until_close_ = kind_ == Kind::replies && !head_.chunked && !head_.length;
  return true;
}

/// Bytes of a chunked body that are not its data: lines of text that end with CRLF.
bool MessageReader::check_framing(ByteView bytes) {
  for (const std::uint8_t byte : bytes) {
    const bool out_of_line = (last_ == '\r') != (byte == '\n');
    if (out_of_line || (is_control(byte) && byte != '\r' && byte != '\n')) {
      fail_with(400, "around the chunks there are bytes that do not belong there");
      return false;
    }
    if (++framing_size_ > limits_.head) {
      fail_with(431, fmt::format("a chunk's head or the trailers are over {} bytes", limits_.head));
      return false;
    }
    before_last_ = last_;
    last_ = byte;
  }
  return true;
}

MessageReader::Event MessageReader::fail_with(int status, std::string reason) {
  broken_ = {status, std::move(reason)};
  state_ = State::broken;
  end_due_ = false;
  held_ = {};
  return Event::broken;
}

MessageReader::Event MessageReader::fail_by_start_line(std::string_view line) {
  return fail_with(400, fmt::format("'{}' is not {}", excerpt(trim(line), excerpt_most),
                                    kind_ == Kind::requests ? "a method, a target without blanks and HTTP/1.1"
                                                            : "HTTP/1.1 and a status of three digits"));
}

MessageReader::Event MessageReader::fail_by_parser(std::string_view line) {
  const std::string shown = excerpt(trim(line), excerpt_most);
  switch (HTTP_PARSER_ERRNO(&parser_)) {
    case HPE_INVALID_METHOD:
      return fail_with(400, fmt::format("the request line begins with no method known here: '{}'", shown));
    case HPE_INVALID_URL:
      return fail_with(400, fmt::format("the target of the request cannot be read: '{}'", shown));
    case HPE_INVALID_VERSION:
    case HPE_INVALID_CONSTANT:
    case HPE_INVALID_STATUS:
      return fail_by_start_line(line);
    case HPE_INVALID_HEADER_TOKEN:
      if (state_ == State::body) return fail_with(400, "a trailer cannot be read");
      return fail_with(400, fmt::format("a header line cannot be read: '{}'", shown));
    case HPE_INVALID_CONTENT_LENGTH:
      if (state_ == State::body && !trailers_)
        return fail_with(413, "the size of a chunk is beyond all bounds");
      // http-parser stops in front of the digit that would not fit any more
      if (parser_.content_length != UINT64_MAX && parser_.content_length > UINT64_MAX / 10 - 1)
        return fail_with(413, fmt::format("a length beyond all bounds is announced: '{}'", shown));
      return fail_with(400, fmt::format("Content-Length is no number: '{}'", shown));
    case HPE_INVALID_CHUNK_SIZE:
      return fail_with(400, "the size of a chunk cannot be read");
    case HPE_HEADER_OVERFLOW:
      return fail_with(431, "the head is larger than http-parser takes");
    default:
      break;
  }
  return fail_with(400, fmt::format("the message cannot be read: {}",
                                    http_errno_description(HTTP_PARSER_ERRNO(&parser_))));
}

}  // namespace faultcast::http
