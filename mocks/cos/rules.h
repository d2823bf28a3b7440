#pragma once
// What the two generations of the JSON API check differently, as data. Codes are names of their tables.

#include <cstdint>
#include <string>
#include <vector>

#include "base/text.h"

namespace faultcast::cos {

enum class Step {
  present,
  readable,
  appid,        ///< URL against a
  bucket,       ///< URL against b
  appid_known,  ///< anybody's here?
  key_known,
  owner,  ///< k belongs to a
  blocked,
  digest,
  kind,  ///< e and f against what the operation takes
  unused,
  expiry,
  fileid,
};

struct Rules {
  std::vector<Step> order;  ///< the first that fails decides
  std::string malformed = "ERROR_CGI_AUTHORIZATION";
  std::string expired = "ERROR_PROXY_AUTH_EXPIRED";
  /// For an appid or SecretId that only the other generation has; empty: as for one nobody has.
  std::string foreign;
  /// A multi signature where a once-signature is wanted; empty: let in.
  std::string multi_for_once = "ERROR_PROXY_AUTH_ONCESIGN_EXPIREDNOTEMPTY";
  /// Where a multi signature is wanted, one with e=0 is refused only if it is bound to nothing.
  bool bound_once_for_multi = false;
  /// A once-signature's fileid may be a prefix of the resource.
  bool once_by_prefix = false;
  /// An expiry farther ahead than this is refused as if it had passed; 0: none is. (COS v4 reference, 2.2)
  std::uint64_t expiry_limit_s = 0;
  Text name, other_name;  ///< the generation and the other one, for sentences: "v4", "legacy"
};

/// COS v4 reference, 4.6. `expired`: its option ERROR_PROXY_S3_AUTH_EXPIRED; `malformed`: its option
/// ERROR_PROXY_AUTH_UNPACK.
Rules v4_rules();
/// COS legacy reference, 3.1 and 9.
Rules legacy_rules();

}  // namespace faultcast::cos
