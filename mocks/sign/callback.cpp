#include "sign/callback.h"

#include "base/digest.h"

namespace faultcast::sign {

std::string callback_sign(std::string_view api_key, std::string_view t) {
  return md5_hex(std::string(api_key) + std::string(t));
}

std::string callback_sign(std::string_view api_key, std::int64_t t) {
  return callback_sign(api_key, std::to_string(t));
}

}  // namespace faultcast::sign
