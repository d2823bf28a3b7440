#pragma once
// One event on its way to the receiver: what is told, every attempt so far, and what comes next.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "callback/event.h"

namespace faultcast::callback {

/// One POST and what became of it. Times are the cloud's.
struct Attempt {
  Millis at = 0;
  std::int64_t t = 0;   ///< as sent
  std::string sign;     ///< as sent
  std::string code;     ///< of the code table; empty: begun, and nothing is known of its end
  std::string because;  ///< in English, for people
  int status = 0;       ///< HTTP status of the answer; 0: none came
  std::string answer;   ///< the beginning of its body, printable
};

struct Delivery {
  enum class State {
    waiting,    ///< for its first attempt, or the next one
    sending,    ///< an attempt is begun
    delivered,  ///< confirmed
    given_up,   ///< all attempts failed, or there is nowhere to send it
  };
  std::uint64_t id = 0;
  Event event;
  std::string url;
  State state = State::waiting;
  Millis made = 0, next = 0;
  std::vector<Attempt> attempts;

  [[nodiscard]] bool over() const { return state == State::delivered || state == State::given_up; }
};

std::string_view word_of(Delivery::State state);

Json to_json(const Delivery& delivery);
/// Fails with a sentence if it is none that to_json made.
Result<Delivery> delivery_from(const Json& json);

}  // namespace faultcast::callback
