#pragma once
// An event that nothing brought about: for trying a receiver without a push. Every field as a real one of
// that kind would have it, from the setup and the clock.

#include "callback/event.h"

namespace faultcast::callback {

struct MadeUp {
  std::string event = "record";  ///< start, end, record, screenshot; or 1, 0, 100, 200
  std::string stream;            ///< empty: BIZID_anchor01
  Millis duration = 90'000;      ///< of the push, which ends now
  std::string format = "flv";    ///< of a recording: flv, hls, mp4, aac
  int errcode = 1;               ///< of an end
};

/// Reads the members of a JSON object of these names (duration in seconds). Fails with a sentence that says
/// what is allowed.
Result<MadeUp> made_up_from(const Json& json);

/// `now`: the cloud's time.
Result<state::LiveEvent> made_up_event(const MadeUp& wish, const setup::Setup& setup, Millis now,
                                       std::uint64_t number);

}  // namespace faultcast::callback
