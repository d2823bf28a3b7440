#pragma once
// The upload signature as the stock backend of 2017 makes it (action GetCOSSign): multi-use, bound to no path, fields
// in the order a b k e t r f, valid for COSKEY_EXPIRED_TIME. (Backend reference, 4)

#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "setup/setup.h"

namespace faultcast::backend {

struct CosSign {
  std::string plain, sign;
};
/// `now`: the true time; the backend's own clock may differ (backend.clock_ahead_s).
CosSign make_cos_sign(const setup::Setup& setup, Millis now, Random& random);

/// The same for one use on one object, which deleting and updating want (e = 0, f = the resource). No stock backend
/// makes it; the reference app's own helper does. `path`: in the bucket, with '/' in front, not encoded.
CosSign make_cos_sign_once(const setup::Setup& setup, std::string_view path, Millis now, Random& random);

}  // namespace faultcast::backend
