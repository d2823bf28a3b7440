#pragma once
// The machine's own resolver, asked without waiting: for addresses that a user has written down (a callback
// URL), never for cloud names.

#include <memory>
#include <string>

#include "base/callback.h"
#include "base/result.h"
#include "loop/loop.h"

namespace faultcast::loop {

/// One question. Destroying it takes it back.
class Lookup {
 public:
  /// `done` once, from the loop, not from within this call: the first numeric address, or a sentence.
  Lookup(Loop& loop, const std::string& host, Callback<void(Result<std::string>)> done);
  ~Lookup();
  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;

 private:
  struct Question;
  Question* question_;  // outlives this object until libuv is done with it
};

}  // namespace faultcast::loop
