#include "cos/judge.h"

#include <doctest/doctest.h>

#include <functional>

#include "base/encode.h"
#include "world.h"

using namespace faultcast;
using namespace faultcast::cos;
using namespace faultcast::cos_test;

namespace {

Judged in_v4(const Asked& asked) {
  return judge(asked, v4_truth(), v4_rules());
}

sign::CosFields changed(const std::function<void(sign::CosFields&)>& by) {
  sign::CosFields f = fields();
  by(f);
  return f;
}
sign::CosFields once(const std::string& fileid = "/1250000001/harness/live/cover.png") {
  return changed([&](auto& f) { f.expiry = "0", f.fileid = fileid; });
}

/// A step of the order: what fails there, and what is said about it.
struct Row {
  std::string step;
  Asked asked;
  std::string code, en, zh, setting;
};

void check(const Row& row, const Judged& judged) {
  CAPTURE(row.step);
  CHECK(judged.refused);
  if (!judged.refused) return;
  CHECK(judged.refused->code == row.code);
  CAPTURE(judged.refused->because.en);
  CAPTURE(judged.refused->because.zh);
  CHECK(judged.refused->because.en.find(row.en) != std::string::npos);
  CHECK(judged.refused->because.zh.find(row.zh) != std::string::npos);
  CHECK(judged.refused->setting == row.setting);
  CHECK_FALSE(judged.refused->facts.empty());
}

}  // namespace

TEST_CASE("v4: the reference's vectors V1 to V10, each where it is meant for") {
  const auto at = [](const std::string& plain, const std::string& with, Kind wanted,
                     const std::string& path) {
    Asked asked = asking(sign::cos_sign(with, plain), wanted);
    asked.path = path;
    asked.now = 1480000050000;  // before V7's e
    return code_of(in_v4(asked));
  };
  const std::string front = "a=1250000001&b=harness&k=AKIDharnessdemo00000000000000000000";
  const std::string multi = front + "&e=1480000180&t=1480000000&r=1234567890&f=";
  const std::string single = front + "&e=0&t=1480000000&r=1234567890&f=";
  const std::string node = "a=1250000001&k=AKIDharnessdemo00000000000000000000";
  const std::string cover = "/1250000001/harness/live/cover.png";
  CHECK(at(multi, key, Kind::multi, "/x") == "ok");
  CHECK(at(multi + cover, key, Kind::multi, "/live/cover.png") == "ok");
  CHECK(at(single + cover, key, Kind::once, "/live/cover.png") == "ok");
  CHECK(at(single + "/1250000001/harness/live/%E5%A4%B4%E5%83%8F%201.png", key, Kind::once,
           "/live/头像 1.png") == "ok");
  CHECK(at(multi + "/live/cover.png", key, Kind::download, "/live/cover.png") == "ok");
  CHECK(at(single + "/1250000001/harness/live/", key, Kind::once, "/live/") == "ok");
  CHECK(at(node + "&e=1480000060&t=1480000000&r=1234567890&f=&b=harness", key, Kind::multi, "/x") == "ok");
  CHECK(at(node + "&e=0&t=1480000000&r=1234567890&f=" + cover + "&b=harness", key, Kind::once,
           "/live/cover.png") == "ok");
  CHECK(at(multi, "wrongKey", Kind::multi, "/x") == "ERROR_PROXY_AUTH_FAILED");
  CHECK(at("a=1250000002" + multi.substr(12), key, Kind::multi, "/x") == "ERROR_PROXY_APPID_USERID_NOTMATCH");
}

