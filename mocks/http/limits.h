#pragma once
// What one side of a connection may make the other hold.

#include <cstddef>
#include <cstdint>

namespace faultcast::http {

struct Limits {
  std::size_t head = 64 * 1024;    ///< bytes of a head, start line included; more is 431
  std::size_t headers = 200;       ///< header lines; more is 431
  std::uint64_t body = 64u << 20;  ///< bytes of a body, as declared or as it comes; more is 413
};

}  // namespace faultcast::http
