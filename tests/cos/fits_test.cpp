#include "cos/fits.h"

#include <doctest/doctest.h>

#include <functional>

#include "base/digest.h"
#include "base/encode.h"
#include "world.h"

using namespace faultcast;
using namespace faultcast::cos;
using namespace faultcast::cos_test;

namespace {

using Change = std::function<void(sign::CosFields&)>;

sign::CosFields with(const Change& change) {
  sign::CosFields f = fields();
  change(f);
  return f;
}

/// A signature whose text is made of one set of fields and whose digest of another.
std::string crossed(const Change& text, const Change& digest, const std::string& with_key = key) {
  const std::string plain = sign::cos_plain(with(text), sign::CosOrder::abketrf);
  const std::string other = sign::cos_plain(with(digest), sign::CosOrder::abketrf);
  Bytes whole;
  append(whole, ByteView(hmac_sha1(as_bytes(with_key), as_bytes(other))));
  append(whole, plain);
  return base64(whole);
}
const Change nothing = [](auto&) {};

struct FitRow {
  std::string what;
  Asked asked;
  std::string code, en, zh, setting;
};

/// The nearest explanation is the one that the row says, in both languages.
void check_fit(const FitRow& row, const Truth& truth = v4_truth(), const Rules& rules = v4_rules()) {
  CAPTURE(row.what);
  const Judged judged = judge(row.asked, truth, rules);
  CHECK(judged.refused);
  if (!judged.refused) return;
  CHECK(judged.refused->code == row.code);
  CHECK_FALSE(judged.refused->fits.empty());
  if (judged.refused->fits.empty()) return;
  CHECK(judged.refused->fits.size() <= 3);
  CAPTURE(judged.refused->fits[0].en);
  CAPTURE(judged.refused->fits[0].zh);
  CHECK(judged.refused->fits[0].en.find(row.en) != std::string::npos);
  CHECK(judged.refused->fits[0].zh.find(row.zh) != std::string::npos);
  CHECK(judged.refused->setting == row.setting);
}

Asked at_path(Asked asked, const std::string& path) {
  asked.path = path;
  return asked;
}

constexpr const char* failed = "ERROR_PROXY_AUTH_FAILED";
constexpr const char* malformed = "ERROR_CGI_AUTHORIZATION";
constexpr const char* expired = "ERROR_PROXY_AUTH_EXPIRED";
constexpr const char* other_file = "ERROR_PROXY_FILEID_NOTMATCH";
constexpr const char* key_setting = "backend.COSKEY_SECRECTKEY";

}  // namespace

