#include "http/message_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

namespace faultcast::http {

namespace {

constexpr std::size_t keep_most = 4 * 1024;  ///< a larger buffer for lines is not kept for the next message

bool is_letter(std::uint8_t c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

MessageReader::MessageReader(Kind kind, const Limits& limits) : kind_(kind), limits_(limits) {}

MessageReader::Event MessageReader::next(ByteView& bytes) {
  body_ = {};
  if (end_due_) return finish();
  switch (state_) {
    case State::idle:
      return begin(bytes);
    case State::head:
      return take_lines(bytes);
    case State::body:
      return take_body(bytes);
    case State::closed:
    case State::broken:
      break;
  }
  bytes = {};
  return Event::more;
}

MessageReader::Event MessageReader::ended() {
  body_ = {};
  if (end_due_) return finish();
  if (state_ == State::body && until_close_) return finish();
  if (state_ == State::head) return fail_with(400, "the connection ended in the middle of a head");
  if (state_ == State::body && head_.chunked)
    return fail_with(
        400,
        fmt::format("the connection ended before the last chunk, after {} bytes of the body", body_size_));
  if (state_ == State::body)
    return fail_with(400, fmt::format("the connection ended after {} of {} bytes of the body", body_size_,
                                      head_.length.value_or(0)));
  return Event::more;
}

MessageReader::Event MessageReader::begin(ByteView& bytes) {
  // RFC 9112 2.2: empty lines in front of a request are passed over; old clients send one behind a POST.
  while (!bytes.empty() && (bytes[0] == '\r' || bytes[0] == '\n')) bytes = bytes.subspan(1);
  if (bytes.empty()) return Event::more;

  state_ = State::head;
  raw_.clear();
  raw_.reserve(std::min(bytes.size(), raw_most));  // mostly it is all here
  raw_size_ = 0;
  head_ = {};
  head_size_ = lines_ = names_ = 0;
  in_value_ = true;
  until_close_ = trailers_ = false;
  body_size_ = chunk_left_ = 0;
  framing_size_ = 0;
  before_last_ = last_ = 0;
  // A fresh parser for each message: it would stop for good behind an upgrade or a CONNECT.
  http_parser_init(&parser_, kind_ == Kind::requests ? HTTP_REQUEST : HTTP_RESPONSE);
  parser_.data = this;

  // A line may never come from a peer that speaks something else.
  const std::uint8_t first = bytes[0];
  if (kind_ == Kind::requests ? !is_letter(first) : first != 'H') {
    count(bytes);
    bytes = {};
    if (kind_ == Kind::replies) return fail_with(400, "what came does not begin like an HTTP answer");
    if (first == 0x16) return fail_with(400, "a TLS handshake came where plain HTTP is spoken");
    if (first == 0x03) return fail_with(400, "an RTMP handshake came where HTTP is spoken");
    return fail_with(400, fmt::format("no HTTP request begins with the byte 0x{:02x}", first));
  }
  return take_lines(bytes);
}

MessageReader::Event MessageReader::take_lines(ByteView& bytes) {
  Event event = Event::more;
  while (event == Event::more && !bytes.empty()) {
    const ByteView room = bytes.first(std::min(bytes.size(), limits_.head - head_size_));
    const auto* const line_end =
        room.empty() ? nullptr
                     : static_cast<const std::uint8_t*>(std::memchr(room.data(), '\n', room.size()));
    if (line_end == nullptr && room.size() < bytes.size()) {
      event = fail_with(431, fmt::format("the head is over {} bytes", limits_.head));
      break;
    }
    const ByteView taken =
        line_end == nullptr ? room : room.first(static_cast<std::size_t>(line_end - room.data()) + 1);
    bytes = bytes.subspan(taken.size());
    head_size_ += taken.size();
    count(taken);
    if (line_end == nullptr) {
      append(held_, taken);
      return Event::more;
    }
    if (held_.empty()) {
      event = take_line(as_text(taken));
    } else {
      append(held_, taken);
      event = take_line(as_text(held_));
      held_.clear();
      if (held_.capacity() > keep_most) held_ = {};
    }
  }
  if (event == Event::broken) {
    count(bytes);
    bytes = {};
  }
  return event;
}

MessageReader::Event MessageReader::take_line(std::string_view line) {
  if (!check_line(line)) return Event::broken;
  ++lines_;
  const std::size_t used = execute(line);
  if (stop_ == Stop::head) return end_head(line.substr(used));
  if (HTTP_PARSER_ERRNO(&parser_) != HPE_OK) return fail_by_parser(line);
  if (lines_ == 1) {
    // http-parser takes a missing version for HTTP/0.9
    if (parser_.http_major == 0) return fail_by_start_line(line);
    if (kind_ == Kind::replies && parser_.status_code < 100) return fail_by_start_line(line);
    if (parser_.http_major != 1)
      return fail_with(505, fmt::format("HTTP/{}.{} is not spoken here, HTTP/1.1 is", parser_.http_major,
                                        parser_.http_minor));
  }
  return Event::more;
}

MessageReader::Event MessageReader::end_head(std::string_view rest) {
  head_.minor = parser_.http_minor;
  head_.keep_alive = http_should_keep_alive(&parser_) != 0;
  if (kind_ == Kind::requests) {
    head_.method = http_method_str(static_cast<http_method>(parser_.method));
  } else {
    head_.status = static_cast<int>(parser_.status_code);
  }
  for (Header& header : head_.headers.list) {
    const auto last = header.value.find_last_not_of(" \t");
    header.value.resize(last == std::string::npos ? 0 : last + 1);
  }
  if (!check_head()) return Event::broken;

  state_ = State::body;
  execute(rest);
  if (stop_ == Stop::end) {
    end_due_ = true;
  } else if (HTTP_PARSER_ERRNO(&parser_) != HPE_OK) {
    return fail_by_parser({});
  }
  return Event::head;
}

MessageReader::Event MessageReader::take_body(ByteView& bytes) {
  Event event = Event::more;
  while (event == Event::more && !bytes.empty()) {
    const bool framing = head_.chunked && chunk_left_ == 0;
    std::uint64_t most = bytes.size();
    if (head_.chunked && !framing) most = std::min(most, chunk_left_);
    if (until_close_) most = std::min(most, limits_.body - body_size_);
    if (most == 0) {
      event = fail_with(413, fmt::format("the body grows over {} bytes", limits_.body));
      break;
    }
    const ByteView given = bytes.first(static_cast<std::size_t>(most));
    std::size_t used = execute(as_text(given));
    const Stop stop = stop_;
    // http-parser hands out the last byte of a body before it has used it.
    if (stop == Stop::body && used < given.size()) {
      const std::size_t data_end = static_cast<std::size_t>(body_.data() - given.data()) + body_.size();
      used += execute(as_text(given.subspan(used, data_end - used)));
      end_due_ = stop_ == Stop::end;
    }
    count(given.first(used));
    bytes = bytes.subspan(used);
    if (framing && !check_framing(given.first(used))) {
      event = Event::broken;
    } else if (HTTP_PARSER_ERRNO(&parser_) != HPE_OK) {
      event = fail_by_parser({});
    } else {
      event = act_on(stop);
    }
  }
  if (event == Event::broken) {
    count(bytes);
    bytes = {};
  }
  return event;
}

MessageReader::Event MessageReader::act_on(Stop stop) {
  switch (stop) {
    case Stop::body:
      body_size_ += body_.size();
      if (head_.chunked) chunk_left_ -= body_.size();
      return Event::body;
    case Stop::chunk_head:
      trailers_ = parser_.content_length == 0;
      if (parser_.content_length > limits_.body - body_size_)
        return fail_with(413, fmt::format("the chunked body grows over {} bytes", limits_.body));
      chunk_left_ = parser_.content_length;
      framing_size_ = 0;
      return Event::more;
    case Stop::chunk_end:
      if (before_last_ != '\r' || last_ != '\n')
        return fail_with(400, "behind the data of a chunk there is no CRLF");
      return Event::more;
    case Stop::end:
      return finish();
    case Stop::none:
    case Stop::head:
      break;
  }
  return Event::more;
}

MessageReader::Event MessageReader::finish() {
  end_due_ = false;
  state_ = head_.keep_alive ? State::idle : State::closed;
  return Event::end;
}

/// Runs http-parser until it has used all or one of the callbacks stopped it; it can go on afterwards.
std::size_t MessageReader::execute(std::string_view bytes) {
  stop_ = Stop::none;
  const std::size_t used = http_parser_execute(&parser_, &settings(), bytes.data(), bytes.size());
  if (HTTP_PARSER_ERRNO(&parser_) == HPE_PAUSED) http_parser_pause(&parser_, 0);
  return used;
}

void MessageReader::count(ByteView bytes) {
  raw_size_ += bytes.size();
  append(raw_, bytes.first(std::min(bytes.size(), raw_most - raw_.size())));
}

int MessageReader::stop_at(Stop stop) {
  stop_ = stop;
  http_parser_pause(&parser_, 1);
  return 0;
}

void MessageReader::add_name(std::string_view piece) {
  if (state_ != State::head) return;
  if (in_value_) head_.headers.list.emplace_back();
  in_value_ = false;
  head_.headers.list.back().name += piece;
}

void MessageReader::add_value(std::string_view piece) {
  // http-parser refuses every second Content-Length; check_head() compares them instead.
  parser_.flags &= ~static_cast<unsigned>(F_CONTENTLENGTH);
  if (state_ != State::head) return;
  in_value_ = true;
  head_.headers.list.back().value += piece;
}

const http_parser_settings& MessageReader::settings() {
  static const http_parser_settings all = [] {
    http_parser_settings on;
    http_parser_settings_init(&on);
    on.on_url = [](http_parser* p, const char* at, std::size_t size) {
      self(p).head_.target.append(at, size);
      return 0;
    };
    on.on_status = [](http_parser* p, const char* at, std::size_t size) {
      self(p).head_.reason.append(at, size);
      return 0;
    };
    on.on_header_field = [](http_parser* p, const char* at, std::size_t size) {
      self(p).add_name({at, size});
      return 0;
    };
    on.on_header_value = [](http_parser* p, const char* at, std::size_t size) {
      self(p).add_value({at, size});
      return 0;
    };
    on.on_headers_complete = [](http_parser* p) {
      self(p).stop_at(Stop::head);
      return self(p).without_body() ? 1 : 0;
    };
    on.on_body = [](http_parser* p, const char* at, std::size_t size) {
      self(p).body_ = as_bytes({at, size});
      return self(p).stop_at(Stop::body);
    };
    on.on_chunk_header = [](http_parser* p) { return self(p).stop_at(Stop::chunk_head); };
    // The end of the last chunk comes behind the trailers, right before the end of the message.
    on.on_chunk_complete = [](http_parser* p) {
      return self(p).trailers_ ? 0 : self(p).stop_at(Stop::chunk_end);
    };
    on.on_message_complete = [](http_parser* p) { return self(p).stop_at(Stop::end); };
    return on;
  }();
  return all;
}

}  // namespace faultcast::http
