#pragma once
// A property that a fuzz target holds its subject to.

#include <cstdio>
#include <cstdlib>

namespace faultcast {

inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace faultcast

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
