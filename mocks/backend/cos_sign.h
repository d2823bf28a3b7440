#pragma once
// Upload signatures of the JSON API with the backend's keys. The stock backend of 2017 (action GetCOSSign)
// makes one kind: multi-use, bound to no path, in the order a b k e t r f, valid for COSKEY_EXPIRED_TIME.
// (Backend reference, 4)

#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "setup/setup.h"
#include "sign/cos.h"

namespace faultcast::backend {

struct CosSign {
  std::string plain, sign;
};
/// GetCOSSign. `now`: the true time; the backend's own clock may differ (backend.clock_ahead_s).
CosSign make_cos_sign(const setup::Setup& setup, Millis now, Random& random,
                      sign::CosOrder order = sign::CosOrder::abketrf);

// No stock backend makes these two; the reference app's own helper and the command line do. `path`: in the
// bucket, with '/' in front, not encoded.
/// Multi-use, for what lies at or below a path.
CosSign make_cos_sign_bound(const setup::Setup& setup, std::string_view path, Millis now, Random& random,
                            sign::CosOrder order = sign::CosOrder::abketrf);
/// For one use on one object (e = 0), which deleting and updating want.
CosSign make_cos_sign_once(const setup::Setup& setup, std::string_view path, Millis now, Random& random,
                           sign::CosOrder order = sign::CosOrder::abketrf);

}  // namespace faultcast::backend
