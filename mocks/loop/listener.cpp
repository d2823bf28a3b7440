#include "loop/listener.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "base/text.h"
#include "loop/connection_body.h"

namespace faultcast::loop {

namespace {

constexpr int backlog = 1024;
constexpr int accepts_per_turn = 64;

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

Result<Address> address_of(const Endpoint& at) {
  Address address;
  const bool v6 = at.host.find(':') != std::string::npos;
  const int parsed =
      v6 ? uv_ip6_addr(at.host.c_str(), at.port, reinterpret_cast<sockaddr_in6*>(&address.storage))
         : uv_ip4_addr(at.host.c_str(), at.port, reinterpret_cast<sockaddr_in*>(&address.storage));
  if (parsed != 0) return fail(fmt::format("'{}' is not an IP address to listen on", printable(at.host)));
  address.size = v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  return address;
}

std::uint16_t port_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<sockaddr_in&>(address).sin_port);
}

// The inode of the socket that listens on this port, from /proc/net/tcp or tcp6 (state 0A).
std::string inode_of_listener(const char* table, std::uint16_t port) {
  std::ifstream file(table);
  std::string line;
  std::getline(file, line);
  const std::string wanted = fmt::format(":{:04X}", port);
  while (std::getline(file, line)) {
    std::istringstream words(line);
    std::string slot, local, remote, state, queues, timer, retransmits, uid, timeout, inode;
    words >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> uid >> timeout >> inode;
    if (state == "0A" && local.ends_with(wanted)) return inode;
  }
  return {};
}

bool holds_inode(const std::string& fd_folder, const std::string& link_text) {
  DIR* folder = opendir(fd_folder.c_str());
  if (folder == nullptr) return false;
  bool found = false;
  while (const dirent* entry = readdir(folder)) {
    std::array<char, 64> target{};
    const auto length = readlink((fd_folder + "/" + entry->d_name).c_str(), target.data(), target.size() - 1);
    if (length > 0 && link_text == target.data()) {
      found = true;
      break;
    }
  }
  closedir(folder);
  return found;
}

}  // namespace

std::optional<std::string> holder_of_port(std::uint16_t port) {
  std::string inode = inode_of_listener("/proc/net/tcp", port);
  if (inode.empty()) inode = inode_of_listener("/proc/net/tcp6", port);
  if (inode.empty()) return std::nullopt;
  DIR* processes = opendir("/proc");
  if (processes == nullptr) return std::nullopt;
  std::optional<std::string> holder;
  while (const dirent* entry = readdir(processes)) {
    const std::string pid = entry->d_name;
    if (!parse_unsigned(pid) || !holds_inode("/proc/" + pid + "/fd", "socket:[" + inode + "]")) continue;
    std::ifstream comm("/proc/" + pid + "/comm");
    std::string name;
    std::getline(comm, name);
    holder = fmt::format("{} ({})", pid, printable(name));
    break;
  }
  closedir(processes);
  return holder;
}

struct Listener::Handle final : LoopHandle {
  Handle(Listener& by, int on) : owner(&by), socket(on) {}
  void close_with_loop() override {
    uv_close(reinterpret_cast<uv_handle_t*>(&poll), [](uv_handle_t* handle) {
      delete static_cast<Handle*>(static_cast<LoopHandle*>(handle->data));
    });
    ::close(socket);
    if (reserve >= 0) ::close(reserve);
  }
  void take_reserve() { reserve = ::open("/dev/null", O_RDONLY | O_CLOEXEC); }

  uv_poll_t poll{};
  Listener* owner;
  int socket;
  int reserve = -1;  // given up to accept, and so refuse, where there are no descriptors left
};

Listener::Listener(Loop& loop, std::function<void(std::unique_ptr<Connection>)> on_connection)
    : loop_(loop), on_connection_(std::move(on_connection)) {}

Listener::~Listener() {
  shut();
  loop_.wire().listening(at_.port, false);
}

Result<std::unique_ptr<Listener>> Listener::bind(
    Loop& loop, const Endpoint& at, std::function<void(std::unique_ptr<Connection>)> on_connection) {
  auto listener = std::unique_ptr<Listener>(new Listener(loop, std::move(on_connection)));
  const auto socket = listener->bound_socket(at, false);
  if (!socket) return fail(socket.error());
  listener->at_ = {at.host, port_of(*socket)};
  if (auto listening = listener->listen_on(*socket); !listening) return fail(listening.error());
  loop.wire().listening(listener->at_.port, true);
  return listener;
}

