// Two things wrong at once: which of them is told. (COS v4 reference, 4.6)
#include "v4_scene.h"

using namespace faultcast;
using namespace faultcast::cos_test;

namespace {

/// One step of the order: how a call is spoilt there, and what that is refused with.
struct Step {
  const char *what, *name;
  std::function<void(Call&)> spoil;
  std::function<void(sign::CosFields&)> spoil_sign = {};
  std::string key = cos_test::key;
};

// Each spoils an update of /a, which takes a signature for one use. In the order of the reference.
const std::vector<Step>& steps() {
  static const std::vector<Step> rows = {
      {"2 path", "ERROR_CGI_URL_NOTMATCH", [](Call& c) { c.appid = "me"; }},
      {"3 preflight", "ERROR_CMD_CORSRULE_NOT_MATCH", [](Call& c) { c.method = "OPTIONS"; }},
      {"4 method", "ERROR_CGI_REQ_METHOD", [](Call& c) { c.method = "PUT"; }},
      {"4 form", "ERROR_CGI_FORM_ERR", [](Call& c) { c.shape = Shape::multipart, c.body = "-"; }},
      {"4 no op", "ERROR_CGI_PARAM_MISSING_OP", [](Call& c) { c.op = ""; }},
      {"5 no sign", "ERROR_PROXY_AUTH_SIGN_EMPTY", [](Call& c) { c.sign = ""; }},
      {"6 unreadable", "ERROR_CGI_AUTHORIZATION", [](Call& c) { c.sign = "x"; }},
      {"7 appid", "ERROR_PROXY_APPID_USERID_NOTMATCH", {}, [](auto& f) { f.appid = "1250000003"; }},
      {"8 bucket", "ERROR_PROXY_SIGN_BUCKET_NOTMATCH", {}, [](auto& f) { f.bucket = "pictures"; }},
      {"9 SecretId", "PROXY_AUTH_SECRETID_NOEXIST", {}, [](auto& f) { f.secret_id = "AKIDnobody"; }},
      {"10 owner", "ERROR_PROXY_AUTH_APPID", {}, [](auto& f) { f.secret_id = stranger_id; }, stranger_key},
      {"12 digest", "ERROR_PROXY_AUTH_FAILED", {}, {}, "wrong"},
      {"13 kind", "ERROR_PROXY_AUTH_ONCESIGN_EXPIREDNOTEMPTY", {}, [](auto& f) { f.expiry = "1470000000"; }},
      {"15 fileid", "ERROR_PROXY_FILEID_NOTMATCH", {}, [](auto& f) { f.fileid = "/1250000001/harness/x"; }},
      {"18 region", "ERROR_CMD_BUCKET_NOTEXIST", [](Call& c) { c.host = "sh.file.myqcloud.com"; }},
      {"19 path", "ERROR_CMD_COS_INVALID_PATH", [](Call& c) { c.path = "/a?"; }},
      {"20 parameter", "ERROR_CMD_PARAM_AUTH_TYPE", [](Call& c) { c.fields.emplace_back("authority", "x"); }},
      {"22 state", "ERROR_CMD_FILE_NOTEXIST", [](Call&) {}},
  };
  return rows;
}

std::string both(const Step& one, const Step& other) {
  V4 scene;
  scene.set("console.cos.main.buckets.harness.cors", "http://ok.example.com");
  Call call{.op = "update", .path = "/a", .fields = {{"biz_attr", "x"}}, .shape = Shape::json};
  // The later first: what the earlier one needs is not undone by it.
  for (const Step* step : {&other, &one})
    if (step->spoil) step->spoil(call);
  if (!call.sign) {
    Call named = call;
    named.op = "update";
    call.sign = scene.sign(
        named,
        [&](sign::CosFields& f) {
          for (const Step* step : {&other, &one})
            if (step->spoil_sign) step->spoil_sign(f);
        },
        one.key != key ? one.key : other.key);
  }
  return scene.code(call);
}

}  // namespace

TEST_CASE("of any two wrong things the one that is earlier in the order is told") {
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < steps().size(); ++i)
    for (std::size_t j = i; j < steps().size(); ++j) {
      const Step &one = steps()[i], &other = steps()[j];
      CAPTURE(one.what);
      CAPTURE(other.what);
      CHECK(both(one, other) == one.name);
      ++pairs;
    }
  CHECK(pairs == 171);
}

TEST_CASE("blocked comes before the digest, and after the owner of the key") {
  V4 scene;
  scene.set("console.cos.account", "blocked");
  const Call call{.op = "upload", .content = "x"};
  const auto told = [&](const std::function<void(sign::CosFields&)>& by, const char* with) {
    Call spoilt = call;
    spoilt.sign = scene.sign(call, by, with);
    return scene.code(spoilt);
  };
  CHECK(told({}, "wrong") == "ERROR_PROXY_FORBID_APPID");
  CHECK(told([](auto& f) { f.secret_id = stranger_id; }, stranger_key) == "ERROR_PROXY_AUTH_APPID");
}

TEST_CASE("an expired signature that is wrong too: the digest first; one used before: its file first") {
  V4 scene;
  const auto late = [](auto& f) { f.expiry = "1470000000"; };
  Call call{.op = "upload", .content = "x"};
  call.sign = scene.sign(call, late, "wrong");
  CHECK(scene.code(call) == "ERROR_PROXY_AUTH_FAILED");
  call.sign = scene.sign(call, [&](auto& f) { late(f), f.fileid = "/1250000001/harness/x"; });
  CHECK(scene.code(call) == "ERROR_PROXY_AUTH_EXPIRED");
}

TEST_CASE("parameters, then what they say of the content, then what is there") {
  V4 scene;
  scene.upload("/a", "old");
  const auto upload = [&](const std::string& sha, std::optional<std::string> content) {
    return scene.code(
        {.op = "upload", .path = "/a", .fields = {{"sha", sha}}, .content = std::move(content)});
  };
  CHECK(upload("abc", std::nullopt) == "ERROR_CGI_MISSING_FILECONTENT");
  CHECK(upload("abc", std::string((20 << 20) + 1, 'x')) == "ERROR_CGI_FILESIZE");
  CHECK(upload(sha1_of("new"), "other") == "ERROR_CGI_SHA_NOT_MATCH");
  CHECK(upload(sha1_of("other"), "other") == "ERROR_CMD_COS_FILE_EXIST");
  CHECK(scene.post("move", "/none", {{"dest_fileid", "/b?"}}).name() == "ERROR_CMD_COS_INVALID_PATH");
}
