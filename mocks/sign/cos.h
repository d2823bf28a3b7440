#pragma once
// The signature of the object store's JSON API, legacy and v4 alike:
//   sign = base64( HMAC-SHA1(SecretKey, plain) || plain ),  plain = "a=…&b=…&k=…&e=…&t=…&r=…&f=…"
// The fields come in several orders; the digest is made over the bytes as they are. (COS v4 reference, 2; COS
// legacy reference, 3)

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/text.h"

namespace faultcast::sign {

/// The fields of the plain text. Numbers stay text: they are compared and shown as they came.
struct CosFields {
  std::string appid, bucket, secret_id, expiry, time, random, fileid;
  bool operator==(const CosFields&) const = default;
};

enum class CosOrder {
  abketrf,  ///< documentation, PHP SDK of v4, the stock backend's GetCOSSign
  aketrfb,  ///< all other SDKs
};
std::string cos_plain(const CosFields& fields, CosOrder order);
std::string cos_sign(std::string_view secret_key, std::string_view plain);

/// A signature taken apart. Every field that is there is there once.
struct CosSignature {
  Bytes digest;       ///< 20 bytes
  std::string plain;  ///< as it came
  CosFields fields;
  bool has_bucket = false, has_fileid = false;  ///< those two may be missing
};
/// None if it is no base64, shorter than a digest, or lacks a, k, e, t or r, or has a field twice. `why` then
/// says which, for people.
std::optional<CosSignature> parse_cos_signature(std::string_view text, Text& why);
std::optional<CosSignature> parse_cos_signature(std::string_view text, std::string& why);  ///< in English
/// Is the digest made with this key?
bool fits(const CosSignature& signature, std::string_view secret_key);

}  // namespace faultcast::sign
