#pragma once
// What one generation of the object store knows while it runs, beside the objects themselves. Owned by the
// stage; reset() of the stage empties it.

#include <map>
#include <set>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "store/assembly.h"

namespace faultcast::state {

/// A slice upload that was begun and not finished.
struct SliceUpload {
  std::string bucket, key;
  std::uint64_t size = 0, slice_size = 0;
  std::string sha;  ///< of the whole, lower case; empty: not said
  std::string biz_attr;
  bool insert_only = true;
  std::map<std::uint64_t, std::string> declared_sums;  ///< datasha by offset, as init gave them
  Millis since = 0;
  std::unique_ptr<store::Assembly> content;
};

struct Cos {
  explicit Cos(std::uint64_t seed) : random(seed) {}
  std::set<std::string, std::less<>> used_signs;            ///< once-signatures that let a request in
  std::map<std::string, SliceUpload, std::less<>> uploads;  ///< by session
  Random random;                                            ///< of request ids, sessions, vids
  std::uint64_t requests = 0;
};

}  // namespace faultcast::state
