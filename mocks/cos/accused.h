#pragma once
// The settings that a refused signature may accuse, under the names that users know from their own files.

namespace faultcast::cos {

inline constexpr const char* backend_appid = "backend.COSKEY_APPID";
inline constexpr const char* backend_bucket = "backend.COSKEY_BUCKET";
inline constexpr const char* backend_id = "backend.COSKEY_SECRECTID";
inline constexpr const char* backend_key = "backend.COSKEY_SECRECTKEY";
inline constexpr const char* backend_life = "backend.COSKEY_EXPIRED_TIME";
inline constexpr const char* backend_clock = "backend.clock_ahead_s";
inline constexpr const char* client_appid = "client.kTCCOSAppId";
inline constexpr const char* client_bucket = "client.kTCCOSBucket";
inline constexpr const char* client_sdk = "client.cos_sdk";

}  // namespace faultcast::cos