TEST_CASE("a wrong digest: which key it was") {
  const auto signed_by = [](const std::string& secret) { return asking(signed_with(fields(), secret)); };
  const std::string k = key;
  const FitRow rows[] = {
      {"previous", signed_by(old_key), failed, "the previous key of SecretId 'AKIDharness", "轮换之前的密钥",
       key_setting},
      {"another SecretId's", signed_by(second_key), failed, "the key of SecretId 'AKIDsecond",
       "SecretId“AKIDsecond", key_setting},
      {"blank behind", signed_by(k + " "), failed, "with a blank behind it", "末尾多了一个空格", key_setting},
      {"blank before", signed_by(" " + k), failed, "with a blank in front of it", "开头多了一个空格",
       key_setting},
      {"line end", signed_by(k + "\n"), failed, "with a line end behind it", "末尾多了一个换行", key_setting},
      {"CRLF", signed_by(k + "\r\n"), failed, "with a Windows line end", "回车换行", key_setting},
      {"CR", signed_by(k + "\r"), failed, "with a carriage return", "多了一个回车", key_setting},
      {"tab", signed_by(k + "\t"), failed, "with a tab behind it", "制表符", key_setting},
      {"lower", signed_by(lower(k)), failed, "in lower case", "小写", key_setting},
      {"upper", signed_by(upper(k)), failed, "in upper case", "大写", key_setting},
      {"previous with a blank", signed_by(std::string(old_key) + " "), failed, "the previous key", "空格",
       key_setting},
      {"legacy account's", signed_by(legacy_key), failed, "the legacy account's key of SecretId 'AKIDtest",
       "旧版（v3）账号的密钥", key_setting},
      {"empty", signed_by(""), failed, "an empty key", "空的密钥", key_setting},
      {"the SecretId", signed_by(id), failed, "the SecretId itself", "把 SecretId 当成了密钥", key_setting},
      {"v5 signKey", signed_by(hex(hmac_sha1(as_bytes(k), as_bytes("1480000000;1480000180")))), failed,
       "signKey of the XML API", "signKey", key_setting},
      {"previous and another bucket",
       asking(crossed(
           nothing, [](auto& f) { f.bucket = "pictures"; }, old_key)),
       failed,
       "the previous key of SecretId 'AKIDharnessdemo00000000000000000000' (ha…99), and bucket 'pictures'",
       "，并且 bucket“pictures”", key_setting},
  };
  for (const auto& row : rows) check_fit(row);

  Truth blank = v4_truth();
  blank.keys[id].secret_key = k + "\n";
  check_fit({"console's with a line end", signed_by(k), failed, "without the blanks around it",
             "去掉了首尾空白", key_setting},
            blank);
  check_fit({"legacy: v4's key", legacy_asking(signed_with(legacy_fields(), key)), failed,
             "the v4 account's key of SecretId 'AKIDharness", "新版（v4）账号的密钥", key_setting},
            legacy_truth(), legacy_rules());
}

TEST_CASE("a wrong digest: which text it was") {
  const auto of = [](const Change& digest, const Change& text = nothing) {
    return asking(crossed(text, digest));
  };
  const std::string raw = "/1250000001/harness/头 像~.png", path = "/头 像~.png";
  const std::string encoded = "/1250000001/harness/%E5%A4%B4%20%E5%83%8F~.png";
  const auto bound = [&](const std::string& digest, const std::string& text) {
    return at_path(asking(crossed([=](auto& f) { f.fileid = text; }, [=](auto& f) { f.fileid = digest; })),
                   path);
  };
  const FitRow rows[] = {
      {"another bucket", of([](auto& f) { f.bucket = "pictures"; }), failed, "right for bucket 'pictures'",
       "该签名对应：bucket“pictures”", "backend.COSKEY_BUCKET"},
      {"a legacy bucket", of([](auto& f) { f.bucket = "test"; }), failed, "bucket 'test'", "bucket“test”",
       "backend.COSKEY_BUCKET"},
      {"bucket with -APPID", of([](auto& f) { f.bucket = "harness-1250000001"; }), failed,
       "bucket 'harness-1250000001'", "bucket“harness-1250000001”", "backend.COSKEY_BUCKET"},
      {"the legacy APPID", of([](auto& f) { f.appid = legacy_appid; }), failed, "right for APPID 10026302",
       "APPID 10026302", "backend.COSKEY_APPID"},
      {"e in milliseconds", of([](auto& f) { f.expiry += "000"; }), failed, "e in milliseconds",
       "以毫秒为单位的 e", key_setting},
      {"e in seconds", of(nothing, [](auto& f) { f.expiry += "000"; }), failed, "e in seconds",
       "以秒为单位的 e", key_setting},
      {"t in milliseconds", of([](auto& f) { f.time += "000"; }), failed, "t in milliseconds",
       "以毫秒为单位的 t", key_setting},
      {"f raw", bound(raw, encoded), failed, "f without percent-encoding", "未做百分号编码的 f", key_setting},
      {"f encoded", bound(encoded, raw), failed, "f percent-encoded", "百分号编码的 f", key_setting},
      {"f twice", bound(replace_all(encoded, "%", "%25"), encoded), failed, "f percent-encoded once more",
       "多做了一次百分号编码", key_setting},
      {"f with its slashes", bound(percent_encode(raw), encoded), failed, "with its slashes", "连“/”一起",
       key_setting},
      {"f lower", bound("/1250000001/harness/%e5%a4%b4%20%e5%83%8f~.png", encoded), failed,
       "lower-case escapes", "百分号编码为小写", key_setting},
      {"f plus", bound(replace_all(encoded, "%20", "+"), encoded), failed, "'+' for blanks", "“+”表示空格",
       key_setting},
      {"f bare", bound("/%E5%A4%B4%20%E5%83%8F~.png", encoded), failed, "f without APPID and bucket",
       "不含 APPID 与 bucket 的 f", key_setting},
      {"f whole", bound(encoded, "/%E5%A4%B4%20%E5%83%8F~.png"), failed, "f naming this resource",
       "指向本次请求资源", key_setting},
      {"f empty", bound("", encoded), failed, "an empty f", "空的 f", key_setting},
  };
  for (const auto& row : rows) check_fit(row);

  const std::string plain = sign::cos_plain(fields(), sign::CosOrder::abketrf);
  const auto over = [&](const std::string& text) {
    Bytes whole;
    append(whole, ByteView(hmac_sha1(as_bytes(key), as_bytes(text))));
    append(whole, plain);
    return asking(base64(whole));
  };
  check_fit({"another order", over(sign::cos_plain(fields(), sign::CosOrder::aketrfb)), failed,
             "in another order", "顺序不同", key_setting});
  check_fit({"line end", over(plain + "\n"), failed, "a line end behind it", "末尾多一个换行", key_setting});
}

