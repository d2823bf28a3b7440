// Every code that the v4 API comes to by itself: what is asked for, name, number, HTTP status, accused
// setting. (COS v4 reference, 4.2 to 4.4)
#include <set>

#include "cos_v4/codes.h"
#include "store/folder_of_test.h"
#include "v4_scene.h"

using namespace faultcast;
using namespace faultcast::cos_test;

namespace {

using Change = std::function<void(sign::CosFields&)>;
using Prepare = std::function<void(V4&)>;

struct Row {
  Refused refused;
  Call call;
  Change sign = {};  ///< spoils the signature
  std::string key = cos_test::key;
  Prepare before = {};
};

const Call an_upload{.op = "upload", .content = "picture"};
const Call a_delete{.op = "delete", .shape = Shape::json};

Call with(Call call, const std::function<void(Call&)>& by) {
  by(call);
  return call;
}
Call on(const std::string& op, const std::string& path, http::Fields fields = {}) {
  return {.op = op, .path = path, .fields = std::move(fields), .shape = Shape::json};
}

void check(const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    V4 scene;
    CAPTURE(row.refused.what);
    if (row.before) row.before(scene);
    Call call = row.call;
    if (!call.sign) call.sign = scene.sign(call, row.sign, row.key);
    check_refused(row.refused, scene.ask(call));
  }
}

constexpr const char* late_2017 = "console.cos_v4.behaviour.expired_code";

Prepare setting(const std::string& path, const std::string& value) {
  return [=](V4& scene) { scene.set(path, value); };
}

}  // namespace

TEST_CASE("refusals of the signature, each with the setting that disagrees") {
  const auto bucket_of = [](const char* name) { return with(an_upload, [=](Call& c) { c.bucket = name; }); };
  check({
      {{"no sign", "ERROR_PROXY_AUTH_SIGN_EMPTY", -81, 400, ""},
       with(an_upload, [](Call& c) { c.sign = ""; })},
      {{"no base64", "ERROR_CGI_AUTHORIZATION", -5998, 400, ""},
       with(an_upload, [](Call& c) { c.sign = "x"; })},
      {{"no base64, the other code", "ERROR_PROXY_AUTH_UNPACK", -83, 400, ""},
       with(an_upload, [](Call& c) { c.sign = "x"; }),
       {},
       key,
       setting("console.cos_v4.behaviour.unreadable_code", "-83")},
      {{"a of the backend", "ERROR_PROXY_APPID_USERID_NOTMATCH", -70, 400, "backend.COSKEY_APPID"},
       an_upload,
       [](auto& f) { f.appid = "1250000003"; }},
      {{"APPID of the app", "ERROR_PROXY_APPID_USERID_NOTMATCH", -70, 400, "client.kTCCOSAppId"},
       with(an_upload, [](Call& c) { c.appid = "1250000003"; })},
      {{"b of the backend", "ERROR_PROXY_SIGN_BUCKET_NOTMATCH", -61, 400, "backend.COSKEY_BUCKET"},
       an_upload,
       [](auto& f) { f.bucket = "harnes"; }},
      {{"bucket of the app", "ERROR_PROXY_SIGN_BUCKET_NOTMATCH", -61, 400, "client.kTCCOSBucket"},
       bucket_of("harnes")},
      {{"nobody's SecretId", "PROXY_AUTH_SECRETID_NOEXIST", -79, 400, "backend.COSKEY_SECRECTID"},
       an_upload,
       [](auto& f) { f.secret_id = "AKIDnobody"; }},
      {{"a legacy SecretId", "PROXY_AUTH_SECRETID_NOEXIST", -79, 400, "backend.COSKEY_SECRECTID"},
       an_upload,
       [](auto& f) { f.secret_id = legacy_id; },
       legacy_key},
      {{"another account's key", "ERROR_PROXY_AUTH_APPID", -62, 400, "backend.COSKEY_SECRECTID"},
       an_upload,
       [](auto& f) { f.secret_id = stranger_id; },
       stranger_key},
      {{"the same wrong APPID on both sides", "ERROR_PROXY_AUTH_APPID", -62, 400, "backend.COSKEY_APPID"},
       with(an_upload, [](Call& c) { c.appid = "1250000003"; }),
       [](auto& f) { f.appid = "1250000003"; }},
      {{"blocked", "ERROR_PROXY_FORBID_APPID", -64, 403, ""},
       an_upload,
       {},
       key,
       setting("console.cos.account", "blocked")},
      {{"wrong SecretKey", "ERROR_PROXY_AUTH_FAILED", -97, 400, "backend.COSKEY_SECRECTKEY"},
       an_upload,
       {},
       "wrong"},
      {{"multi where once is wanted", "ERROR_PROXY_AUTH_ONCESIGN_EXPIREDNOTEMPTY", -73, 400, ""},
       a_delete,
       [](auto& f) { f.expiry = "1480001000"; }},
      {{"once where multi is wanted", "ERROR_PROXY_AUTH_MULTISIGN_EXPIREDEMPTY", -74, 400, ""},
       an_upload,
       [](auto& f) { f.expiry = "0"; }},
      {{"once, bound to nothing", "ERROR_PROXY_AUTH_ONCESIGN_NOFILEID", -76, 400, ""},
       a_delete,
       [](auto& f) { f.fileid = ""; }},
      {{"expired", "ERROR_PROXY_AUTH_EXPIRED", -96, 400, "backend.clock_ahead_s"},
       an_upload,
       [](auto& f) { f.expiry = "1479990030", f.time = "1479990000"; }},
      {{"expired, late 2017", "ERROR_PROXY_S3_AUTH_EXPIRED", -59, 400, "backend.clock_ahead_s"},
       an_upload,
       [](auto& f) { f.expiry = "1479990030", f.time = "1479990000"; },
       key,
       setting(late_2017, "-59")},
      {{"expired as soon as it was made", "ERROR_PROXY_AUTH_EXPIRED", -96, 400,
        "backend.COSKEY_EXPIRED_TIME"},
       an_upload,
       [](auto& f) { f.expiry = f.time = "1480000099"; }},
      {{"too far ahead", "ERROR_PROXY_AUTH_EXPIRED", -96, 400, "backend.COSKEY_EXPIRED_TIME"},
       an_upload,
       [](auto& f) { f.expiry = "1480000701"; },
       key,
       setting("console.cos_v4.behaviour.expiry_limit_s", "600")},
      {{"bound to another file", "ERROR_PROXY_FILEID_NOTMATCH", -63, 400, ""},
       a_delete,
       [](auto& f) { f.fileid = "/1250000001/harness/other.png"; }},
  });
}

