#pragma once
// The two accounts that these tests know, and signatures made for them. Every key is invented.

#include <string>

#include "cos/judge.h"
#include "sign/cos.h"

namespace faultcast::cos_test {

inline constexpr const char* id = "AKIDharnessdemo00000000000000000000";
inline constexpr const char* key = "harnessDemoSecretKey000000000000";
inline constexpr const char* old_key = "harnessOldSecretKey9999999999999";
inline constexpr const char* second_id = "AKIDsecond000000000000000000000000";
inline constexpr const char* second_key = "secondDemoSecretKey1111111111111";
inline constexpr const char* stranger_id = "AKIDstranger0000000000000000000000";
inline constexpr const char* stranger_key = "strangerDemoSecretKey22222222222";
inline constexpr const char* legacy_id = "AKIDtestsecretid0001";
inline constexpr const char* legacy_key = "testsecretkey0001";
inline constexpr const char* appid = "1250000001";
inline constexpr const char* legacy_appid = "10026302";

inline constexpr Millis now = 1480000100000;  // t + 100 s

inline cos::Known v4_known() {
  return {appid,
          {{id, {key, appid, old_key}},
           {second_id, {second_key, appid, ""}},
           {stranger_id, {stranger_key, "1250000002", ""}}},
          {"harness", "pictures"}};
}
inline cos::Known legacy_known() {
  return {legacy_appid, {{legacy_id, {legacy_key, legacy_appid, ""}}}, {"test"}};
}
inline cos::Truth v4_truth() {
  return {v4_known(), false, legacy_known()};
}
inline cos::Truth legacy_truth() {
  return {legacy_known(), false, v4_known()};
}

inline sign::CosFields fields() {
  return {appid, "harness", id, "1480000180", "1480000000", "1234567890", ""};
}
inline sign::CosFields legacy_fields() {
  return {legacy_appid, "test", legacy_id, "1480003600", "1480000000", "12345678", ""};
}

inline std::string signed_with(const sign::CosFields& f, const std::string& with = key,
                               sign::CosOrder order = sign::CosOrder::abketrf) {
  return sign::cos_sign(with, sign::cos_plain(f, order));
}

inline cos::Asked asking(std::optional<std::string> signature, cos::Kind wanted = cos::Kind::multi) {
  return {appid, "harness", "/live/cover.png", std::move(signature), wanted, now, false};
}
inline cos::Asked legacy_asking(std::optional<std::string> signature, cos::Kind wanted = cos::Kind::multi) {
  return {legacy_appid, "test", "/a/1.txt", std::move(signature), wanted, now, false};
}

inline cos::Asked of_url(cos::Asked asked, const std::string& with_appid, const std::string& bucket) {
  asked.appid = with_appid;
  asked.bucket = bucket;
  return asked;
}

/// "ok", or the code's name.
inline std::string code_of(const cos::Judged& judged) {
  return judged.refused ? judged.refused->code : "ok";
}

}  // namespace faultcast::cos_test