TEST_CASE("a right digest under wrong names is told, and so are names that give themselves away") {
  const auto mine = [](const Change& change) { return asking(signed_with(with(change))); };
  const FitRow rows[] = {
      {"appid", mine([](auto& f) { f.appid = "1250009999"; }), "ERROR_PROXY_APPID_USERID_NOTMATCH",
       "the digest is right: made with the key of SecretId 'AKIDharness", "摘要正确", "backend.COSKEY_APPID"},
      {"bucket", mine([](auto& f) { f.bucket = "harnes"; }), "ERROR_PROXY_SIGN_BUCKET_NOTMATCH",
       "for APPID 1250000001 and bucket 'harnes'", "bucket“harnes”签名", "backend.COSKEY_BUCKET"},
      {"URL", of_url(asking(signed_with(fields())), "1250009999", "harness"),
       "ERROR_PROXY_APPID_USERID_NOTMATCH", "the digest is right", "摘要正确", "client.kTCCOSAppId"},
      {"b with -APPID", mine([](auto& f) { f.bucket = "harness-1250000001"; }),
       "ERROR_PROXY_SIGN_BUCKET_NOTMATCH",
       "b of the signature is written with -APPID, as the XML API (v5) writes it: here it is 'harness'",
       "签名中的 b带有 -APPID 后缀", "backend.COSKEY_BUCKET"},
      {"URL with -APPID", of_url(asking(signed_with(fields())), appid, "harness-1250000001"),
       "ERROR_PROXY_SIGN_BUCKET_NOTMATCH", "the bucket of the URL is written with -APPID",
       "这里应写“harness”", "client.kTCCOSBucket"},
      {"bucket's case", mine([](auto& f) { f.bucket = "Harness"; }), "ERROR_PROXY_SIGN_BUCKET_NOTMATCH",
       "differ only in case", "仅大小写或首尾空白不同", "backend.COSKEY_BUCKET"},
      {"appid's blank", mine([](auto& f) { f.appid = "1250000001 "; }), "ERROR_PROXY_APPID_USERID_NOTMATCH",
       "differ only in blanks", "仅首尾空白不同", "backend.COSKEY_APPID"},
      {"a legacy appid in the backend", mine([](auto& f) { f.appid = legacy_appid; }),
       "ERROR_PROXY_APPID_USERID_NOTMATCH", "APPID 10026302 is the legacy account's", "属于旧版（v3）账号",
       "backend.COSKEY_APPID"},
      {"SecretId's blank", mine([](auto& f) { f.secret_id = std::string(id) + " "; }),
       "PROXY_AUTH_SECRETID_NOEXIST", "only in case or in blanks around it", "仅大小写或首尾空白不同",
       "backend.COSKEY_SECRECTID"},
      {"SecretId's case", mine([](auto& f) { f.secret_id = lower(id); }), "PROXY_AUTH_SECRETID_NOEXIST",
       "only in case", "仅大小写", "backend.COSKEY_SECRECTID"},
      {"SecretId's spelling", mine([](auto& f) { f.secret_id = "AKIDharnesdemo00000000000000000000"; }),
       "PROXY_AUTH_SECRETID_NOEXIST", "spelled like SecretId 'AKIDharness", "拼写相近",
       "backend.COSKEY_SECRECTID"},
      {"a legacy SecretId", asking(signed_with(with([](auto& f) { f.secret_id = legacy_id; }), legacy_key)),
       "PROXY_AUTH_SECRETID_NOEXIST", "SecretId 'AKIDtestsecretid0001' is the legacy account's",
       "两代 COS 互不相通", "backend.COSKEY_SECRECTID"},
      {"another's key", asking(signed_with(with([](auto& f) { f.secret_id = stranger_id; }), stranger_key)),
       "ERROR_PROXY_AUTH_APPID", "the digest is right", "摘要正确", "backend.COSKEY_SECRECTID"},
  };
  for (const auto& row : rows) check_fit(row);

  // An unknown SecretId whose digest is made with a key that is known.
  const Judged judged =
      judge(asking(signed_with(with([](auto& f) { f.secret_id = "AKIDnobody"; }), second_key)), v4_truth(),
            v4_rules());
  REQUIRE(judged.refused);
  REQUIRE(judged.refused->fits.size() == 1);
  CHECK(judged.refused->fits[0].en.find("right for the key of SecretId 'AKIDsecond") != std::string::npos);
}