TEST_CASE("refusals of the request itself") {
  const auto broken = [](const char* body, const char* type) {
    return with(an_upload,
                [&](Call& c) { c.shape = Shape::query, c.body = body, c.headers.add("Content-Type", type); });
  };
  const auto by = [](const char* method, Call call) {
    return with(std::move(call), [&](Call& c) { c.method = method; });
  };
  const Call cors{.op = "", .method = "OPTIONS", .bucket = "pictures"};
  check({
      {{"no APPID in the path", "ERROR_CGI_URL_NOTMATCH", -5994, 400, ""},
       with(an_upload, [](Call& c) { c.appid = "me"; })},
      {{"APPID that nobody has, XML", "InvalidRequest", 0, 400, "client.kTCCOSAppId"},
       with(an_upload, [](Call& c) { c.appid = "1250000003"; }),
       {},
       key,
       setting("console.cos_v4.behaviour.unknown_appid", "xml")},
      {{"PUT", "ERROR_CGI_REQ_METHOD", -5996, 400, ""}, by("PUT", an_upload)},
      {{"upload by GET", "ERROR_CGI_REQ_METHOD", -5996, 400, ""}, by("GET", an_upload)},
      {{"stat by POST", "ERROR_CGI_REQ_METHOD", -5996, 400, ""}, by("POST", {.op = "stat"})},
      {{"no form", "ERROR_CGI_FORM_ERR", -5993, 400, ""},
       broken("no part", "multipart/form-data; boundary=x")},
      {{"no boundary", "ERROR_CGI_FORM_ERR", -5993, 400, ""}, broken("--x\r\n", "multipart/form-data")},
      {{"no JSON", "ERROR_CGI_JSON_PARSE_ERROR", -5975, 400, ""}, broken("{\"op\":", "application/json")},
      {{"a JSON array", "ERROR_CGI_JSON_PARSE_ERROR", -5975, 400, ""},
       broken("[\"a=b\"]", "application/json")},
      {{"no op", "ERROR_CGI_PARAM_MISSING_OP", -5980, 400, ""}, {.op = ""}},
      {{"no such op", "ERROR_CGI_UNSUPPORTED_METHOD", -5972, 400, ""}, {.op = "shred"}},
      {{"preflight without an origin", "ERROR_CMD_CORSRULE_NOT_MATCH", -121, 403,
        "console.cos.main.buckets.pictures.cors"},
       cors},
      {{"preflight of a stranger", "ERROR_CMD_CORSRULE_NOT_MATCH", -121, 403,
        "console.cos.main.buckets.pictures.cors"},
       with(cors, [](Call& c) { c.headers.add("Origin", "http://no.example.com"); })},
      {{"preflight, no such bucket", "ERROR_CMD_CORSRULE_NOT_MATCH", -121, 403, ""},
       with(cors, [](Call& c) { c.bucket = "nobodys", c.headers.add("Origin", "http://ok.example.com"); })},
  });
}