TEST_CASE("v4: each step of the order refuses with its code, its reason in both languages and its setting") {
  Asked used = asking(signed_with(once()), Kind::once);
  used.used = true;
  Asked late = asking(signed_with(fields()));
  late.now = 1480000194000;
  const auto appid_wrong = changed([](auto& f) { f.appid = "1250009999"; });
  const auto bucket_wrong = changed([](auto& f) { f.bucket = "harnes"; });
  const Row rows[] = {
      {"5: no sign", asking(std::nullopt), "ERROR_PROXY_AUTH_SIGN_EMPTY", "Authorization", "没有签名", ""},
      {"5: empty sign", asking(""), "ERROR_PROXY_AUTH_SIGN_EMPTY", "Authorization", "没有签名", ""},
      {"6: no base64", asking("%%%"), "ERROR_CGI_AUTHORIZATION", "not base64", "base64", ""},
      {"6: a digest only", asking(base64(Bytes(20, 'd'))), "ERROR_CGI_AUTHORIZATION", "20 bytes", "没有原文",
       ""},
      {"6: fields missing", asking(base64(as_bytes("dddddddddddddddddddda=1&k=2"))),
       "ERROR_CGI_AUTHORIZATION", "lacks e, t, r", "缺少字段 e、t、r", ""},
      {"7: a of the backend", asking(signed_with(appid_wrong)), "ERROR_PROXY_APPID_USERID_NOTMATCH",
       "a='1250009999'; the console has 1250000001", "签名中 a 为“1250009999”；控制台为 1250000001",
       "backend.COSKEY_APPID"},
      {"7: appid of the URL", of_url(asking(signed_with(fields())), "1250009999", "harness"),
       "ERROR_PROXY_APPID_USERID_NOTMATCH", "the URL says APPID '1250009999'",
       "URL 中的 APPID 为“1250009999”", "client.kTCCOSAppId"},
      {"7: neither is the console's", of_url(asking(signed_with(appid_wrong)), "1250008888", "harness"),
       "ERROR_PROXY_APPID_USERID_NOTMATCH", "1250008888", "1250008888", "backend.COSKEY_APPID"},
      {"8: b of the backend", asking(signed_with(bucket_wrong)), "ERROR_PROXY_SIGN_BUCKET_NOTMATCH",
       "b='harnes', which is not in the console", "签名中 b 为“harnes”（在控制台中不存在）",
       "backend.COSKEY_BUCKET"},
      {"8: bucket of the URL", of_url(asking(signed_with(fields())), appid, "harnes"),
       "ERROR_PROXY_SIGN_BUCKET_NOTMATCH", "bucket 'harnes', which is not in the console",
       "“harnes”（在控制台中不存在）", "client.kTCCOSBucket"},
      {"8: both are there", of_url(asking(signed_with(fields())), appid, "pictures"),
       "ERROR_PROXY_SIGN_BUCKET_NOTMATCH", "'pictures', which is in the console",
       "“harness”（在控制台中存在）", "backend.COSKEY_BUCKET"},
      {"8: no b at all",
       asking(sign::cos_sign(key, std::string("a=1250000001&k=") + id + "&e=1480000180&t=1&r=1&f=")),
       "ERROR_PROXY_SIGN_BUCKET_NOTMATCH", "names no bucket", "没有 bucket", "backend.COSKEY_BUCKET"},
      {"9: nobody's SecretId", asking(signed_with(changed([](auto& f) { f.secret_id = "AKIDnobody"; }))),
       "PROXY_AUTH_SECRETID_NOEXIST", "no account has SecretId 'AKIDnobody'",
       "没有 SecretId 为“AKIDnobody”的账号", "backend.COSKEY_SECRECTID"},
      {"9: a legacy SecretId",
       asking(signed_with(changed([](auto& f) { f.secret_id = legacy_id; }), legacy_key)),
       "PROXY_AUTH_SECRETID_NOEXIST", "is a key of the legacy account", "旧版（v3）账号的密钥",
       "backend.COSKEY_SECRECTID"},
      {"10: another account's key",
       asking(signed_with(changed([](auto& f) { f.secret_id = stranger_id; }), stranger_key)),
       "ERROR_PROXY_AUTH_APPID", "belongs to APPID 1250000002", "属于 APPID 1250000002",
       "backend.COSKEY_SECRECTID"},
      {"10: the same wrong appid on both sides",
       of_url(asking(signed_with(appid_wrong)), "1250009999", "harness"), "ERROR_PROXY_AUTH_APPID",
       "belongs to APPID 1250000001", "签名中 a 为“1250009999”", "backend.COSKEY_APPID"},
      {"12: wrong key", asking(signed_with(fields(), "wrongKey")), "ERROR_PROXY_AUTH_FAILED",
       "with the key of SecretId 'AKIDharness", "SecretId“AKIDharness", "backend.COSKEY_SECRECTKEY"},
      {"13: multi for a delete", asking(signed_with(fields()), Kind::once),
       "ERROR_PROXY_AUTH_ONCESIGN_EXPIREDNOTEMPTY", "has e=1480000180", "签名中 e=1480000180", ""},
      {"13: once for an upload", asking(signed_with(once())), "ERROR_PROXY_AUTH_MULTISIGN_EXPIREDEMPTY",
       "has e=0", "e=0（单次）", ""},
      {"13: once for a download", asking(signed_with(once()), Kind::download),
       "ERROR_PROXY_AUTH_MULTISIGN_EXPIREDEMPTY", "has e=0", "e=0（单次）", ""},
      {"13: once without a file", asking(signed_with(once("")), Kind::once),
       "ERROR_PROXY_AUTH_ONCESIGN_NOFILEID", "empty f", "f 为空", ""},
      {"13: once without a file, where either will do", asking(signed_with(once("")), Kind::either),
       "ERROR_PROXY_AUTH_ONCESIGN_NOFILEID", "empty f", "f 为空", ""},
      {"13: e is no number", asking(signed_with(changed([](auto& f) { f.expiry = "soon"; }))),
       "ERROR_CGI_AUTHORIZATION", "e='soon' is no number", "不是秒数", "backend.COSKEY_EXPIRED_TIME"},
      {"14: expired", late, "ERROR_PROXY_AUTH_EXPIRED", "expired for 14 s", "已过期 14 s",
       "backend.clock_ahead_s"},
      {"15: another file", asking(signed_with(once("/1250000001/harness/live/other.png")), Kind::once),
       "ERROR_PROXY_FILEID_NOTMATCH", "live/other.png'", "与请求的“/1250000001/harness/live/cover.png”不符",
       ""},
      {"16: used before", used, "ERROR_PROXY_AUTH_REPLAY_ATTACH", "has let a request in before", "已经使用过",
       ""},
  };
  for (const auto& row : rows) check(row, in_v4(row.asked));

  Truth blocked = v4_truth();
  blocked.blocked = true;
  check({"11: blocked", asking(signed_with(fields(), "wrongKey")), "ERROR_PROXY_FORBID_APPID",
         "1250000001 is blocked", "封禁", ""},
        judge(asking(signed_with(fields(), "wrongKey")), blocked, v4_rules()));
}

