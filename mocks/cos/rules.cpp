#include "cos/rules.h"

namespace faultcast::cos {

Rules v4_rules() {
  using enum Step;
  Rules rules;
  rules.order = {present, readable, appid, bucket, key_known, owner,
                 blocked, digest,   kind,  expiry, fileid,    unused};
  rules.name = {"v4", "新版（v4）"};
  rules.other_name = {"legacy", "旧版（v3）"};
  return rules;
}

Rules legacy_rules() {
  using enum Step;
  Rules rules;
  rules.order = {present, readable, appid, bucket, appid_known, key_known, owner,
                 blocked, digest,   kind,  unused, expiry,      fileid};
  rules.foreign = "ERROR_PROXY_AUTH_FAILED";
  rules.bound_once_for_multi = true;
  rules.once_by_prefix = true;
  rules.name = {"legacy", "旧版（v3）"};
  rules.other_name = {"v4", "新版（v4）"};
  return rules;
}

}  // namespace faultcast::cos
