#pragma once
// One request and its answer as seen on the wire: what the journal keeps and expectations look at.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "service/verdict.h"

namespace faultcast {

/// Bytes of a message as the journal keeps them: the first 16 KiB, and a hash of the whole where there were
/// more.
struct Kept {
  Bytes head;
  std::uint64_t size = 0;
  std::string sha256;  ///< of all of it; only if head is not all
};
Kept keep(ByteView bytes);

struct Exchange {
  std::uint64_t id = 0;  ///< given by the journal, from 1
  std::string service;   ///< "live"
  std::string op;        ///< "connect", "publish", "stream"
  Millis at = 0;         ///< cloud time of the request
  Millis took = 0;
  std::uint64_t connection = 0;
  std::string peer;  ///< address:port of the other side
  Verdict verdict;
  /// What the request said and what the fake found out, in order; values are printable text.
  std::vector<std::pair<std::string, std::string>> fields;
  std::vector<std::string> rules;  ///< ids of the fault rules that were applied
  Kept request, answer;            ///< raw bytes

  [[nodiscard]] const std::string* field(std::string_view name) const {
    for (const auto& [key, value] : fields)
      if (key == name) return &value;
    return nullptr;
  }
};

/// Who wants to know of exchanges: called on the stage's loop thread, once each, complete.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;
  virtual void saw(Exchange exchange) = 0;
};

}  // namespace faultcast