TEST_CASE("v4: of two faults the earlier step decides") {
  const auto code = [](const sign::CosFields& f, const std::string& with, Kind wanted = Kind::multi,
                       Millis at = cos_test::now) {
    Asked asked = asking(signed_with(f, with), wanted);
    asked.now = at;
    return code_of(in_v4(asked));
  };
  const auto all_wrong = changed([](auto& f) { f.appid = "1", f.bucket = "x", f.secret_id = "y"; });
  CHECK(code(all_wrong, "z") == "ERROR_PROXY_APPID_USERID_NOTMATCH");
  CHECK(code(changed([](auto& f) { f.bucket = "x", f.secret_id = "y"; }), "z") ==
        "ERROR_PROXY_SIGN_BUCKET_NOTMATCH");
  CHECK(code(changed([](auto& f) { f.secret_id = "y"; }), "z") == "PROXY_AUTH_SECRETID_NOEXIST");
  CHECK(code(changed([](auto& f) { f.secret_id = stranger_id; }), "z") == "ERROR_PROXY_AUTH_APPID");
  // Expired and wrongly signed: the digest comes first.
  CHECK(code(fields(), "z", Kind::once, 1490000000000) == "ERROR_PROXY_AUTH_FAILED");
  CHECK(code(fields(), key, Kind::once, 1490000000000) == "ERROR_PROXY_AUTH_ONCESIGN_EXPIREDNOTEMPTY");
  const auto bound = changed([](auto& f) { f.fileid = "/1250000001/harness/other"; });
  CHECK(code(bound, key, Kind::multi, 1490000000000) == "ERROR_PROXY_AUTH_EXPIRED");
  CHECK(code(bound, key) == "ERROR_PROXY_FILEID_NOTMATCH");
  Asked used = asking(signed_with(once("/1250000001/harness/other")), Kind::once);
  used.used = true;
  CHECK(code_of(in_v4(used)) == "ERROR_PROXY_FILEID_NOTMATCH");
}

