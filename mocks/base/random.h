#pragma once
// Randomness comes from outside, with a seed that is printed: the same seed plays the same run.

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace faultcast {

class Random {
 public:
  explicit Random(std::uint64_t seed) : seed_(seed), engine_(seed) {}
  /// A seed nobody knows beforehand.
  static std::uint64_t fresh_seed();

  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  /// 0 .. bound-1; bound 0 gives 0.
  std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : engine_() % bound; }
  /// True once in n on average; n of 0 or 1 is always true.
  bool one_in(std::uint64_t n) { return n <= 1 || below(n) == 0; }
  /// `length` characters, each out of `alphabet`.
  std::string text(std::size_t length, std::string_view alphabet);
  std::uint8_t byte() { return static_cast<std::uint8_t>(engine_()); }

 private:
  std::uint64_t seed_;
  std::mt19937_64 engine_;
};

}  // namespace faultcast
