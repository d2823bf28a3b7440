// Every code that the legacy API comes to by itself: what is asked for, name, number, HTTP status, accused
// setting. (COS legacy reference, 3.1, 5, 6, 7)
#include "cos_legacy/codes.h"
#include "legacy_scene.h"

using namespace faultcast;
using namespace faultcast::cos_test;

namespace {

struct Row {
  Refused refused;
  Call call;
  std::function<void(sign::CosFields&)> sign = {};
  std::string key = legacy_key;
  std::function<void(Legacy&)> before = {};
};

const Call an_upload{.op = "upload", .path = "/a/1.txt", .content = "text"};
const Call a_delete{.op = "delete", .path = "/a/1.txt", .shape = Shape::json};

Call with(Call call, const std::function<void(Call&)>& by) {
  by(call);
  return call;
}
Call on(const std::string& op, const std::string& path, http::Fields fields = {}) {
  return {.op = op, .path = path, .fields = std::move(fields), .shape = Shape::json};
}

void check(const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    Legacy scene;
    CAPTURE(row.refused.what);
    if (row.before) row.before(scene);
    Call call = row.call;
    if (!call.sign) call.sign = scene.sign(call, row.sign, row.key);
    const Answered got = scene.ask(call);
    check_refused(row.refused, got);
    // A real log has these two members; the SDKs read JSON at 200 and 400 only.
    CHECK(members(got.json) == "code message");
    CHECK(got.header("x-cos-request-id") == "-");
  }
}

}  // namespace

TEST_CASE("refusals of the signature, each with the setting that disagrees") {
  const auto v4_account = [](sign::CosFields& f) { f.appid = appid, f.secret_id = id; };
  check({
      {{"no sign", "ERROR_PROXY_AUTH_SIGN_EMPTY", -81, 400, ""},
       with(an_upload, [](Call& c) { c.sign = ""; })},
      {{"no base64", "ERROR_CGI_AUTHORIZATION", -5998, 400, ""},
       with(an_upload, [](Call& c) { c.sign = "x"; })},
      {{"a", "ERROR_PROXY_APPID_USERID_NOTMATCH", -70, 400, "backend.COSKEY_APPID"},
       an_upload,
       [](auto& f) { f.appid = "10009999"; }},
      {{"b", "ERROR_PROXY_SIGN_BUCKET_NOTMATCH", -61, 400, "backend.COSKEY_BUCKET"},
       an_upload,
       [](auto& f) { f.bucket = "tes"; }},
      {{"an account of v4", "ERROR_PROXY_AUTH_FAILED", -97, 400, "client.cos_sdk"},
       with(an_upload, [](Call& c) { c.appid = appid; }),
       v4_account,
       cos_test::key},
      {{"nobody's account", "ERROR_PROXY_AUTH_APPID_NOEXIST", -82, 400, "backend.COSKEY_APPID"},
       with(an_upload, [](Call& c) { c.appid = "10009999"; }),
       [](auto& f) { f.appid = "10009999"; }},
      {{"nobody's SecretId", "PROXY_AUTH_SECRETID_NOEXIST", -79, 400, "backend.COSKEY_SECRECTID"},
       an_upload,
       [](auto& f) { f.secret_id = "AKIDnobody"; }},
      {{"a SecretId of v4", "ERROR_PROXY_AUTH_FAILED", -97, 400, "backend.COSKEY_SECRECTID"},
       an_upload,
       [](auto& f) { f.secret_id = id; },
       cos_test::key},
      {{"blocked", "ERROR_PROXY_FORBID_APPID", -64, 400, ""},
       an_upload,
       {},
       legacy_key,
       [](Legacy& s) { s.set("console.cos.account", "blocked"); }},
      {{"wrong SecretKey", "ERROR_PROXY_AUTH_FAILED", -97, 400, "backend.COSKEY_SECRECTKEY"},
       an_upload,
       {},
       "wrong"},
      {{"once, bound to nothing", "ERROR_PROXY_AUTH_ONCESIGN_NOFILEID", -76, 400, ""},
       a_delete,
       [](auto& f) { f.fileid = ""; }},
      {{"once where multi is wanted", "ERROR_PROXY_AUTH_MULTISIGN_EXPIREDEMPTY", -74, 400, ""},
       an_upload,
       [](auto& f) { f.expiry = "0"; }},
      {{"expired", "ERROR_PROXY_AUTH_EXPIRED", -96, 400, "backend.clock_ahead_s"},
       an_upload,
       [](auto& f) { f.expiry = "1479990030", f.time = "1479990000"; }},
      {{"bound to another file", "ERROR_PROXY_FILEID_NOTMATCH", -63, 400, ""},
       an_upload,
       [](auto& f) { f.fileid = "/10026302/test/b"; }},
      {{"multi for a change, where that is refused", "ERROR_PROXY_AUTH_UNSUPPORTED_OP", -75, 400, ""},
       a_delete,
       [](auto& f) { f.expiry = "1480001000", f.fileid = ""; },
       legacy_key,
       [](Legacy& s) { s.set("console.cos_legacy.behaviour.once_for_changes", "true"); }},
  });
}

