#pragma once
// What one side of a connection may make the other hold.

#include <cstddef>
#include <cstdint>

namespace faultcast::http {

struct Limits {
  /// Bytes of a head, start line included, and of a chunk's head or the trailers; more is 431. Above 80 KiB
  /// http-parser's own limit holds.
  std::size_t head = 64 * 1024;
  std::size_t headers = 200;       ///< header lines; more is 431
  std::uint64_t body = 64u << 20;  ///< bytes of a body, as declared or as it comes; more is 413
};

}  // namespace faultcast::http
