#pragma once
// A connection played into a session, told as one line per event: what the tests and the fuzz targets
// compare.

#include <fmt/core.h>

#include <string>
#include <vector>

#include "base/encode.h"
#include "rtmp/server_session.h"

namespace faultcast::rtmp {

inline std::string told(const Event& event) {
  struct Teller {
    std::string operator()(const HandshakeDone& e) const {
      return fmt::format("handshake digest={}", e.digest);
    }
    std::string operator()(const ConnectRequest& e) const {
      return fmt::format("connect app={} tcUrl={} flashVer={}", e.app, e.tc_url, e.flash_ver);
    }
    std::string operator()(const PublishRequest& e) const {
      return fmt::format("publish {} {}", e.name, e.type);
    }
    std::string operator()(const Media& e) const {
      const std::string bytes =
          e.body.size() <= 8 ? hex(e.body) : hex(e.body.first(4)) + ".." + hex(e.body.last(4));
      return fmt::format("media {} at {}, {} bytes {}", int(e.kind), e.timestamp, e.body.size(), bytes);
    }
    std::string operator()(const PlayRequest& e) const { return "play " + e.name; }
    std::string operator()(const PlayEnded& e) const { return "play ended " + e.command; }
    std::string operator()(const PublishEnded& e) const { return "ended " + e.command; }
    std::string operator()(const Broken& e) const { return fmt::format("broken {}: {}", e.reason, e.detail); }
  };
  return std::visit(Teller{}, event);
}

/// Takes every event there is, accepts connect and publish, and lets `between` see each event while its views
/// hold.
template <class Between>
void drain(ServerSession& session, ByteView in, std::vector<std::string>& lines, Between between) {
  while (auto event = session.next(in)) {
    lines.push_back(told(*event));
    if (std::holds_alternative<ConnectRequest>(*event)) session.accept_connect();
    if (std::holds_alternative<PublishRequest>(*event)) session.accept_publish();
    if (std::holds_alternative<PlayRequest>(*event)) session.accept_play();
    between(*event);
  }
}
inline void drain(ServerSession& session, ByteView in, std::vector<std::string>& lines) {
  drain(session, in, lines, [](const Event&) {});
}

/// The events of `bytes` in pieces of `next_size()`, each in memory of its own, so that a sanitizer sees
/// every read past the end.
template <class NextSize>
std::vector<std::string> transcript(ByteView bytes, NextSize next_size, const ServerOptions& options = {}) {
  ServerSession session(options);
  std::vector<std::string> lines;
  while (!bytes.empty()) {
    const std::size_t size = std::min<std::size_t>(std::max<std::size_t>(next_size(), 1), bytes.size());
    const Bytes piece(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    drain(session, piece, lines);
    bytes = bytes.subspan(size);
  }
  return lines;
}

}  // namespace faultcast::rtmp
