// The operations of the legacy API, every member of their answers, and its slice upload. (COS legacy
// reference, 5, 6)
#include "legacy_scene.h"

using namespace faultcast;
using namespace faultcast::cos_test;

namespace {

std::string names(const Answered& list) {
  const Json infos = list.data()["infos"];
  std::string out;
  for (const auto& info : infos) out += (out.empty() ? "" : " ") + info["name"].get<std::string>();
  return out;
}

constexpr std::size_t slice = 512 << 10;

struct Slices : Legacy {
  std::string path = "/a/big", whole = std::string(slice, 'a') + std::string(slice, 'b') + "end",
              sha = sha1_of(whole), session;

  Answered call(http::Fields fields, std::optional<std::string> content = {}, bool with_sign = true) {
    Call made{.op = "upload_slice", .path = path, .fields = std::move(fields), .content = std::move(content)};
    if (!with_sign) made.sign = "";
    return ask(made);
  }
  Answered control(http::Fields more = {}) {
    http::Fields fields = {{"filesize", std::to_string(whole.size())}, {"sha", sha}};
    fields.insert(fields.end(), more.begin(), more.end());
    Answered got = call(fields);
    if (got.data().contains("session")) session = got.data()["session"];
    return got;
  }
  Answered data(std::size_t offset, bool with_sign = true) {
    return call({{"session", session}, {"offset", std::to_string(offset)}}, whole.substr(offset, slice),
                with_sign);
  }
};

}  // namespace

TEST_CASE("upload: the four addresses, without region, request id or vid") {
  Legacy scene;
  const Answered got = scene.upload("/a b/中.txt", "text", {{"authority", "eWRPrivate"}});
  CHECK(members(got.json) == "code message data");
  CHECK(members(got.data()) == "access_url source_url url resource_path");
  const std::string path = "/a%20b/%E4%B8%AD.txt";
  CHECK(got.data()["access_url"] == "http://test-10026302.file.myqcloud.com" + path);
  CHECK(got.data()["source_url"] == "http://test-10026302.cos.myqcloud.com" + path);
  CHECK(got.data()["url"] == "http://web.file.myqcloud.com/files/v1/10026302/test" + path);
  CHECK(got.data()["resource_path"] == "/10026302/test" + path);
  CHECK(got.header("Content-Type") == "application/json");
  CHECK(got.header("x-cos-request-id") == "-");
  CHECK(scene.get("stat", "/a b/中.txt").data()["authority"] == "eWRPrivate");
  CHECK(scene.upload("/a b/中.txt", "text").name() == "SUCCESS");
  CHECK(scene.upload("/a b/中.txt", "new", {{"insertOnly", "0"}}).name() == "SUCCESS");
  scene.set("console.cos_legacy.behaviour.content_type", "text/html; charset=utf-8");
  CHECK(scene.upload("/b", "text").header("Content-Type") == "text/html; charset=utf-8");
  scene.set("console.cos_legacy.behaviour.error_http_status", "200");
  CHECK(scene.get("stat", "/no").status() == 200);
}

TEST_CASE("stat: files and folders, times as text") {
  Legacy scene;
  scene.upload("/a/1.txt", "hello", {{"biz_attr", "b"}});
  const Json file = scene.get("stat", "/a/1.txt").data();
  CHECK(members(file) == "name biz_attr filesize filelen sha ctime mtime access_url");
  CHECK(file["name"] == "1.txt");
  CHECK(file["biz_attr"] == "b");
  CHECK(file["filesize"] == 5);
  CHECK(file["filelen"] == 5);
  CHECK(file["sha"] == "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d");
  CHECK(file["ctime"] == "1480000100");
  CHECK(file["mtime"] == "1480000100");
  CHECK(file["access_url"] == "http://test-10026302.file.myqcloud.com/a/1.txt");
  const Json folder = scene.get("stat", "/a/").data();
  CHECK(members(folder) == "name biz_attr ctime mtime");
  CHECK(folder["name"] == "a");
  CHECK(scene.get("stat", "/").data()["name"] == "");
  scene.post(
      "update", "/a/1.txt",
      {{"flag", "192"}, {"authority", "eInvalid"}, {"custom_headers", R"({"Content-Language":"zh"})"}});
  const Json after = scene.get("stat", "/a/1.txt").data();
  CHECK(members(after) ==
        "name biz_attr filesize filelen sha ctime mtime access_url authority custom_headers");
  CHECK(after["custom_headers"].dump() == R"({"Content-Language":"zh"})");
}

