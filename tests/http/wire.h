#pragma once
// What a session or the form parser makes of bytes, as lines of text, and the same at every size of fragment.

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/encode.h"
#include "base/text.h"
#include "http/client_session.h"
#include "http/multipart.h"
#include "http/server_session.h"

namespace faultcast::http {

using Lines = std::vector<std::string>;

/// 0 is the whole at once.
inline constexpr std::size_t fragment_sizes[] = {0, 1, 2, 3, 5, 8, 13, 64};

template <class... Fs>
struct Each : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Each(Fs...) -> Each<Fs...>;

/// `take` gets a copy of each fragment, so that nothing can lean on the next one.
template <class Take>
void cut(std::string_view bytes, std::size_t fragment, const Take& take) {
  if (fragment == 0) fragment = std::max<std::size_t>(bytes.size(), 1);
  for (std::size_t at = 0; at < bytes.size(); at += fragment) {
    const std::string_view piece = bytes.substr(at, fragment);
    const Bytes copy(piece.begin(), piece.end());
    take(ByteView(copy));
  }
}

/// Adds to the last line if that began with `name` too: pieces of a body are as large as the fragments.
inline void add_data(Lines& lines, std::string_view name, ByteView bytes) {
  if (lines.empty() || !lines.back().starts_with(name)) lines.emplace_back(name);
  lines.back() += as_text(bytes);
}

inline std::string listed(const Headers& headers) {
  std::string out;
  for (const auto& [name, value] : headers.list) out += fmt::format(" | {}: {}", name, value);
  return out;
}

/// "GET /a HTTP/1.1 | Name: value", "body: …", "end", "400: reason".
inline Lines read_requests(std::string_view bytes, std::size_t fragment = 0, const Limits& limits = {}) {
  ServerSession session(limits);
  Lines lines;
  cut(bytes, fragment, [&](ByteView in) {
    while (const auto event = session.next(in)) {
      std::visit(Each{[&](const RequestHead& head) {
                        lines.push_back(fmt::format("{} {} HTTP/1.{}{}", head.method, head.target, head.minor,
                                                    listed(head.headers)));
                      },
                      [&](const BodyPiece& piece) { add_data(lines, "body: ", piece.bytes); },
                      [&](const RequestEnd&) { lines.emplace_back("end"); },
                      [&](const Broken& broken) {
                        lines.push_back(fmt::format("{}: {}", broken.status, broken.reason));
                      }},
                 *event);
    }
    CHECK(in.empty());
  });
  return lines;
}

inline void check_requests(std::string_view bytes, const Lines& expected, const Limits& limits = {}) {
  for (const std::size_t fragment : fragment_sizes) {
    CAPTURE(fragment);
    CHECK(join(read_requests(bytes, fragment, limits), "\n") == join(expected, "\n"));
  }
}

inline std::string repeat(std::string_view what, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += what;
  return out;
}

}  // namespace faultcast::http