TEST_CASE("refusals of bucket, region and path") {
  const auto at = [](const char* path) { return with(an_upload, [=](Call& c) { c.path = path; }); };
  const auto signed_bucket = [](const char* name) { return [=](sign::CosFields& f) { f.bucket = name; }; };
  check({
      {{"no such bucket", "ERROR_CMD_BUCKET_NOTEXIST", -133, 400, "client.kTCCOSBucket"},
       with(an_upload, [](Call& c) { c.bucket = "nobodys"; }),
       signed_bucket("nobodys")},
      {{"a bucket of the legacy store", "ERROR_CMD_BUCKET_NOTEXIST", -133, 400, "client.kTCCOSBucket"},
       with(an_upload, [](Call& c) { c.bucket = "test"; }),
       signed_bucket("test")},
      {{"another region", "ERROR_CMD_BUCKET_NOTEXIST", -133, 400, "client.kTCCOSRegion"},
       with(an_upload, [](Call& c) { c.host = "sh.file.myqcloud.com"; })},
      {{"the console's region in the other API's word", "ERROR_CMD_BUCKET_NOTEXIST", -133, 400,
        "client.kTCCOSRegion"},
       with(an_upload, [](Call& c) { c.bucket = "pictures"; }),
       signed_bucket("pictures")},
      {{"a question mark", "ERROR_CMD_COS_INVALID_PATH", -180, 400, ""}, at("/a?.png")},
      {{"two slashes", "ERROR_CMD_COS_INVALID_PATH", -180, 400, ""}, at("/a//b.png")},
      {{"up", "ERROR_CMD_COS_INVALID_PATH", -180, 400, ""}, at("/a/../../b.png")},
      {{"here", "ERROR_CMD_COS_INVALID_PATH", -180, 400, ""}, at("/./b.png")},
      {{"a blank segment", "ERROR_CMD_COS_INVALID_PATH", -180, 400, ""}, at("/a/ /b.png")},
      {{"a backslash", "ERROR_CMD_COS_INVALID_PATH", -180, 400, ""}, at("/a\\b.png")},
      {{"a file that ends in /", "ERROR_CMD_PARAM_PAHT_FILE_SURPLUS_SLASH", -160, 400, ""}, at("/a/")},
      {{"no file at all", "ERROR_CMD_PARAM_PATH_EMPTY", -164, 400, ""}, at("/")},
      {{"a folder that does not end in /", "ERROR_CMD_PARAM_PATH_DIR_MISSING_SLASH", -161, 400, ""},
       on("create", "/a")},
      {{"no UTF-8", "ERROR_CMD_NOT_UTF8_ENCODING", -147, 400, ""}, at("/a\xff.png")},
      {{"a NUL", "ERROR_CMD_NOT_UTF8_ENCODING", -147, 400, ""},
       with(an_upload, [](Call& c) { c.path = std::string("/a\0b", 4); })},
      {{"create the root", "ERROR_CMD_PARAM_PATH_EMPTY", -164, 400, ""}, on("create", "/")},
      {{"update the root", "ERROR_CMD_PARAM_PATH_EMPTY", -164, 400, ""},
       on("update", "/", {{"biz_attr", "x"}})},
      {{"delete the root", "ERROR_CMD_PARAM_PATH_EMPTY", -164, 400, ""}, on("delete", "/")},
  });
}

