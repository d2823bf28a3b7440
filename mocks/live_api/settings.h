#pragma once
// What can be set for the live HTTP API: its behaviour where the documents leave a choice.

#include <string>
#include <vector>

#include "base/clock.h"
#include "setup/setup.h"

namespace faultcast::live_api {

const std::vector<setup::Setting>& settings();

struct Behaviour {
  std::string appid, api_key;
  Millis skew = 0;
  int ret_sign = 0, ret_time = 0, ret_parameter = 0;
  Millis longest_ban = 0;

  static Behaviour of(const setup::Setup& setup);
};

}  // namespace faultcast::live_api
