#include "service/exchange.h"

#include <algorithm>

#include "base/digest.h"

namespace faultcast {

Kept keep(ByteView bytes) {
  constexpr std::size_t most = 16 * 1024;
  const auto head = bytes.first(std::min(bytes.size(), most));
  return {Bytes(head.begin(), head.end()), bytes.size(), bytes.size() > most ? sha256_hex(bytes) : ""};
}

}  // namespace faultcast
