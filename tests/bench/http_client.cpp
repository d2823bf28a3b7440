#include "http_client.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

namespace faultcast::bench {

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// Of a head in lower case; "" if it has none of that name.
std::string_view header(std::string_view head, std::string_view name_and_colon) {
  const auto at = head.find(name_and_colon);
  if (at == std::string_view::npos) return {};
  std::string_view value = head.substr(at + name_and_colon.size());
  value = value.substr(0, value.find("\r\n"));
  return value.substr(std::min(value.find_first_not_of(' '), value.size()));
}

}  // namespace

HttpAnswerReader::State HttpAnswerReader::feed(std::string_view bytes) {
  inbox_ += bytes;
  if (!in_body_) {
    answer_ = {};
    if (!inbox_.starts_with(std::string_view("HTTP/1.").substr(0, inbox_.size()))) return State::broken;
    if (!read_head()) return State::more;
    in_body_ = true;
  }
  if (chunked_) return read_chunks();
  if (inbox_.size() < length_) return State::more;
  answer_.body = inbox_.substr(0, length_);
  inbox_.erase(0, length_);
  in_body_ = false;
  return State::whole;
}

bool HttpAnswerReader::read_head() {
  const auto end = inbox_.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  const std::string head = lower(std::string_view(inbox_).substr(0, end + 2));
  inbox_.erase(0, end + 4);
  answer_.status = std::atoi(head.c_str() + std::min<std::size_t>(9, head.size()));
  chunked_ = header(head, "\r\ntransfer-encoding:") == "chunked";
  length_ = std::strtoull(std::string(header(head, "\r\ncontent-length:")).c_str(), nullptr, 10);
  return true;
}

HttpAnswerReader::State HttpAnswerReader::read_chunks() {
  for (;;) {
    const auto line_end = inbox_.find("\r\n");
    if (line_end == std::string::npos) return State::more;
    const std::size_t size = std::strtoull(inbox_.c_str(), nullptr, 16);
    if (inbox_.size() < line_end + 2 + size + 2) return State::more;
    answer_.body.append(inbox_, line_end + 2, size);
    inbox_.erase(0, line_end + 2 + size + 2);
    if (size > 0) continue;
    in_body_ = false;
    return State::whole;
  }
}

HttpClient::HttpClient(std::string host, std::uint16_t port, int epoll, std::uint64_t tag)
    : host_(std::move(host)), port_(port), epoll_(epoll), tag_(tag) {}

HttpClient::~HttpClient() {
  if (socket_ >= 0) ::close(socket_);
}

void HttpClient::connect() {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port_);
  const int on = 1;
  if (socket_ < 0 || ::inet_pton(AF_INET, host_.c_str(), &to.sin_addr) != 1 ||
      ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 ||
      (::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0 && errno != EINPROGRESS)) {
    failed_ = true;
    return;
  }
  // By edges: told once for each change, and then read and written until the kernel has no more.
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data = {.u64 = tag_}};
  failed_ = ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket_, &event) != 0;
}

void HttpClient::send(const Pieces& request) {
  left_ = request;
  busy_ = true;
  sent_at_ = Clock::now();
  if (connected_ && !flush()) fail();
}

/// False if the connection is gone.
bool HttpClient::flush() {
  for (;;) {
    std::array<iovec, std::tuple_size_v<Pieces>> parts{};
    std::size_t size = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      parts[i] = {.iov_base = const_cast<char*>(left_[i].data()), .iov_len = left_[i].size()};
      size += left_[i].size();
    }
    if (size == 0) return true;
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    const ssize_t taken = ::sendmsg(socket_, &message, MSG_NOSIGNAL);
    if (taken < 0) return errno == EAGAIN || errno == EINTR;
    auto rest = static_cast<std::size_t>(taken);
    for (auto& piece : left_) {
      const std::size_t gone = std::min(rest, piece.size());
      piece.remove_prefix(gone);
      rest -= gone;
    }
  }
}

HttpClient::Event HttpClient::fail() {
  failed_ = true;
  busy_ = false;
  return Event::failed;
}

HttpClient::Event HttpClient::on_ready(std::uint32_t events) {
  if (failed_) return Event::none;
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) return fail();
  Event event = Event::none;
  if (!connected_) {
    if ((events & EPOLLOUT) == 0) return Event::none;
    connected_ = true;
    event = Event::connected;
  }
  if (busy_ && !flush()) return fail();
  if ((events & (EPOLLIN | EPOLLRDHUP)) == 0) return event;
  const Event received = receive();
  return received == Event::none ? event : received;
}

HttpClient::Event HttpClient::receive() {
  std::array<char, 16 * 1024> buffer{};
  Event event = Event::none;
  for (;;) {
    const ssize_t count = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return event;
    // A server may close behind its last answer; that answer counts.
    if (count <= 0) {
      fail();
      return event == Event::answered ? event : Event::failed;
    }
    const auto state = reader_.feed({buffer.data(), static_cast<std::size_t>(count)});
    if (state == HttpAnswerReader::State::broken) return fail();
    if (state == HttpAnswerReader::State::whole) {
      busy_ = false;
      event = Event::answered;
    }
  }
}

}  // namespace faultcast::bench
