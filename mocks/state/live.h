#pragma once
// What the live service knows while it runs. Owned by the stage; reset() of the stage empties it.

#include <cstdint>
#include <map>
#include <string>

#include "base/clock.h"

namespace faultcast::state {

struct LiveStream {
  std::uint64_t connection = 0;  ///< who publishes it
  Millis since = 0;
};

struct Live {
  std::map<std::string, LiveStream, std::less<>> publishing;  ///< by stream id: one publisher each
  std::map<std::string, Millis, std::less<>> known;           ///< every stream ever pushed -> since when
  std::map<std::string, Millis, std::less<>> banned;          ///< stream id -> until when, by the live API
  std::map<std::string, Millis, std::less<>> lingering;  ///< stream id -> until when its name stays taken

  [[nodiscard]] bool forbids(const std::string& stream, Millis now) const {
    const auto at = banned.find(stream);
    return at != banned.end() && now < at->second;
  }
};

}  // namespace faultcast::state
