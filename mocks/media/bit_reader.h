#pragma once
// Bits, most significant first, with the Exp-Golomb codes of H.264 (section 9.1). Past the end it gives zeros
// and says so afterwards: a caller reads a whole header and asks ok() once.

#include "base/bytes.h"

namespace faultcast::media {

class BitReader {
 public:
  explicit BitReader(ByteView bytes) : bytes_(bytes) {}

  [[nodiscard]] bool ok() const { return ok_; }
  std::uint32_t bits(int count) {
    std::uint32_t out = 0;
    for (int i = 0; i < count; ++i) out = out << 1 | bit();
    return out;
  }
  std::uint32_t unsigned_golomb() {
    int zeros = 0;
    while (ok_ && bit() == 0) ++zeros;
    if (!ok_ || zeros > 31) {
      ok_ = false;
      return 0;
    }
    return (std::uint32_t{1} << zeros) - 1 + bits(zeros);
  }
  std::int32_t signed_golomb() {
    const std::uint32_t code = unsigned_golomb();
    const auto half = static_cast<std::int32_t>(code / 2 + code % 2);
    return code % 2 == 1 ? half : -half;
  }

 private:
  std::uint32_t bit() {
    if (at_ / 8 >= bytes_.size()) {
      ok_ = false;
      return 0;
    }
    const std::uint32_t out = bytes_[at_ / 8] >> (7 - at_ % 8) & 1u;
    ++at_;
    return out;
  }

  ByteView bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace faultcast::media