TEST_CASE("refusals of request, bucket and path") {
  const auto at = [](const char* path) { return with(an_upload, [=](Call& c) { c.path = path; }); };
  const Call cors{.op = "", .method = "OPTIONS", .bucket = "other"};
  check({
      {{"no APPID", "ERROR_CGI_URL_NOTMATCH", -5994, 400, ""},
       with(an_upload, [](Call& c) { c.appid = "me"; })},
      {{"PUT", "ERROR_CGI_REQ_METHOD", -5996, 400, ""}, with(an_upload, [](Call& c) { c.method = "PUT"; })},
      {{"delete by GET", "ERROR_CGI_REQ_METHOD", -5996, 400, ""},
       with(a_delete, [](Call& c) { c.method = "GET", c.shape = Shape::query; })},
      {{"no form", "ERROR_CGI_FORM_ERR", -5993, 400, ""}, with(an_upload, [](Call& c) { c.body = "-"; })},
      {{"cut JSON", "ERROR_CGI_JSON_PARSE_ERROR", -5975, 400, ""},
       with(a_delete, [](Call& c) { c.body = "{\"op\":\"delete\",\"biz_attr\":\"\xe4"; })},
      {{"no op", "ERROR_CGI_PARAM_MISSING_OP", -5980, 400, ""}, {.op = ""}},
      {{"an op of v4", "ERROR_CGI_UNSUPPORTED_METHOD", -5972, 400, ""}, {.op = "upload_slice_init"}},
      {{"preflight without an origin", "ERROR_CMD_CORSRULE_NOT_MATCH", -121, 400,
        "console.cos.legacy.buckets.other.cors"},
       cors},
      {{"preflight of a stranger", "ERROR_CMD_CORSRULE_NOT_MATCH", -121, 400,
        "console.cos.legacy.buckets.other.cors"},
       with(cors, [](Call& c) { c.headers.add("Origin", "http://no.example.com"); })},
      {{"no such bucket", "ERROR_CMD_COS_INDEX_ERROR", -166, 400, "client.kTCCOSBucket"},
       with(an_upload, [](Call& c) { c.bucket = "nobodys"; }),
       [](auto& f) { f.bucket = "nobodys"; }},
      {{"a bucket of v4", "ERROR_CMD_INDEX_NO_EXIST", -144, 400, "client.kTCCOSBucket"},
       with(an_upload, [](Call& c) { c.bucket = "harness"; }),
       [](auto& f) { f.bucket = "harness"; },
       legacy_key,
       [](Legacy& s) { s.set("console.cos_legacy.behaviour.missing_bucket", "-144"); }},
      {{"illegal", "ERROR_CMD_COS_INVALID_PATH", -180, 400, ""}, at("/a*")},
      {{"up", "ERROR_CMD_COS_INVALID_PATH", -180, 400, ""}, at("/../a")},
      {{"a file that ends in /", "ERROR_CMD_PARAM_PAHT_FILE_SURPLUS_SLASH", -160, 400, ""}, at("/a/")},
      {{"no file", "ERROR_CMD_PARAM_PATH_EMPTY", -164, 400, ""}, at("/")},
      {{"no folder", "ERROR_CMD_PARAM_PATH_DIR_MISSING_SLASH", -161, 400, ""}, on("create", "/a")},
      {{"no UTF-8", "ERROR_CMD_NOT_UTF8_ENCODING", -147, 400, ""}, at("/\xff")},
  });
}