TEST_CASE("list: pages, counts, filters, directions, prefixes; a GET without op is one") {
  Legacy scene;
  scene.upload("/a/1.txt", "hello", {{"biz_attr", "b"}});
  scene.upload("/a/2.txt", "x");
  scene.post("create", "/a/d/");
  const Json all = scene.get("list", "/a/").data();
  CHECK(members(all) == "context has_more dircount filecount infos");
  CHECK(all["context"] == "");
  CHECK(all["has_more"] == false);
  CHECK(all["dircount"] == 1);
  CHECK(all["filecount"] == 2);
  CHECK(members(all["infos"][0]) == "name biz_attr filesize filelen sha ctime mtime access_url");
  CHECK(all["infos"][0]["biz_attr"] == "b");
  CHECK(all["infos"][0]["ctime"] == "1480000100");
  CHECK(members(all["infos"][2]) == "name biz_attr ctime mtime");

  const Answered first = scene.get("list", "/a/", {{"num", "2"}});
  CHECK(names(first) == "1.txt 2.txt");
  CHECK(first.data()["has_more"] == true);
  CHECK(first.data()["dircount"] == 1);
  const Answered second = scene.get("list", "/a/", {{"num", "2"}, {"context", first.data()["context"]}});
  CHECK(names(second).starts_with("d"));
  CHECK(second.data()["has_more"] == false);
  CHECK(names(scene.get("list", "/a/", {{"num", "1"}, {"order", "1"}})).starts_with("d"));
  CHECK(names(scene.get("list", "/a/", {{"pattern", "eListFileOnly"}})) == "1.txt 2.txt");
  CHECK(names(scene.get("list", "/a/", {{"pattern", "ListDirOnly"}})).starts_with("d"));
  CHECK(names(scene.get("list", "/a/2")) == "2.txt");
  const Answered plain = scene.ask({.op = "", .path = "/a/", .shape = Shape::query, .method = "GET"});
  CHECK(plain.about.op == "list");
  CHECK(names(plain) == names(scene.get("list", "/a/")));
}

TEST_CASE("create, update, move, delete; a multi signature does for changes, and once for one bound upload") {
  Legacy scene;
  CHECK(members(scene.post("create", "/a/").data()) == "ctime resource_path");
  scene.upload("/a/1.txt", "hello");
  for (const char* op : {"update", "move", "delete"}) {
    Call call{.op = op,
              .path = "/a/1.txt",
              .fields = {{"biz_attr", "b"}, {"dest_fileid", "2.txt"}},
              .shape = Shape::json};
    if (op[0] == 'd') call.path = "/a/2.txt";
    call.sign = scene.sign(call, [](auto& f) { f.expiry = "1480001000", f.fileid = ""; });
    const Answered got = scene.ask(call);
    CHECK(got.name() == "SUCCESS");
    CHECK(members(got.json) == "code message");
  }
  Call bound{.op = "upload", .path = "/a/3.txt", .content = "x"};
  bound.sign = scene.sign(bound, [](auto& f) { f.expiry = "0", f.fileid = "/10026302/test/a/3.txt"; });
  CHECK(scene.code(bound) == "SUCCESS");
  CHECK(scene.code(bound) == "ERROR_PROXY_AUTH_REPLAY_ATTACH");
}

TEST_CASE("browsers: preflights need no sign, answers say who may read them") {
  Legacy scene;
  Call preflight{.op = "", .method = "OPTIONS", .sign = "", .bucket = "other"};
  preflight.headers.add("Origin", "http://ok.example.com");
  const Answered allowed = scene.ask(preflight);
  CHECK(allowed.status() == 200);
  CHECK(allowed.body.empty());
  CHECK(allowed.header("Access-Control-Allow-Origin") == "http://ok.example.com");
  Call stat{.op = "stat", .path = "/no"};
  stat.headers.add("Origin", "http://any.example.com");
  CHECK(scene.ask(stat).header("Access-Control-Allow-Origin") == "http://any.example.com");
}

TEST_CASE("slices one after the other: control, middle ones, the last with the addresses") {
  Slices scene;
  const Answered begun = scene.control({{"biz_attr", "b"}});
  CHECK(members(begun.data()) == "session offset slice_size");
  CHECK(begun.data()["offset"] == 0);
  CHECK(begun.data()["slice_size"] == slice);
  const Answered middle = scene.data(0);
  CHECK(members(middle.data()) == "session offset");
  CHECK(middle.data()["offset"] == 0);
  // The answer was lost: again, and without a signature, as pages send them.
  CHECK(scene.data(0).name() == "SUCCESS");
  CHECK(scene.data(slice, false).name() == "SUCCESS");
  CHECK(members(scene.data(2 * slice).data()) == "access_url source_url url resource_path");
  CHECK(scene.get("stat", scene.path).data()["sha"] == scene.sha);
  CHECK(scene.get("stat", scene.path).data()["biz_attr"] == "b");
  CHECK(scene.state.uploads.empty());
  scene.path = "/a/other";
  CHECK(scene.control().field("instant") == "true");
}