TEST_CASE("no signature at all: another spelling, layout or API") {
  // With this bucket the base64 holds '+' and '/', so that every spelling differs.
  const sign::CosFields f = with([](auto& g) { g.random = "63", g.fileid = "/1250000001/harness/?>?>?>~~"; });
  const std::string plain = sign::cos_plain(f, sign::CosOrder::abketrf), good = sign::cos_sign(key, plain);
  REQUIRE(good.find('+') != std::string::npos);
  REQUIRE(good.find('/') != std::string::npos);
  REQUIRE(good.back() == '=');
  const auto raw = hmac_sha1(as_bytes(key), as_bytes(plain));
  const std::string digest_hex = hex(raw);
  const auto coded = [](const std::string& text) { return base64(as_bytes(text)); };
  const std::string url_safe = replace_all(replace_all(good, "+", "-"), "/", "_");
  const std::string right = "it is a right signature", right_zh = "就是正确的签名";
  const struct {
    std::string what, sign, en, zh;
  } rows[] = {
      {"line end", good + "\n", "line ends around it taken away, " + right,
       "去掉首尾的空白或换行，" + right_zh},
      {"blank", " " + good, "the blanks", "去掉首尾的空白"},
      {"+ as blank", replace_all(good, "+", " "), "turned back into '+'", "把空格还原为“+”"},
      {"MIME lines", good.substr(0, 76) + "\r\n" + good.substr(76), "line ends within it taken away",
       "去掉其中的换行"},
      {"no padding", good.substr(0, good.find('=')), "its '=' put back", "补上末尾的“=”"},
      {"encoded", percent_encode(good), "encoded once too often", "还原百分号编码"},
      {"encoded twice", percent_encode(percent_encode(good)), "undone twice", "还原两次百分号编码"},
      {"URL-safe", url_safe, "URL-safe base64", "URL 安全的 base64"},
      {"URL-safe unpadded", url_safe.substr(0, url_safe.find('=')), "URL-safe base64", "URL 安全的 base64"},
      {"quotes", "\"" + good + "\"", "quotes around it", "去掉两端的引号"},
      {"scheme", "QCloud " + good, "without what stands around it", "只取签名本身"},
      {"name", "sign=" + good, "without what stands around it", "只取签名本身"},
      {"whole answer", "{\"returnValue\":0,\"sign\":\"" + replace_all(good, "/", "\\/") + "\"}",
       "without what stands around it", "只取签名本身"},
      {"hexadecimal digest", coded(digest_hex + plain), "instead of 40 hexadecimal digits, " + right,
       "不用 40 位十六进制"},
      {"reversed", coded(plain + std::string(as_text(ByteView(raw)))),
       "in front of the text, not behind it, " + right, "把摘要放到原文之前"},
      {"reversed hexadecimal", coded(plain + digest_hex), "20 raw bytes in front of the text",
       "放到原文之前"},
      {"base64 digest", coded(base64(ByteView(raw)) + plain), "instead of base64", "不用 base64"},
      {"hexadecimal", hex(*from_base64(good)), "it is hexadecimal", "当前是十六进制"},
      {"text only", coded(plain), "the digest is missing", "前面缺少摘要"},
      {"bare text", plain, "the digest is missing", "前面缺少摘要"},
      {"digest only", base64(ByteView(raw)), "it is only the digest", "只有摘要"},
      {"v5", "q-sign-algorithm=sha1&q-ak=AKID&q-sign-time=1;2&q-key-time=1;2&q-signature=00",
       "an Authorization of the XML API (v5)", "XML API（v5）的 Authorization"},
      {"v5 encoded", "q-sign-algorithm%3Dsha1", "an Authorization of the XML API", "Authorization"},
      {"v5 keyTime", "1480000000;1480000030", "a keyTime of the XML API (v5)", "keyTime"},
      {"v5 signKey", std::string(40, 'a'), "a signKey of the XML API (v5)", "signKey"},
      {"v5 answer", "{\"signKey\":\"aa\",\"keyTime\":\"1;2\"}", "the answer with signKey and keyTime",
       "signKey 与 keyTime"},
      {"URL-safe, wrong key", replace_all(replace_all(sign::cos_sign("wrong", plain), "+", "-"), "/", "_"),
       "it can be read, but its digest fits no key", "摘要与已知密钥都不符"},
  };
  int read = 0;
  bool readable = true;
  for (const auto& row : rows) {
    check_fit({row.what, asking(row.sign), malformed, row.en, row.zh, ""});
    CAPTURE(row.what);
    const auto fits = fits_of_unreadable(row.sign, v4_truth());
    if (row.what == "text only") readable = false;
    if (!readable || fits.empty()) continue;
    ++read;
    CHECK(fits.front().text.en.ends_with(right));
    CHECK(fits.front().text.zh.ends_with(right_zh));
  }
  CHECK(read == 18);
  const Judged rubbish = judge(asking("rubbish!"), v4_truth(), v4_rules());
  REQUIRE(rubbish.refused);
  CHECK(rubbish.refused->fits.empty());
}

