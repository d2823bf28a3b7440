#include "sign/txsecret.h"

#include "base/digest.h"

namespace faultcast::sign {

std::string txsecret(std::string_view push_key, std::string_view stream_id, std::string_view txtime) {
  std::string text;
  text.reserve(push_key.size() + stream_id.size() + txtime.size());
  text.append(push_key).append(stream_id).append(txtime);
  return md5_hex(text);
}

}  // namespace faultcast::sign
