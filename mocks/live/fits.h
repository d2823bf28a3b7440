#pragma once
// What a wrong txSecret would have been right for. The fake knows every key, so it can try them: other keys,
// keys with a stray blank or line end, the stream id with another prefix, txTime in another case or base.

#include <vector>

#include "base/text.h"
#include "live/push.h"
#include "setup/setup.h"

namespace faultcast::live {

struct Fit {
  Text text;            ///< "this txSecret is right for the previous push key"
  std::string setting;  ///< the setting that this fit accuses, if it accuses one
};

/// The nearest explanations, fewest deviations first, at most three; empty if nothing known fits.
std::vector<Fit> fits_of(const Push& push, const setup::Setup& setup);

}  // namespace faultcast::live