TEST_CASE("expired: by how much, and which clock") {
  const auto made = [](const Change& change, Millis at = cos_test::now) {
    Asked asked = asking(signed_with(with(change)));
    asked.now = at;
    return asked;
  };
  const FitRow rows[] = {
      {"late", made(nothing, 1480000000000 + 3LL * 3600 * 1000), expired, "made 3 h ago for a life of 3 min",
       "于 3 h 前生成，有效期 3 min", "backend.clock_ahead_s"},
      {"8 h", made(nothing, 1480000000000 + 8LL * 3600 * 1000 + 60000), expired,
       "8 h behind the cloud's time", "晚了 8 小时", "backend.clock_ahead_s"},
      {"a length", made([](auto& f) { f.expiry = "1800"; }), expired, "looks like a length of 30 min",
       "像是时长（30 min）", "backend.COSKEY_EXPIRED_TIME"},
      {"no life", made([](auto& f) { f.expiry = f.time; }), expired, "the signature lived for no second",
       "生成时即已过期", "backend.COSKEY_EXPIRED_TIME"},
      {"t in milliseconds", made([](auto& f) { f.expiry = "1480000090", f.time = "1480000000000"; }), expired,
       "t=1480000000000 is in milliseconds", "是毫秒", "backend.clock_ahead_s"},
  };
  for (const auto& row : rows) check_fit(row);
  // Not by chance: 8 h and 10 min are not 8 h.
  const Judged far = judge(made(nothing, 1480000000000 + 8LL * 3600 * 1000 + 600000), v4_truth(), v4_rules());
  CHECK(far.refused->fits[0].en.find("8 h behind") == std::string::npos);
}

