#pragma once
// One keep-alive HTTP/1.1 connection of the load side: a request out, its answer in, on an epoll that the
// owner waits on. Written for the bench alone, so that every server is measured by the same foreign voice.

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace faultcast::bench {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

struct Answer {
  int status = 0;
  std::string body;  ///< chunks put together
};

/// Reads one answer after the other out of a stream: Content-Length, or chunks.
class HttpAnswerReader {
 public:
  enum class State { more, whole, broken };
  State feed(std::string_view bytes);
  /// Of the last feed() that gave `whole`.
  [[nodiscard]] const Answer& answer() const { return answer_; }

 private:
  bool read_head();
  State read_chunks();

  std::string inbox_;
  Answer answer_;
  bool in_body_ = false, chunked_ = false;
  std::size_t length_ = 0;
};

class HttpClient {
 public:
  enum class Event { none, connected, answered, failed };

  /// `epoll` stays its owner's and outlives it; its events carry `tag`.
  HttpClient(std::string host, std::uint16_t port, int epoll, std::uint64_t tag);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  void connect();
  /// Head, content and tail of a request; the views are to outlive the answer.
  using Pieces = std::array<std::string_view, 3>;
  void send(const Pieces& request);
  /// To be called for each event of its tag.
  Event on_ready(std::uint32_t events);

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool busy() const { return busy_; }
  [[nodiscard]] Time sent_at() const { return sent_at_; }
  [[nodiscard]] const Answer& answer() const { return reader_.answer(); }

 private:
  bool flush();
  Event receive();
  Event fail();

  std::string host_;
  std::uint16_t port_;
  int epoll_;
  std::uint64_t tag_;
  int socket_ = -1;
  bool connected_ = false, busy_ = false, failed_ = false;
  Pieces left_;
  Time sent_at_;
  HttpAnswerReader reader_;
};

}  // namespace faultcast::bench
