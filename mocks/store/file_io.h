#pragma once
// Whole writes and reads at a place, over calls that may do less than they were asked to.

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"

namespace faultcast::store {

/// Closes what it holds.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  explicit operator bool() const { return number_ >= 0; }
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

/// `what`: the file as the sentence of a failure calls it.
inline Result<void> write_all(int descriptor, ByteView bytes, std::string_view what) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(fmt::format("{} cannot be written: {}", what, std::strerror(errno)));
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

inline Result<void> write_at(int descriptor, std::uint64_t to, ByteView bytes, std::string_view what) {
  while (!bytes.empty()) {
    const auto written = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(to));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(fmt::format("{} cannot be written: {}", what, std::strerror(errno)));
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    to += static_cast<std::uint64_t>(written);
  }
  return {};
}

/// Empty if not all of it can be read.
inline Bytes read_at(int descriptor, std::uint64_t from, std::size_t length) {
  Bytes bytes(length);
  for (std::size_t done = 0; done < length;) {
    const auto got = ::pread(descriptor, bytes.data() + done, length - done, static_cast<off_t>(from + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return {};
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace faultcast::store
