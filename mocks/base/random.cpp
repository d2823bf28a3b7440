#include "base/random.h"

namespace faultcast {

std::uint64_t Random::fresh_seed() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

std::string Random::text(std::size_t length, std::string_view alphabet) {
  std::string out(length, '\0');
  for (char& c : out) c = alphabet[below(alphabet.size())];
  return out;
}

}  // namespace faultcast