Result<int> Listener::bound_socket(const Endpoint& at, bool quietly) const {
  const auto address = address_of(at);
  if (!address) return fail(address.error());
  const int fd = ::socket(address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return fail(fmt::format("no socket: {}", std::strerror(errno)));
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&address->storage), address->size) == 0) return fd;
  const int error = errno;
  ::close(fd);
  std::string sentence =
      fmt::format("port {} on {} cannot be taken: {}", at.port, at.host, std::strerror(error));
  if (error == EADDRINUSE && !quietly)
    if (const auto holder = holder_of_port(at.port))
      sentence += fmt::format("; process {} holds it", *holder);
  return fail(sentence);
}

Result<void> Listener::listen_on(int socket) {
  if (::listen(socket, backlog) != 0) {
    const int error = errno;
    ::close(socket);
    std::string sentence =
        fmt::format("port {} on {} cannot be taken: {}", at_.port, at_.host, std::strerror(error));
    if (const auto holder = holder_of_port(at_.port); holder && error == EADDRINUSE)
      sentence += fmt::format("; process {} holds it", *holder);
    return fail(sentence);
  }
  handle_ = new Handle(*this, socket);
  handle_->take_reserve();
  uv_poll_init(loop_.uv(), &handle_->poll, socket);
  handle_->poll.data = static_cast<LoopHandle*>(handle_);
  // libuv's own listening would hide which connections it refuses for want of descriptors.
  uv_poll_start(&handle_->poll, UV_READABLE, [](uv_poll_t* poll, int, int) {
    auto* handle = static_cast<Handle*>(static_cast<LoopHandle*>(poll->data));
    if (handle->owner != nullptr) handle->owner->accept_some();
  });
  door_ = Door::open;
  return {};
}

void Listener::accept_some() {
  for (int i = 0; i < accepts_per_turn; ++i) {
    // A connection that was told of may have shut the door.
    if (handle_ == nullptr) return;
    const int socket = ::accept4(handle_->socket, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (socket >= 0) {
      if (auto connection = Connection::accepted(loop_, socket, nullptr))
        on_connection_(std::move(connection));
      continue;
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;
    if ((errno != EMFILE && errno != ENFILE) || !refuse_one(errno)) return;
  }
}

// Takes the next connection with the descriptor kept for this, and resets it.
bool Listener::refuse_one(int error) {
  if (handle_->reserve >= 0) ::close(handle_->reserve);
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  const int socket =
      ::accept4(handle_->socket, reinterpret_cast<sockaddr*>(&address), &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
  const int why = errno;
  if (socket >= 0) {
    if (!std::exchange(told_shortage_, true))
      fmt::print(stderr, "faultcast: port {} refuses connections: {}\n", at_.port, std::strerror(error));
    const linger at_once{1, 0};
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    const LinkId link{endpoint_of(address).port, at_.port};
    loop_.wire().opened(link, Role::server);
    loop_.wire().closed(link, Role::server);
    ::close(socket);
  }
  handle_->take_reserve();
  if (socket >= 0) return true;
  // Somebody else was faster to take the descriptor: the socket stays readable, and that must not spin.
  if (why == EMFILE || why == ENFILE) uv_sleep(1);
  return false;
}

// A listening socket with the smallest backlog, filled by connections of our own that nobody accepts.
Result<void> Listener::block(int socket) {
  if (::listen(socket, 0) != 0) return fail(fmt::format("port {}: {}", at_.port, std::strerror(errno)));
  const auto address = address_of(at_);
  for (int i = 0; i < 2; ++i) {
    const int filler = ::socket(address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (filler < 0) break;
    // In progress or done: either way it takes a place in the backlog.
    (void)::connect(filler, reinterpret_cast<const sockaddr*>(&address->storage), address->size);
    fillers_.push_back(filler);
  }
  return {};
}

void Listener::shut() {
  if (handle_ != nullptr) {
    handle_->owner = nullptr;
    handle_->close_with_loop();
    handle_ = nullptr;
  }
  for (const int filler : fillers_) ::close(filler);
  fillers_.clear();
  if (idle_socket_ >= 0) ::close(idle_socket_);
  idle_socket_ = -1;
}

Result<void> Listener::set_door(Door door) {
  if (door == door_) return {};
  shut();
  door_ = Door::closed;
  loop_.wire().black_hole(at_.port, door == Door::filtered);
  const auto socket = bound_socket(at_, true);
  if (!socket) return fail(socket.error());
  if (door == Door::open) return listen_on(*socket);
  idle_socket_ = *socket;
  door_ = door;
  return door == Door::filtered ? block(*socket) : Result<void>{};
}

}  // namespace faultcast::loop
