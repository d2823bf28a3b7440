#pragma once
// Errors of the environment (a file, a port, bytes that cannot be parsed) are values with a sentence for
// people. A refusal of a service is not an error: see service/verdict.h. A programming error aborts.

#include <fmt/core.h>

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace faultcast {

struct Error {
  std::string message;  ///< one clear sentence: where, what, what is allowed

  /// The same error seen from one level further out: "context: message".
  [[nodiscard]] Error within(std::string_view context) const {
    return {fmt::format("{}: {}", context, message)};
  }
  bool operator==(const Error&) const = default;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(std::string message) {
  return tl::unexpected(Error{std::move(message)});
}
inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected(std::move(error));
}

}  // namespace faultcast