TEST_CASE("an upload that stopped goes on where it stood, if it is the same file") {
  Slices scene;
  scene.control();
  const std::string first = scene.session;
  scene.data(0);
  const Answered again = scene.control();
  CHECK(again.data()["session"] == first);
  CHECK(again.data()["offset"] == slice);
  CHECK(scene.call({{"filesize", "5"}, {"sha", scene.sha}}).data()["session"] != first);
  CHECK(scene.call({{"filesize", std::to_string(scene.whole.size())}, {"sha", sha1_of("other")}})
            .data()["offset"] == 0);
  scene.set("console.cos_legacy.behaviour.session_life_s", "10");
  scene.now += 10'000;
  CHECK(scene.data(slice).name() == "ERROR_CGI_WRONG_SESSION");
}

TEST_CASE("a session lets in its own slices, and nothing else without a signature") {
  Slices scene;
  scene.control();
  const auto unsigned_code = [&](const char* op, http::Fields fields, const char* path = "/a/big",
                                 std::optional<std::string> content = "x") {
    fields.emplace_back("session", scene.session);
    return scene.code(
        {.op = op, .path = path, .fields = std::move(fields), .content = std::move(content), .sign = ""});
  };
  const char* refused = "ERROR_PROXY_AUTH_SIGN_EMPTY";
  CHECK(unsigned_code("upload_slice", {{"offset", "0"}}) == "SUCCESS");
  CHECK(unsigned_code("upload", {}) == refused);
  CHECK(unsigned_code("upload_slice", {{"offset", "0"}, {"filesize", "5"}}) == refused);
  CHECK(unsigned_code("upload_slice", {{"offset", "0"}}, "/a/other") == refused);
  CHECK(unsigned_code("upload_slice", {{"offset", "0"}}, "/a/big", std::nullopt) == refused);
  scene.session = "nobodys";
  CHECK(unsigned_code("upload_slice", {{"offset", "0"}}) == refused);
}

TEST_CASE("refusals along the way") {
  Slices scene;
  check_refused({"neither", "ERROR_CGI_PARAM_MISSING_FILESIZE", -5971, 400, ""}, scene.call({}));
  check_refused({"filesize is text", "ERROR_CGI_PARAM_MISSING_FILESIZE", -5971, 400, ""},
                scene.call({{"filesize", "x"}, {"sha", scene.sha}}));
  check_refused({"too large", "ERROR_PROCESS_FILE_TOO_LARGE", -285, 400, ""},
                scene.call({{"filesize", "68719476737"}, {"sha", scene.sha}}));
  check_refused({"no sha", "ERROR_CGI_PARAM_MISSING_SHA", -5979, 400, ""}, scene.call({{"filesize", "5"}}));
  check_refused({"sha that is none", "ERROR_CMD_COS_INVALID_SHA", -168, 400, ""},
                scene.call({{"filesize", "5"}, {"sha", "x"}}));
  check_refused({"slices of nothing", "ERROR_PROCESS_WRONG_SLICE_SIZE", -284, 400, ""},
                scene.call({{"filesize", "5"}, {"sha", scene.sha}, {"slice_size", "0"}}));
  scene.control();
  const auto data = [&](http::Fields fields, std::optional<std::string> content) {
    fields.emplace_back("session", scene.session);
    return scene.call(std::move(fields), std::move(content));
  };
  check_refused({"no content", "ERROR_CGI_MISSING_FILECONTENT", -5990, 400, ""}, data({{"offset", "0"}}, {}));
  check_refused({"no offset", "ERROR_PROCESS_OFFSET", -290, 400, ""}, data({}, "x"));
  check_refused({"offset is text", "ERROR_PROCESS_OFFSET", -290, 400, ""}, data({{"offset", "x"}}, "x"));
  check_refused({"ahead", "ERROR_PROCESS_OFFSET", -290, 400, ""}, data({{"offset", "1"}}, "x"));
  check_refused({"empty", "ERROR_PROCESS_SLICE_TOO_SMALL", -283, 400, ""}, data({{"offset", "0"}}, ""));
  check_refused({"beyond the end", "ERROR_PROCESS_OFFSET", -290, 400, ""},
                data({{"offset", "0"}}, scene.whole + "x"));
  scene.data(0);
  check_refused({"into a part", "ERROR_PROCESS_OFFSET", -290, 400, ""}, data({{"offset", "5"}}, "x"));
  scene.whole.back() = 'x';
  scene.data(slice);
  check_refused({"another content", "ErrNotSameSHA", -4016, 400, ""}, scene.data(2 * slice));
  check_refused({"the session is gone", "ERROR_CGI_WRONG_SESSION", -5983, 400, ""}, scene.data(0));

  Slices taken;
  taken.upload(taken.path, "old");
  taken.control();
  taken.data(0), taken.data(slice);
  check_refused({"there", "ErrSameFileUpload", -4018, 400, ""}, taken.data(2 * slice));
  taken.whole.clear(), taken.sha = sha1_of(""), taken.path = "/a/empty";
  taken.control();
  CHECK(members(taken.data(0).data()) == "access_url source_url url resource_path");
}