TEST_CASE("refusals of what an operation is given, and of what is there") {
  const auto there = [](Legacy& s) { s.upload("/a/1.txt", "old"); };
  const auto list = [](const char* num) { return on("list", "/", {{"num", num}}); };
  check({
      {{"no content", "ERROR_CGI_MISSING_FILECONTENT", -5990, 400, ""}, {.op = "upload"}},
      {{"too large at once", "ERROR_CGI_FILESIZE", -5995, 400, ""},
       with(an_upload, [](Call& c) { c.content = std::string((20 << 20) + 1, 'x'); })},
      {{"sha that is none", "ERROR_CMD_COS_INVALID_SHA", -168, 400, ""},
       with(an_upload,
            [](Call& c) {
              c.fields = {{"sha", "x"}};
            })},
      {{"another sha", "ERROR_CGI_SHA_NOT_MATCH", -5984, 400, ""},
       with(an_upload,
            [](Call& c) {
              c.fields = {{"sha", sha1_of("other")}};
            })},
      {{"authority", "ERROR_CMD_PARAM_AUTH_TYPE", -158, 400, ""},
       with(an_upload,
            [](Call& c) {
              c.fields = {{"authority", "public"}};
            })},
      {{"other content there", "ErrSameFileUpload", -4018, 400, ""}, an_upload, {}, legacy_key, there},
      {{"other content there, as v4", "ERROR_CMD_COS_FILE_EXIST", -177, 400, ""},
       an_upload,
       {},
       legacy_key,
       [&](Legacy& s) { there(s), s.set("console.cos_legacy.behaviour.same_name", "-177"); }},
      {{"stat of nothing", "ERROR_CMD_COS_INDEX_ERROR", -166, 400, ""}, on("stat", "/no")},
      {{"list of nothing", "ERROR_CMD_COS_INDEX_ERROR", -166, 400, ""}, on("list", "/no/")},
      {{"delete of nothing", "ERROR_CMD_COS_INDEX_ERROR", -166, 400, ""}, a_delete},
      {{"update of nothing", "ERROR_CMD_COS_INDEX_ERROR", -166, 400, ""},
       on("update", "/no", {{"biz_attr", "x"}})},
      {{"move of nothing", "ERROR_CMD_COS_INDEX_ERROR", -166, 400, ""},
       on("move", "/no", {{"dest_fileid", "b"}})},
      {{"list 0", "ERROR_CMD_PARAM_MIN_NUM", -157, 400, ""}, list("0")},
      {{"list 200", "ERROR_CMD_COS_MAX_NUM", -165, 400, ""}, list("200")},
      {{"list many", "ERROR_CMD_COS_INVALID_LIST_NUM", -170, 400, ""}, list("many")},
      {{"flag", "ERROR_CMD_COS_INVALID_MOD_FLAG", -179, 400, ""}, on("update", "/a", {{"flag", "x"}})},
      {{"flag without its field", "ERROR_CGI_REQ_PARAM_FLAG_NOTMATCH", -5976, 400, ""},
       on("update", "/a", {{"flag", "1"}})},
      {{"folder twice", "ERROR_CMD_COS_PATH_CONFLICT", -178, 400, ""},
       on("create", "/a/"),
       {},
       legacy_key,
       there},
      {{"delete of a full folder", "ERROR_CMD_COS_DIR_NOT_EMPTY", -173, 400, ""},
       on("delete", "/a/"),
       {},
       legacy_key,
       there},
      {{"move to nowhere", "ERROR_CGI_REQ_PARAM", -5992, 400, ""},
       on("move", "/a/1.txt"),
       {},
       legacy_key,
       there},
      {{"move into another bucket", "ERROR_CGI_CROSS_BUCKET_COPY", -5973, 400, ""},
       on("move", "/a/1.txt", {{"dest_fileid", "/10026302/other/x"}}),
       {},
       legacy_key,
       there},
      {{"move onto something", "ERROR_CMD_COS_FILE_EXIST", -177, 400, ""},
       on("move", "/a/1.txt", {{"dest_fileid", "/b"}}),
       {},
       legacy_key,
       [&](Legacy& s) { there(s), s.upload("/b", "b"); }},
  });
}

TEST_CASE("two things wrong at once: used before comes before expired and before another file") {
  Legacy scene;
  scene.upload("/a/1.txt", "x");
  Call call = a_delete;
  call.sign = scene.sign(call);
  CHECK(scene.code(call) == "SUCCESS");
  call.path = "/b";
  check_refused({"used", "ERROR_PROXY_AUTH_REPLAY_ATTACH", -77, 400, ""}, scene.ask(call));
  Call upload = an_upload;
  upload.sign = scene.sign(upload, [](auto& f) { f.expiry = "1470000000", f.fileid = "/10026302/test/x"; });
  CHECK(scene.code(upload) == "ERROR_PROXY_AUTH_EXPIRED");
  upload.sign = scene.sign(upload, [](auto& f) { f.appid = "10009999", f.bucket = "x", f.secret_id = "x"; });
  CHECK(scene.code(upload) == "ERROR_PROXY_APPID_USERID_NOTMATCH");
  upload.appid = "me";
  upload.method = "OPTIONS";
  CHECK(scene.code(upload) == "ERROR_CGI_URL_NOTMATCH");
}

TEST_CASE("every code can be forced, and changes nothing") {
  Legacy scene;
  for (const auto& code : cos_legacy::codes()) {
    CAPTURE(code.name);
    const Answered got = scene.ask(an_upload, &code);
    CHECK(got.answer.verdict.code == &code);
    CHECK(got.status() == code.status);
    if (!code.wire.empty()) CHECK(got.json["message"] == code.wire);
  }
  CHECK(scene.get("stat", "/a/1.txt").name() == "ERROR_CMD_COS_INDEX_ERROR");
}
