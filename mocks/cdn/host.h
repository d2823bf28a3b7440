#pragma once
// What a download host says: BUCKET-APPID.file.myqcloud.com (CDN), BUCKET-APPID.cosREGION.myqcloud.com
// (origin), BUCKET-APPID.cos.myqcloud.com (origin of the legacy store).

#include <string>
#include <string_view>

namespace faultcast::cdn {

struct Host {
  enum class Kind { cdn, origin, legacy_origin, other } kind = Kind::other;
  std::string bucket, appid;
  std::string region;  ///< of an origin
};
Host parse_host(std::string_view name);

}  // namespace faultcast::cdn