TEST_CASE("another file: what differs") {
  const auto bound = [](const std::string& f, Kind kind = Kind::once) {
    return asking(
        signed_with(with([&](auto& g) { g.expiry = kind == Kind::once ? "0" : g.expiry, g.fileid = f; })),
        kind);
  };
  const FitRow rows[] = {
      {"bare", bound("/live/cover.png"), other_file, "needs /APPID/BUCKET in front",
       "须以 /APPID/BUCKET 开头", ""},
      {"no slash", bound("1250000001/harness/live/cover.png"), other_file, "lacks its '/' in front",
       "缺少开头的“/”", ""},
      {"slash behind", bound("/1250000001/harness/live/cover.png/"), other_file,
       "only the '/' at the end differs", "仅末尾的“/”不同", ""},
      {"case", bound("/1250000001/harness/live/Cover.png"), other_file, "only upper and lower case differ",
       "仅大小写不同", ""},
      {"-APPID", bound("/1250000001/harness-1250000001/live/cover.png"), other_file,
       "has the bucket with -APPID", "带有 -APPID 后缀", ""},
      {"beginning", bound("/1250000001/harness/live/"), other_file, "only the beginning of the path",
       "只是路径的开头", ""},
      {"another", bound("/1250000001/harness/live/b.png", Kind::multi), other_file, "right for '/live/b.png'",
       "同一 bucket 中的“/live/b.png”", ""},
      {"plus", at_path(bound("/1250000001/harness/a+b"), "/a b"), other_file, "'+' for blanks", "“+”表示空格",
       ""},
      {"three times", at_path(bound("/1250000001/harness/a%252520b"), "/a b"), other_file, "three times",
       "三次", ""},
  };
  for (const auto& row : rows) check_fit(row);
}

TEST_CASE("at most three, nearest first; a signature that fits nothing says so") {
  // The same key under two SecretIds, and as the previous one of a third.
  Truth truth = v4_truth();
  truth.keys["AKIDa"] = {"same", appid, ""};
  truth.keys["AKIDb"] = {"other", appid, "same"};
  const auto parsed = [](const std::string& text) {
    std::string why;
    return *sign::parse_cos_signature(text, why);
  };
  const auto fits = fits_of_digest(parsed(signed_with(fields(), "same")), asking({}), truth, v4_rules());
  REQUIRE(fits.size() == 1);
  CHECK(fits[0].text.en.find("'AKIDa'") != std::string::npos);

  const Judged stranger = judge(asking(signed_with(fields(), "nobody's key")), v4_truth(), v4_rules());
  REQUIRE(stranger.refused);
  REQUIRE(stranger.refused->fits.size() == 1);
  CHECK(stranger.refused->fits[0].en.find("fits no key") != std::string::npos);
  CHECK(stranger.refused->fits[0].zh.find("都不相符") != std::string::npos);
}