TEST_CASE("v4: its options are data") {
  Rules rules = v4_rules();
  rules.malformed = "ERROR_PROXY_AUTH_UNPACK";
  rules.expired = "ERROR_PROXY_S3_AUTH_EXPIRED";
  rules.multi_for_once = "ERROR_PROXY_AUTH_UNSUPPORTED_OP";
  Asked late = asking(signed_with(fields()));
  late.now = 1490000000000;
  CHECK(code_of(judge(late, v4_truth(), rules)) == "ERROR_PROXY_S3_AUTH_EXPIRED");
  CHECK(code_of(judge(asking("?"), v4_truth(), rules)) == "ERROR_PROXY_AUTH_UNPACK");
  CHECK(code_of(judge(asking(signed_with(fields()), Kind::once), v4_truth(), rules)) ==
        "ERROR_PROXY_AUTH_UNSUPPORTED_OP");
  rules.multi_for_once.clear();
  CHECK(code_of(judge(asking(signed_with(fields()), Kind::once), v4_truth(), rules)) == "ok");
  Rules legacy = legacy_rules();
  legacy.foreign.clear();
  const auto theirs = of_url(legacy_asking(signed_with(fields())), appid, "harness");
  CHECK(code_of(judge(theirs, legacy_truth(), legacy)) == "ERROR_PROXY_AUTH_APPID_NOEXIST");
  rules.order = {Step::digest};
  CHECK(code_of(judge(asking(signed_with(changed([](auto& f) { f.secret_id = "y"; }))), v4_truth(), rules)) ==
        "PROXY_AUTH_SECRETID_NOEXIST");
}

TEST_CASE("a signature without b is for no bucket, not even for one without a name") {
  const auto unnamed =
      asking(sign::cos_sign(key, std::string("a=1250000001&k=") + id + "&e=1480000180&t=1&r=1&f="));
  CHECK(code_of(in_v4(of_url(unnamed, appid, ""))) == "ERROR_PROXY_SIGN_BUCKET_NOTMATCH");
}

TEST_CASE("let in: with the signature, so that a once-signature can be remembered") {
  const Judged multi = in_v4(asking(signed_with(fields())));
  REQUIRE(multi.signature);
  CHECK_FALSE(multi.refused);
  CHECK_FALSE(is_once(*multi.signature));
  const Judged single = in_v4(asking(signed_with(once()), Kind::either));
  CHECK_FALSE(single.refused);
  REQUIRE(single.signature);
  CHECK(is_once(*single.signature));
  CHECK(code_of(in_v4(asking(signed_with(fields()), Kind::either))) == "ok");
  Asked again = asking(signed_with(fields()));
  again.used = true;
  CHECK(code_of(in_v4(again)) == "ok");
}

TEST_CASE("valid while now < e, to the millisecond; any later e will do") {
  Asked asked = asking(signed_with(fields()));
  asked.now = 1480000179999;
  CHECK(code_of(in_v4(asked)) == "ok");
  asked.now = 1480000180000;
  CHECK(code_of(in_v4(asked)) == "ERROR_PROXY_AUTH_EXPIRED");
  for (const char* e : {"9999999999999", "18446744073709551616", "99999999999999999999999999999"})
    CHECK(code_of(in_v4(asking(signed_with(changed([&](auto& f) { f.expiry = e; }))))) == "ok");
  // C++ signs with 64 bits of randomness, and t is not checked.
  CHECK(code_of(in_v4(asking(signed_with(
            changed([](auto& f) { f.random = "18446744073709551615", f.time = "x"; }))))) == "ok");
}

