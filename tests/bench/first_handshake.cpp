#include "first_handshake.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

extern char** environ;

namespace faultcast::bench {
namespace {

using namespace std::chrono_literals;

class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket() { ::close(descriptor_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  [[nodiscard]] int get() const { return descriptor_; }
  /// Whether the event came within the time.
  [[nodiscard]] bool wait(short events, std::chrono::milliseconds time) const {
    pollfd one{.fd = descriptor_, .events = events, .revents = 0};
    return ::poll(&one, 1, static_cast<int>(time.count())) == 1;
  }

 private:
  int descriptor_;
};

// A child that is told to end, and made to, when this goes out of scope.
class Child {
 public:
  explicit Child(const std::vector<std::string>& command) {
    std::vector<char*> words;
    words.reserve(command.size() + 1);
    for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    const int error = ::posix_spawnp(&id_, words[0], &files, nullptr, words.data(), environ);
    ::posix_spawn_file_actions_destroy(&files);
    if (error != 0) throw std::runtime_error(command[0] + ": " + std::strerror(error));
  }
  ~Child() {
    if (ended()) return;
    ::kill(id_, SIGTERM);
    for (int tries = 0; tries < 200 && !ended(); ++tries) ::poll(nullptr, 0, 10);
    if (ended()) return;
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  bool ended() {
    if (!ended_) ended_ = ::waitpid(id_, nullptr, WNOHANG) != 0;
    return ended_;
  }

 private:
  pid_t id_ = -1;
  bool ended_ = false;
};

bool connected(const Socket& socket) {
  if (!socket.wait(POLLOUT, 1000ms)) return false;
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  return error == 0;
}

// Whether the whole handshake went through; false if the server closed or said too little in the time.
bool shake_hands(const Socket& socket, Time limit) {
  const Bytes hello = opening();
  if (::send(socket.get(), hello.data(), hello.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(hello.size()))
    return false;
  Bytes answer;
  std::array<std::uint8_t, server_handshake> buffer{};
  while (answer.size() < server_handshake) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(limit - Clock::now());
    if (left <= 0ms || !socket.wait(POLLIN, left)) return false;
    const ssize_t count = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
    if (count <= 0) return false;
    answer.insert(answer.end(), buffer.begin(), buffer.begin() + count);
  }
  return ::send(socket.get(), answer.data() + 1, handshake_block, MSG_NOSIGNAL) ==
         static_cast<ssize_t>(handshake_block);
}

}  // namespace

double first_handshake_ms(const std::vector<std::string>& command, const Target& target,
                          std::chrono::seconds limit) {
  if (connected(Socket(start_connecting(target)))) {
    throw std::runtime_error("something listens on port " + std::to_string(target.port) +
                             " before the command started");
  }
  const Time start = Clock::now();
  Child child(command);
  while (Clock::now() < start + limit) {
    const Socket socket(start_connecting(target));
    if (connected(socket) && shake_hands(socket, start + limit)) {
      return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    }
    if (child.ended()) throw std::runtime_error(command[0] + " ended before it took a connection");
    constexpr timespec pause{.tv_sec = 0, .tv_nsec = 50'000};
    ::ppoll(nullptr, 0, &pause, nullptr);
  }
  throw std::runtime_error(command[0] + " took no connection in time");
}

}  // namespace faultcast::bench
