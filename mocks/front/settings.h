#pragma once
// The limits of the HTTP port.

#include <vector>

#include "base/clock.h"
#include "setup/setup.h"

namespace faultcast::front {

const std::vector<setup::Setting>& settings();

struct Behaviour {
  Millis idle = 0, head = 0, body = 0;
  std::size_t connections_max = 0;
  static Behaviour of(const setup::Setup& setup);
};

}  // namespace faultcast::front