TEST_CASE("refusals of what an operation is given, and of what is there") {
  const auto there = [](const char* path) { return [=](V4& scene) { scene.upload(path, "old"); }; };
  const auto list = [](const char* num) { return on("list", "/", {{"num", num}}); };
  check({
      {{"no content", "ERROR_CGI_MISSING_FILECONTENT", -5990, 400, ""}, {.op = "upload"}},
      {{"too large at once", "ERROR_CGI_FILESIZE", -5995, 400, ""},
       with(an_upload, [](Call& c) { c.content = std::string((20 << 20) + 1, 'x'); })},
      {{"sha that is none", "ERROR_CMD_COS_INVALID_SHA", -168, 400, ""},
       with(an_upload,
            [](Call& c) {
              c.fields = {{"sha", "abc"}};
            })},
      {{"sha of something else", "ERROR_CGI_SHA_NOT_MATCH", -5984, 400, ""},
       with(an_upload,
            [](Call& c) {
              c.fields = {{"sha", sha1_of("other")}};
            })},
      {{"no parent", "ERROR_CMD_COS_INDEX_ERROR", -166, 404, ""},
       an_upload,
       {},
       key,
       setting("console.cos_v4.behaviour.parents_required", "true")},
      {{"other content there", "ERROR_CMD_COS_FILE_EXIST", -177, 400, ""},
       an_upload,
       {},
       key,
       there("/live/cover.png")},
      {{"stat of nothing", "ERROR_CMD_FILE_NOTEXIST", -197, 404, ""}, on("stat", "/no")},
      {{"stat of no folder", "ERROR_CMD_FILE_NOTEXIST", -197, 404, ""}, on("stat", "/no/")},
      {{"list of no folder", "ERROR_CMD_FILE_NOTEXIST", -197, 404, ""}, on("list", "/no/")},
      {{"delete of nothing", "ERROR_CMD_FILE_NOTEXIST", -197, 404, ""}, on("delete", "/no")},
      {{"update of nothing", "ERROR_CMD_FILE_NOTEXIST", -197, 404, ""},
       on("update", "/no", {{"biz_attr", "x"}})},
      {{"move of nothing", "ERROR_CMD_FILE_NOTEXIST", -197, 404, ""},
       on("move", "/no", {{"dest_fileid", "/b"}})},
      {{"copy of nothing", "ERROR_CMD_FILE_NOTEXIST", -197, 404, ""},
       on("copy", "/no", {{"dest_fileid", "/b"}})},
      {{"list -1", "ERROR_CMD_PARAM_MIN_NUM", -157, 400, ""}, list("-1")},
      {{"list 0", "ERROR_CMD_PARAM_MIN_NUM", -157, 400, ""}, list("0")},
      {{"list 1001", "ERROR_CMD_COS_MAX_NUM", -165, 400, ""}, list("1001")},
      {{"list many", "ERROR_CMD_COS_INVALID_LIST_NUM", -170, 400, ""}, list("many")},
      {{"authority", "ERROR_CMD_PARAM_AUTH_TYPE", -158, 400, ""},
       on("update", "/a", {{"authority", "public"}})},
      {{"forbid", "ERROR_CMD_PARAM_INVALID", -182, 400, ""}, on("update", "/a", {{"forbid", "3"}})},
      {{"custom_headers", "ERROR_CGI_JSON_PARSE_ERROR", -5975, 400, ""},
       on("update", "/a", {{"custom_headers", "[1]"}})},
      {{"flag", "ERROR_CMD_COS_INVALID_MOD_FLAG", -179, 400, ""}, on("update", "/a", {{"flag", "2"}})},
      {{"flag without its field", "ERROR_CGI_REQ_PARAM_FLAG_NOTMATCH", -5976, 400, ""},
       on("update", "/a", {{"flag", "65"}, {"biz_attr", "x"}})},
      {{"folder twice", "ERROR_CMD_COS_PATH_CONFLICT", -178, 400, ""},
       on("create", "/live/"),
       {},
       key,
       there("/live/x")},
      {{"folder where a file is", "ERROR_CMD_COS_PATH_CONFLICT", -178, 400, ""},
       on("create", "/live/x/"),
       {},
       key,
       there("/live/x")},
      {{"delete of a full folder", "ERROR_CMD_COS_DIR_NOT_EMPTY", -173, 400, ""},
       on("delete", "/live/"),
       {},
       key,
       there("/live/x")},
      {{"move to nowhere", "ERROR_CGI_REQ_PARAM", -5992, 400, ""}, on("move", "/a"), {}, key, there("/a")},
      {{"move into another bucket", "ERROR_CGI_CROSS_BUCKET_COPY", -5973, 400, ""},
       on("move", "/a", {{"dest_fileid", "/1250000001/pictures/a"}}),
       {},
       key,
       there("/a")},
      {{"move onto something", "ERROR_CMD_COS_FILE_EXIST", -177, 400, ""},
       on("move", "/a", {{"dest_fileid", "/b"}}),
       {},
       key,
       [](V4& s) { s.upload("/a", "a"), s.upload("/b", "b"); }},
      {{"move onto something, -199", "ERROR_CMD_FILE_MOVE_ERROR", -199, 400, ""},
       on("copy", "/a", {{"dest_fileid", "/b"}}),
       {},
       key,
       [](V4& s) {
         s.upload("/a", "a"), s.upload("/b", "b");
         s.set("console.cos_v4.behaviour.move_conflict", "-199");
       }},
      {{"move to a folder", "ERROR_CMD_PARAM_PAHT_FILE_SURPLUS_SLASH", -160, 400, ""},
       on("move", "/a", {{"dest_fileid", "/b/"}}),
       {},
       key,
       there("/a")},
      {{"move out of the bucket", "ERROR_CMD_COS_INVALID_PATH", -180, 400, ""},
       on("move", "/a", {{"dest_fileid", "/../b"}}),
       {},
       key,
       there("/a")},
      {{"move to no UTF-8", "ERROR_CMD_NOT_UTF8_ENCODING", -147, 400, ""},
       with(on("move", "/a", {{"dest_fileid", "/\xff"}}), [](Call& c) { c.shape = Shape::urlencoded; }),
       {},
       key,
       there("/a")},
  });
}

