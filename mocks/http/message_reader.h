#pragma once
// What the two sessions share: http-parser, fed so that nothing depends on how the bytes were cut. The head
// goes in by whole lines; of a body, everything that is not data is looked at once more, because Debian
// builds the library without its strict checks (it takes any two bytes for the CRLF behind a chunk, and
// blanks in names).

#include <http_parser.h>

#include <optional>
#include <string>
#include <utility>

#include "http/limits.h"
#include "http/message.h"
#include "http/server_session.h"

namespace faultcast::http {

/// The start line as it came, and what the head says.
struct MessageHead {
  std::string method, target;  ///< of a request
  int status = 0;              ///< of a reply, as is `reason`
  std::string reason;
  int minor = 1;
  Headers headers;
  std::optional<std::uint64_t> length;
  bool chunked = false;
  bool keep_alive = true;
};

class MessageReader {
 public:
  enum class Kind { requests, replies };
  enum class Event { more, head, body, end, broken };
  static constexpr std::size_t raw_most = 16 * 1024;

  MessageReader(Kind kind, const Limits& limits);
  MessageReader(const MessageReader&) = delete;
  MessageReader& operator=(const MessageReader&) = delete;

  /// Takes what it has used from the front of `bytes`; all of them when it wants more.
  Event next(ByteView& bytes);
  /// The peer closed. `end` if that completed a reply, `more` if nothing was under way.
  Event ended();

  // Of the last event:
  [[nodiscard]] MessageHead& head() { return head_; }
  [[nodiscard]] ByteView body() const { return body_; }
  [[nodiscard]] const Broken& broken() const { return broken_; }

  /// Of the request that the next reply answers.
  void answers(std::string_view method) { answered_method_ = method; }

  [[nodiscard]] bool idle() const { return state_ == State::idle; }
  [[nodiscard]] const Bytes& raw() const { return raw_; }
  [[nodiscard]] Bytes take_raw() { return std::move(raw_); }
  [[nodiscard]] std::uint64_t raw_size() const { return raw_size_; }

 private:
  /// closed: the message said that it is the last.
  enum class State { idle, head, body, closed, broken };
  /// What http-parser stopped at.
  enum class Stop { none, head, chunk_head, chunk_end, body, end };

  Event begin(ByteView& bytes);
  Event take_lines(ByteView& bytes);
  Event take_line(std::string_view line);
  Event end_head(std::string_view rest);
  Event take_body(ByteView& bytes);
  Event act_on(Stop stop);
  Event finish();
  Event fail_with(int status, std::string reason);
  Event fail_by_start_line(std::string_view line);
  Event fail_by_parser(std::string_view line);

  [[nodiscard]] bool without_body() const;
  bool check_line(std::string_view line);
  bool check_head();
  bool check_framing(ByteView bytes);
  std::size_t execute(std::string_view bytes);
  void count(ByteView bytes);

  static const http_parser_settings& settings();
  static MessageReader& self(http_parser* parser) { return *static_cast<MessageReader*>(parser->data); }
  int stop_at(Stop stop);
  void add_name(std::string_view piece);
  void add_value(std::string_view piece);

  const Kind kind_;
  const Limits limits_;
  http_parser parser_{};
  State state_ = State::idle;
  Stop stop_ = Stop::none;
  bool end_due_ = false;
  Bytes held_;  ///< the beginning of a line of the head
  std::size_t head_size_ = 0, lines_ = 0, names_ = 0;
  bool in_value_ = true;
  MessageHead head_;
  ByteView body_;
  bool until_close_ = false, trailers_ = false;
  std::uint64_t body_size_ = 0, chunk_left_ = 0;
  std::size_t framing_size_ = 0;  ///< since the last chunk's head
  std::uint8_t before_last_ = 0, last_ = 0;
  Broken broken_;
  std::string answered_method_;
  Bytes raw_;
  std::uint64_t raw_size_ = 0;
};

}  // namespace faultcast::http
