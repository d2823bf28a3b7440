#pragma once
// What can be set for event callbacks: the console's part, and the sender's behaviour where the documents
// leave a choice.

#include <string>
#include <vector>

#include "base/clock.h"
#include "setup/setup.h"

namespace faultcast::callback {

const std::vector<setup::Setting>& settings();

/// How delivery is judged and how often it is tried. (Live service reference, 3.1)
enum class Rules {
  y2016,  ///< LVB: the body must say code 0; 3 retries, 3 s apart
  y2019,  ///< CSS: HTTP 200 is enough; 3 retries, 60 s apart, 20 s for an answer
};

struct Behaviour {
  std::string appid, api_key, url;
  Rules rules = Rules::y2016;
  Millis answer_timeout = 0, retry_pause = 0;
  int retries = 0;
  Millis t_ahead = 0;
  bool fixed_t = false, twice = false, end_before_start = false;
  int errcode_other = 0;
  std::string errmsg_other;
  Millis clock_ahead = 0;

  static Behaviour of(const setup::Setup& setup);
};

}  // namespace faultcast::callback
