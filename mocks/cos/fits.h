#pragma once
// What a refused signature would have been right for. The fake knows every key of both generations, so it can
// try them: other keys, keys with a stray blank, a fileid in another encoding, a text in another layout.

#include <string>
#include <vector>

#include "base/text.h"
#include "cos/judge.h"

namespace faultcast::cos {

struct Fit {
  Text text;            ///< "this signature is right for …"
  std::string setting;  ///< the setting that this fit accuses, if it accuses one
};

// Each gives the nearest explanations, at most three; empty if nothing known fits. Keys appear masked.

/// For one that cannot be read: another spelling, layout or another API's value.
std::vector<Fit> fits_of_unreadable(const std::string& text, const Truth& truth);
/// For one whose digest is wrong, or whose appid, bucket or SecretId is not the right one.
std::vector<Fit> fits_of_digest(const sign::CosSignature& signature, const Asked& asked, const Truth& truth,
                                const Rules& rules);
/// For one whose time is past.
std::vector<Fit> fits_of_expired(const sign::CosSignature& signature, Millis now);
/// For one whose fileid does not cover the resource.
std::vector<Fit> fits_of_fileid(const sign::CosSignature& signature, const Asked& asked);

}  // namespace faultcast::cos