TEST_CASE("a signature for one use lets one request in, and only an honest one uses it up") {
  V4 scene;
  scene.upload("/live/cover.png", "picture");
  Call call = a_delete;
  call.sign = scene.sign(call);
  Call elsewhere = call;
  elsewhere.path = "/other.png";
  CHECK(scene.code(elsewhere) == "ERROR_PROXY_FILEID_NOTMATCH");
  CHECK(scene.ask(call, &cos_v4::code("ERROR_PROXY_FREQ_CONTROL")).name() == "ERROR_PROXY_FREQ_CONTROL");
  CHECK(scene.code(call) == "SUCCESS");
  check_refused({"again", "ERROR_PROXY_AUTH_REPLAY_ATTACH", -77, 400, ""}, scene.ask(call));
}

TEST_CASE("content that cannot be stored is the storage backend's failure") {
  store::FolderOfTest folder;
  V4 scene;
  scene.store = std::move(*store::Store::open(folder.path()));
  scene.start();
  folder.remove();
  check_refused({"disk", "ERROR_CMD_COS_ERROR", -181, 400, ""},
                scene.upload("/big", std::string((1u << 20) + 1, 'x')));
  CHECK(scene.get("stat", "/big").name() == "ERROR_CMD_FILE_NOTEXIST");
}

TEST_CASE(
    "every refusal can be given another HTTP status, every code can be forced, and neither changes "
    "anything") {
  V4 scene;
  for (const char* status : {"200", "401", "404"}) {
    scene.set("console.cos_v4.behaviour.error_http_status", status);
    CHECK(scene.get("stat", "/no").status() == std::stoi(status));
    CHECK(scene.upload("/a", "x", {{"insertOnly", "0"}}).status() == 200);
  }
  scene.set("console.cos_v4.behaviour.error_http_status", "auto");
  std::set<int> numbers;
  for (const auto& code : cos_v4::codes()) {
    CAPTURE(code.name);
    const Answered got = scene.ask({.op = "upload", .path = "/forced", .content = "x"}, &code);
    CHECK(got.answer.verdict.code == &code);
    CHECK(got.status() == code.status);
    if (code.wire.empty()) continue;
    CHECK(got.json["code"] == code.number);
    CHECK(got.json["message"] == code.wire);
    CHECK_FALSE(got.json.contains("data"));
    numbers.insert(code.number);
  }
  CHECK(numbers.size() > 150);
  CHECK(scene.get("stat", "/forced").name() == "ERROR_CMD_FILE_NOTEXIST");
}
