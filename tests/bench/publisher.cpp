#include "publisher.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace faultcast::bench {
namespace {

std::string system_text(int error) {
  return std::strerror(error);
}  // NOLINT(concurrency-mt-unsafe): one thread

}  // namespace

int start_connecting(const Target& target) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) throw std::runtime_error("socket: " + system_text(errno));
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(target.port);
  if (::inet_pton(AF_INET, target.host.c_str(), &address.sin_addr) != 1) {
    ::close(socket);
    throw std::runtime_error(target.host + " is not an IPv4 address");
  }
  // A failure shows itself as an event on the socket, like one that comes later.
  (void)::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  return socket;
}

Publisher::Publisher(const Target& target, const Reel& reel, std::string name, int epoll)
    : target_(target), reel_(reel), name_(std::move(name)), epoll_(epoll) {}

Publisher::~Publisher() {
  if (socket_ >= 0) ::close(socket_);
}

void Publisher::start(std::uint64_t key, Time now) {
  key_ = key;
  started_ = now;
  socket_ = start_connecting(target_);
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP, .data = {.u64 = key_}};
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket_, &event);
}

void Publisher::on_ready(std::uint32_t events, Time now) {
  if (socket_ < 0) return;
  if (state_ == State::connecting) {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return fail("connect: " + system_text(error));
    if ((events & EPOLLOUT) == 0) return;
    state_ = State::shaking_hands;
    watch(false);
    send(opening());
  } else if ((events & EPOLLOUT) != 0) {
    flush();
  }
  if (socket_ >= 0 && (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) read_all(now);
}

void Publisher::read_all(Time now) {
  static std::uint8_t buffer[65536];
  while (socket_ >= 0) {
    const ssize_t count = ::recv(socket_, buffer, sizeof buffer, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count < 0) return fail("receive: " + system_text(errno));
    if (count == 0) return fail("closed by the server");
    take(buffer, static_cast<std::size_t>(count), now);
  }
}

void Publisher::take(const std::uint8_t* bytes, std::size_t count, Time now) {
  if (state_ != State::shaking_hands) {
    answers_.feed(bytes, count);
    return take_answers(now);
  }
  handshake_.insert(handshake_.end(), bytes, bytes + count);
  if (handshake_.size() < server_handshake) return;
  Bytes reply(handshake_.begin() + 1, handshake_.begin() + 1 + handshake_block);
  const Bytes size = set_chunk_size(target_.chunk_size);
  const std::string url = "rtmp://" + target_.host + ":" + std::to_string(target_.port) + "/" + target_.app;
  const Bytes connect = connect_command(target_.app, url, target_.chunk_size);
  reply.insert(reply.end(), size.begin(), size.end());
  reply.insert(reply.end(), connect.begin(), connect.end());
  state_ = State::asking;
  send(reply);
  answers_.feed(handshake_.data() + server_handshake, handshake_.size() - server_handshake);
  handshake_ = {};
  take_answers(now);
}

void Publisher::take_answers(Time now) {
  constexpr std::uint8_t user_control = 4;
  constexpr std::uint8_t command = 20;
  while (socket_ >= 0) {
    const auto answer = answers_.next();
    if (!answer) return;
    if (answer->type == command) take_command(parse_command(answer->body), now);
    const Bytes& body = answer->body;
    if (answer->type == user_control && body.size() >= 6 && body[0] == 0 && body[1] == 6) {
      send(ping_answer(std::uint32_t{body[2]} << 24 | std::uint32_t{body[3]} << 16 |
                       std::uint32_t{body[4]} << 8 | body[5]));
    }
  }
}

void Publisher::take_command(const CommandAnswer& answer, Time now) {
  if (answer.name == "_error") return fail("_error " + answer.code);
  if (answer.name == "_result" && answer.transaction == connect_id) {
    return send(stream_commands(name_, target_.chunk_size));
  }
  if (answer.name == "_result" && answer.transaction == create_id) {
    stream_id_ = answer.stream_id.value_or(1);
    return send(publish_command(name_, stream_id_, target_.chunk_size));
  }
  if (answer.name != "onStatus") return;
  if (state_ == State::asking && answer.code == "NetStream.Publish.Start") return begin_stream(now);
  fail(answer.code);
}

void Publisher::begin_stream(Time now) {
  admitted_ = now;
  state_ = State::streaming;
  if (!reel_.metadata.empty()) send(metadata_message(reel_.metadata, stream_id_, target_.chunk_size));
}

Time Publisher::due() const {
  return admitted_ + std::chrono::milliseconds(rounds_ * reel_.length_ms + reel_.tags[next_tag_].at_ms);
}

void Publisher::send_due() {
  const Tag& tag = reel_.tags[next_tag_];
  const std::size_t which = tag.type == TagType::video ? 1 : 0;
  const auto at = static_cast<std::uint32_t>(rounds_ * reel_.length_ms + tag.at_ms);
  const bool first = !begun_[which];
  const Bytes head = media_head(tag, first, first ? at : at - last_ms_[which], stream_id_);
  begun_[which] = true;
  last_ms_[which] = at;
  if (++next_tag_ == reel_.tags.size()) {
    next_tag_ = 0;
    ++rounds_;
  }
  send(head, tag.chunked);
}

// Both parts in one call; what the socket does not take is kept until it is writable again.
void Publisher::send(const Bytes& head, const Bytes& body) {
  if (socket_ < 0) return;
  std::size_t sent = 0;
  if (unsent_.empty()) {
    iovec parts[] = {{const_cast<std::uint8_t*>(head.data()), head.size()},
                     {const_cast<std::uint8_t*>(body.data()), body.size()}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = body.empty() ? 1 : 2;
    const ssize_t count = ::sendmsg(socket_, &message, MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN) return fail("send: " + system_text(errno));
    sent = count < 0 ? 0 : static_cast<std::size_t>(count);
    bytes_sent_ += sent;
    if (sent == head.size() + body.size()) return;
  }
  const std::size_t of_head = std::min(sent, head.size());
  unsent_.insert(unsent_.end(), head.begin() + static_cast<std::ptrdiff_t>(of_head), head.end());
  unsent_.insert(unsent_.end(), body.begin() + static_cast<std::ptrdiff_t>(sent - of_head), body.end());
  watch(true);
}

void Publisher::flush() {
  if (unsent_.empty()) return watch(false);
  const ssize_t count = ::send(socket_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
  if (count < 0 && errno == EAGAIN) return;
  if (count < 0) return fail("send: " + system_text(errno));
  bytes_sent_ += static_cast<std::uint64_t>(count);
  unsent_.erase(unsent_.begin(), unsent_.begin() + count);
  if (unsent_.empty()) watch(false);
}

void Publisher::watch(bool writable) {
  epoll_event event{.events = EPOLLIN | EPOLLRDHUP, .data = {.u64 = key_}};
  if (writable) event.events |= EPOLLOUT;
  ::epoll_ctl(epoll_, EPOLL_CTL_MOD, socket_, &event);
}

void Publisher::fail(std::string reason) {
  end(state_ == State::streaming ? State::dropped : State::refused, std::move(reason));
}

void Publisher::give_up(std::string reason) {
  end(State::refused, std::move(reason));
}

void Publisher::finish() {
  if (socket_ < 0) return;
  if (state_ == State::streaming && unsent_.empty()) send(goodbye(name_, stream_id_, target_.chunk_size));
  if (state_ == State::streaming) end(State::finished, {});
}

void Publisher::end(State how, std::string reason) {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  unsent_ = {};
  state_ = how;
  reason_ = std::move(reason);
}

}  // namespace faultcast::bench
