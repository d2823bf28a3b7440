#include <doctest/doctest.h>

#include <functional>

#include "cos/judge.h"
#include "world.h"

using namespace faultcast;
using namespace faultcast::cos;
using namespace faultcast::cos_test;

namespace {

Judged in_legacy(const Asked& asked) {
  return judge(asked, legacy_truth(), legacy_rules());
}
std::string sign_legacy(
    const std::function<void(sign::CosFields&)>& by = [](auto&) {}, const std::string& with = legacy_key) {
  sign::CosFields f = legacy_fields();
  by(f);
  return signed_with(f, with, sign::CosOrder::aketrfb);
}
}  // namespace

TEST_CASE(
    "legacy: each step of the order refuses with its code, its reason in both languages and its setting") {
  const std::string file = "/10026302/test/a/1.txt";
  const auto once = [&](auto& f) { f.expiry = "0", f.fileid = file; };
  Asked used = legacy_asking(sign_legacy(once), Kind::once);
  used.used = true;
  Asked late = legacy_asking(sign_legacy());
  late.now = 1480003600000 + 7260000;
  const auto v4_account = [](auto& f) { f.appid = appid, f.bucket = "harness", f.secret_id = id; };
  struct Row {
    std::string step;
    Asked asked;
    std::string code, en, zh, setting;
  };
  const Row rows[] = {
      {"1", legacy_asking(std::nullopt), "ERROR_PROXY_AUTH_SIGN_EMPTY", "Authorization", "没有签名", ""},
      {"2", legacy_asking("AAAA"), "ERROR_CGI_AUTHORIZATION", "3 bytes", "3 字节", ""},
      {"3", legacy_asking(sign_legacy([](auto& f) { f.appid = "10099999"; })),
       "ERROR_PROXY_APPID_USERID_NOTMATCH", "the console has 10026302", "控制台为 10026302",
       "backend.COSKEY_APPID"},
      {"4", legacy_asking(sign_legacy([](auto& f) { f.bucket = "tset"; })),
       "ERROR_PROXY_SIGN_BUCKET_NOTMATCH", "b='tset', which is not in the console",
       "“tset”（在控制台中不存在）", "backend.COSKEY_BUCKET"},
      {"5: a v4 account", of_url(legacy_asking(sign_legacy(v4_account, key)), appid, "harness"),
       "ERROR_PROXY_AUTH_FAILED", "is an account of v4 COS, unknown to legacy COS", "是新版（v4） COS 的账号",
       "client.cos_sdk"},
      {"5: nobody's appid",
       of_url(legacy_asking(sign_legacy([](auto& f) { f.appid = "10099999"; })), "10099999", "test"),
       "ERROR_PROXY_AUTH_APPID_NOEXIST", "no account has APPID '10099999'", "没有 APPID 为“10099999”的账号",
       "backend.COSKEY_APPID"},
      {"6", legacy_asking(sign_legacy([](auto& f) { f.secret_id = "AKIDnobody"; })),
       "PROXY_AUTH_SECRETID_NOEXIST", "no account has SecretId", "没有 SecretId", "backend.COSKEY_SECRECTID"},
      {"6: a v4 SecretId", legacy_asking(sign_legacy([](auto& f) { f.secret_id = id; }, key)),
       "ERROR_PROXY_AUTH_FAILED", "is a key of the v4 account", "新版（v4）账号的密钥",
       "backend.COSKEY_SECRECTID"},
      {"8", legacy_asking(sign_legacy([](auto&) {}, "wrong")), "ERROR_PROXY_AUTH_FAILED", "HMAC-SHA1",
       "HMAC-SHA1", "backend.COSKEY_SECRECTKEY"},
      {"9: multi for a delete", legacy_asking(sign_legacy(), Kind::once),
       "ERROR_PROXY_AUTH_ONCESIGN_EXPIREDNOTEMPTY", "e=1480003600", "e=1480003600", ""},
      {"9: once without a file", legacy_asking(sign_legacy([](auto& f) { f.expiry = "0"; }), Kind::once),
       "ERROR_PROXY_AUTH_ONCESIGN_NOFILEID", "empty f", "f 为空", ""},
      {"9: e=0 bound to nothing for a list", legacy_asking(sign_legacy([](auto& f) { f.expiry = "0"; })),
       "ERROR_PROXY_AUTH_MULTISIGN_EXPIREDEMPTY", "e=0", "e=0", ""},
      {"9: used", used, "ERROR_PROXY_AUTH_REPLAY_ATTACH", "before", "已经使用过", ""},
      {"10", late, "ERROR_PROXY_AUTH_EXPIRED", "expired for 2 h 1 min", "已过期 2 h 1 min",
       "backend.clock_ahead_s"},
      {"11", legacy_asking(sign_legacy([](auto& f) { f.fileid = "/10026302/test/b"; })),
       "ERROR_PROXY_FILEID_NOTMATCH", "/10026302/test/b", "/10026302/test/a/1.txt", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.step);
    const Judged judged = in_legacy(row.asked);
    CHECK(judged.refused);
    if (!judged.refused) continue;
    CHECK(judged.refused->code == row.code);
    CAPTURE(judged.refused->because.en);
    CAPTURE(judged.refused->because.zh);
    CHECK(judged.refused->because.en.find(row.en) != std::string::npos);
    CHECK(judged.refused->because.zh.find(row.zh) != std::string::npos);
    CHECK(judged.refused->setting == row.setting);
  }

  Truth two = legacy_truth();
  two.keys["AKIDtheirs"] = {"theirs", "10011111", ""};
  const Judged theirs = judge(
      legacy_asking(sign_legacy([](auto& f) { f.secret_id = "AKIDtheirs"; }, "theirs")), two, legacy_rules());
  CHECK(code_of(theirs) == "ERROR_PROXY_AUTH_APPID");
}

TEST_CASE("legacy: what v4 is stricter about is let in") {
  const std::string file = "/10026302/test/a/1.txt";
  const auto once = [&](const std::string& f_is) {
    return sign_legacy([&](auto& f) { f.expiry = "0", f.fileid = f_is; });
  };
  CHECK(code_of(in_legacy(legacy_asking(once(file)))) == "ok");
  CHECK(code_of(in_legacy(legacy_asking(once("/10026302/test/a/"), Kind::once))) == "ok");
  CHECK(code_of(judge(legacy_asking(once(file)), legacy_truth(), v4_rules())) ==
        "ERROR_PROXY_AUTH_MULTISIGN_EXPIREDEMPTY");
  CHECK(code_of(judge(legacy_asking(once("/10026302/test/a/"), Kind::once), legacy_truth(), v4_rules())) ==
        "ERROR_PROXY_FILEID_NOTMATCH");
  // A used once-signature is refused before its time and its file are looked at.
  Asked used = legacy_asking(once("/10026302/test/other"), Kind::once);
  used.used = true;
  CHECK(code_of(in_legacy(used)) == "ERROR_PROXY_AUTH_REPLAY_ATTACH");
}

TEST_CASE("legacy: the field order marks no version") {
  CHECK(code_of(in_legacy(
            legacy_asking(signed_with(legacy_fields(), legacy_key, sign::CosOrder::abketrf)))) == "ok");
  CHECK(code_of(in_legacy(legacy_asking(sign_legacy()))) == "ok");
}