TEST_CASE("a fileid covers its resource in any of the encodings that SDKs use") {
  Asked asked = asking(std::nullopt);
  asked.path = "/头 像/a~*.png";
  CHECK(covers("", asked, true));
  CHECK(covers("/1250000001/harness/头 像/a~*.png", asked, true));
  CHECK(covers("/1250000001/harness/%E5%A4%B4%20%E5%83%8F/a~*.png", asked, true));
  CHECK(covers("/1250000001/harness/%E5%A4%B4%20%E5%83%8F/a%7E%2A.png", asked, true));
  CHECK(covers("/1250000001/harness/%25E5%25A4%25B4%2520%25E5%2583%258F/a~*.png", asked, true));
  CHECK_FALSE(
      covers("/1250000001/harness/%2525E5%2525A4%2525B4%252520%2525E5%252583%25258F/a~*.png", asked, true));
  CHECK_FALSE(covers("/1250000001/harness/%E5%A4%B4", asked, true));
  CHECK(covers("/1250000001/harness/%E5%A4%B4", asked, false));
  CHECK_FALSE(covers("/1250000001/pictures/", asked, false));
  asked.path = "/100%41";
  CHECK(covers("/1250000001/harness/100%2541", asked, true));
  CHECK(covers("/1250000001/harness/100%252541", asked, true));
}

TEST_CASE("only a download takes a fileid without APPID and bucket") {
  const auto bare = changed([](auto& f) { f.fileid = "/live/cover.png"; });
  CHECK(code_of(in_v4(asking(signed_with(bare), Kind::download))) == "ok");
  CHECK(code_of(in_v4(asking(signed_with(bare)))) == "ERROR_PROXY_FILEID_NOTMATCH");
  const auto whole = changed([](auto& f) { f.fileid = "/1250000001/harness/live/cover.png"; });
  CHECK(code_of(in_v4(asking(signed_with(whole), Kind::download))) == "ok");
  const auto prefix = changed([](auto& f) { f.fileid = "/1250000001/harness/live/"; });
  CHECK(code_of(in_v4(asking(signed_with(prefix)))) == "ok");
  CHECK(code_of(in_v4(asking(signed_with(once("/1250000001/harness/live/")), Kind::once))) ==
        "ERROR_PROXY_FILEID_NOTMATCH");
}

TEST_CASE("keys are never told whole") {
  for (const auto& with :
       {std::string(key), std::string(old_key), std::string(second_key), std::string(key) + " "}) {
    const Judged judged =
        in_v4(asking(signed_with(changed([](auto& f) { f.secret_id = "AKIDnobody"; }), with)));
    REQUIRE(judged.refused);
    std::string said = judged.refused->because.en + judged.refused->because.zh;
    for (const auto& fit : judged.refused->fits) said += fit.en + fit.zh;
    for (const auto& fact : judged.refused->facts) said += fact.came + fact.right;
    for (const char* secret : {key, old_key, second_key}) CHECK(said.find(secret) == std::string::npos);
  }
}

TEST_CASE("what a stranger sends is printable in what is said about it") {
  const auto hostile = changed([](auto& f) { f.bucket = "x\x1b[2J\n", f.fileid = "\xff\x01"; });
  const Judged judged = in_v4(asking(signed_with(hostile)));
  REQUIRE(judged.refused);
  std::string said = judged.refused->because.en + judged.refused->because.zh;
  for (const auto& fit : judged.refused->fits) said += fit.en + fit.zh;
  for (const auto& fact : judged.refused->facts) said += fact.came + fact.right;
  CHECK(said == printable(said));
}

TEST_CASE("a refusal becomes a verdict with its row of the table") {
  const CodeTable table = {
      Code{.service = "x", .name = "ERROR_PROXY_AUTH_SIGN_EMPTY", .op = "auth", .number = -81}};
  const Verdict made = verdict(*in_v4(asking(std::nullopt)).refused, table);
  CHECK(made.code == &table.front());
  CHECK_FALSE(made.ok());
  CHECK_FALSE(made.because.en.empty());
  CHECK(made.facts.size() == 1);
}
