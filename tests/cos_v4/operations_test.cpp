// The operations of the v4 API and every member of their answers. (COS v4 reference, 3)
#include "v4_scene.h"

using namespace faultcast;
using namespace faultcast::cos_test;

namespace {

constexpr const char* page = "http://ok.example.com";

std::string names(const Answered& list) {
  std::string out;
  const Json infos = list.data()["infos"];
  for (const auto& info : infos) out += (out.empty() ? "" : " ") + info["name"].get<std::string>();
  return out;
}

}  // namespace

TEST_CASE("an answer's head and body: headers, members, request id") {
  V4 scene;
  const Answered good = scene.upload("/a", "x"), bad = scene.get("stat", "/no");
  CHECK(members(good.json) == "code message request_id data");
  CHECK(members(bad.json) == "code message request_id");
  CHECK(good.json["code"] == 0);
  CHECK(good.json["message"] == "SUCCESS");
  for (const Answered* one : {&good, &bad}) {
    CHECK(one->header("Server") == "tencent-cos");
    CHECK(one->header("Content-Type") == "application/json");
    CHECK(one->header("Connection") == "keep-alive");
    CHECK(one->header("x-cos-request-id") == one->json["request_id"]);
    CHECK(one->field("request_id") == one->json["request_id"].get<std::string>());
    // TIME_NODE_WORKER_COUNTER in hexadecimal; the first is the moment of the request.
    const auto made = from_base64(one->json["request_id"].get<std::string>());
    REQUIRE(made);
    const auto parts = split(as_text(*made), '_');
    REQUIRE(parts.size() == 4);
    CHECK(parts[0] == fmt::format("{:x}", scene.now / 1000));
    for (const auto& part : parts) CHECK(part.find_first_not_of("0123456789abcdef") == std::string::npos);
  }
  CHECK(good.json["request_id"] != bad.json["request_id"]);
}

TEST_CASE("upload: the four addresses and the vid") {
  V4 scene;
  const Answered got =
      scene.upload("/2018/头 a.jpg", "picture", {{"sha", sha1_of("picture")}, {"biz_attr", "b"}});
  CHECK(members(got.data()) == "access_url resource_path source_url url vid");
  const std::string path = "/2018/%E5%A4%B4%20a.jpg";
  CHECK(got.data()["access_url"] == "http://harness-1250000001.file.myqcloud.com" + path);
  CHECK(got.data()["source_url"] == "http://harness-1250000001.cosgz.myqcloud.com" + path);
  CHECK(got.data()["url"] == "http://gz.file.myqcloud.com/files/v2/1250000001/harness" + path);
  CHECK(got.data()["resource_path"] == "/1250000001/harness" + path);
  const std::string vid = got.data()["vid"];
  CHECK(vid.size() == 42);
  CHECK(vid.ends_with(std::to_string(scene.now / 1000)));
  CHECK(got.field("access_url") == got.data()["access_url"].get<std::string>());
  scene.set("console.cos_v4.behaviour.vid", "false");
  CHECK(members(scene.upload("/b", "x").data()) == "access_url resource_path source_url url");
}

TEST_CASE("addresses lead to wherever the request came to: a name, a path, nothing but a prefix") {
  V4 scene;
  Request request = scene.request({.op = "upload", .path = "/a", .content = "x"});
  const auto urls = [&](Route::By by, const char* cloud_host, bool tls) {
    return send(*scene.service, request, Route{by, cloud_host, "", "127.0.0.1:8080", tls}, scene.now).data();
  };
  CHECK(urls(Route::By::host, "gz.file.myqcloud.com", true)["access_url"] ==
        "http://harness-1250000001.file.myqcloud.com/a");
  CHECK(urls(Route::By::path, "gz.file.myqcloud.com", false)["source_url"] ==
        "http://127.0.0.1:8080/harness-1250000001.cosgz.myqcloud.com/a");
  CHECK(urls(Route::By::prefix, "", true)["url"] ==
        "https://127.0.0.1:8080/gz.file.myqcloud.com/files/v2/1250000001/harness/a");
}

TEST_CASE("insertOnly: 1 keeps what is there, unless it is the same; empty and missing are 1") {
  V4 scene;
  scene.upload("/a", "old");
  for (const http::Fields& fields :
       {http::Fields{}, {{"insertOnly", ""}}, {{"insertOnly", "1"}}, {{"insertonly", "x"}}})
    CHECK(scene.upload("/a", "new", fields).name() == "ERROR_CMD_COS_FILE_EXIST");
  scene.now += 5000;
  CHECK(scene.upload("/a", "old").name() == "SUCCESS");
  CHECK(scene.get("stat", "/a").data()["mtime"] == scene.now / 1000);
  CHECK(scene.get("stat", "/a").data()["ctime"] == scene.now / 1000 - 5);
  CHECK(scene.upload("/a", "new", {{"insertOnly", "0"}}).name() == "SUCCESS");
  CHECK(scene.get("stat", "/a").data()["sha"] == sha1_of("new"));
}

TEST_CASE("a file of no bytes, and one as large as may be") {
  V4 scene;
  CHECK(scene.upload("/empty", "").name() == "SUCCESS");
  CHECK(scene.get("stat", "/empty").data()["filesize"] == 0);
  CHECK(scene.upload("/large", std::string(20 << 20, 'x')).name() == "SUCCESS");
  CHECK(scene.get("stat", "/large").data()["filesize"] == 20 << 20);
}

TEST_CASE("stat: every member of a file and of a folder, before and after an update") {
  V4 scene;
  scene.upload("/d/a.png", "picture", {{"biz_attr", "mine"}});
  const Json file = scene.get("stat", "/d/a.png").data();
  CHECK(members(file) ==
        "slicesize ctime biz_attr filelen authority source_url forbid sha custom_headers filesize mtime "
        "access_url");
  CHECK(file["slicesize"] == 0);
  CHECK(file["ctime"] == 1480000100);
  CHECK(file["biz_attr"] == "mine");
  CHECK(file["filelen"] == 7);
  CHECK(file["filesize"] == 7);
  CHECK(file["authority"] == "eInvalid");
  CHECK(file["forbid"] == 0);
  CHECK(file["sha"] == sha1_of("picture"));
  CHECK(file["custom_headers"] == Json::object());
  CHECK(file["access_url"] == "http://harness-1250000001.file.myqcloud.com/d/a.png");
  CHECK(file["source_url"] == "http://harness-1250000001.cosgz.myqcloud.com/d/a.png");
  const Json folder = scene.get("stat", "/d/").data();
  CHECK(members(folder) == "biz_attr ctime mtime");
  CHECK(folder["ctime"] == 1480000100);
  CHECK(members(scene.get("stat", "/").data()) == "biz_attr ctime mtime");

  scene.now += 1000;
  const Answered updated = scene.post(
      "update", "/d/a.png",
      {{"biz_attr", ""},
       {"authority", "eWRPrivate"},
       {"forbid", "1"},
       {"flag", "193"},
       {"custom_headers", R"({"Content-Type":"image/x","x-cos-meta-A":"1","Host":"no","Cache-Control":5})"}});
  CHECK(members(updated.json) == "code message request_id");
  const Json after = scene.get("stat", "/d/a.png").data();
  CHECK(after["biz_attr"] == "");
  CHECK(after["authority"] == "eWRPrivate");
  CHECK(after["forbid"] == 1);
  CHECK(after["custom_headers"].dump() ==
        R"({"Content-Type":"image/x","x-cos-meta-A":"1","Cache-Control":"5"})");
  CHECK(after["mtime"] == 1480000101);
  CHECK(after["ctime"] == 1480000100);
}

TEST_CASE("update: what is not named stays; headers as an object, as text, misspelt; folders too") {
  V4 scene;
  scene.upload("/a", "x", {{"biz_attr", "mine"}});
  const auto headers = [&] { return scene.get("stat", "/a").data()["custom_headers"].dump(); };
  Call call{.op = "update", .path = "/a", .shape = Shape::json};
  call.body = R"({"op":"update","custom_headers":{"Content-Type":"a/b"}})";
  CHECK(scene.code(call) == "SUCCESS");
  CHECK(headers() == R"({"Content-Type":"a/b"})");
  call.body = R"({"op":"update","customHeaders":"{\"Content-Type\":\"c/d\"}"})";
  CHECK(scene.code(call) == "SUCCESS");
  CHECK(headers() == R"({"Content-Type":"c/d"})");
  call.body = R"({"op":"update","forbid":2})";
  CHECK(scene.code(call) == "SUCCESS");
  CHECK(headers() == R"({"Content-Type":"c/d"})");
  CHECK(scene.get("stat", "/a").data()["biz_attr"] == "mine");
  scene.post("create", "/d/");
  CHECK(scene.post("update", "/d/", {{"biz_attr", "folder"}}).name() == "SUCCESS");
  CHECK(scene.get("stat", "/d/").data()["biz_attr"] == "folder");
}

TEST_CASE("create and delete of folders and files") {
  V4 scene;
  const Answered made = scene.post("create", "/d 1/", {{"biz_attr", "b"}});
  CHECK(members(made.data()) == "ctime resource_path");
  CHECK(made.data()["ctime"] == 1480000100);
  CHECK(made.data()["resource_path"] == "/1250000001/harness/d%201/");
  CHECK(scene.get("stat", "/d 1/").data()["biz_attr"] == "b");
  scene.upload("/d 1/a", "x");
  CHECK(members(scene.post("delete", "/d 1/a").json) == "code message request_id");
  CHECK(scene.post("delete", "/d 1/").name() == "SUCCESS");
  CHECK(scene.get("stat", "/d 1/").name() == "ERROR_CMD_FILE_NOTEXIST");
}

TEST_CASE("list: entries and pages, filters, both directions, prefixes") {
  V4 scene;
  scene.upload("/d/a.png", "12", {{"biz_attr", "hidden"}});
  scene.upload("/d/b.png", "345");
  scene.upload("/d/sub/x", "6");
  scene.post("update", "/d/b.png", {{"authority", "eWRPrivate"}});
  const Answered all = scene.get("list", "/d/");
  CHECK(members(all.data()) == "context listover infos");
  CHECK(all.data()["context"] == "");
  CHECK(all.data()["listover"] == true);
  CHECK(names(all) == "a.png b.png sub/");
  const Json infos = all.data()["infos"];
  CHECK(members(infos[0]) == "name filesize filelen sha ctime mtime access_url source_url");
  CHECK(members(infos[1]) == "name filesize filelen sha ctime mtime access_url source_url authority");
  CHECK(members(infos[2]) == "name ctime mtime");
  CHECK(infos[0]["filesize"] == 2);
  CHECK(infos[0]["filelen"] == 2);
  CHECK(infos[0]["sha"] == sha1_of("12"));
  CHECK(infos[0]["access_url"] == "http://harness-1250000001.file.myqcloud.com/d/a.png");
  CHECK(infos[1]["authority"] == "eWRPrivate");
  CHECK(infos[2]["ctime"] == 1480000100);

  std::string pages, context;
  for (int page_number = 0; page_number < 5; ++page_number) {
    const Answered got = scene.get("list", "/d/", {{"num", "1"}, {"context", context}});
    pages += names(got) + (got.data()["listover"] == true ? "." : " ");
    context = got.data()["context"];
    if (context.empty()) break;
  }
  CHECK(pages == "a.png b.png sub/.");
  CHECK(names(scene.get("list", "/d/", {{"order", "1"}, {"num", "2"}})) == "sub/ b.png");
  CHECK(names(scene.get("list", "/d/", {{"pattern", "eListFileOnly"}})) == "a.png b.png");
  CHECK(names(scene.get("list", "/d/", {{"pattern", "eListDirOnly"}})) == "sub/");
  CHECK(names(scene.get("list", "/d/b")) == "b.png");
  CHECK(names(scene.get("list", "/")) == "d/");
  CHECK(names(scene.get("list", "/d/", {{"num", "1000"}, {"context", "not hexadecimal"}})) ==
        "a.png b.png sub/");
  scene.set("console.cos_v4.behaviour.listover", "more");
  CHECK(scene.get("list", "/d/").data()["listover"] == false);
}

TEST_CASE("move and copy: the forms of dest_fileid, overwriting, attributes") {
  V4 scene;
  const auto there = [&](const std::string& path) { return scene.get("stat", path).name() == "SUCCESS"; };
  scene.upload("/d/a", "x", {{"biz_attr", "b"}});
  const auto go = [&](const char* op, const char* from, const char* to, const char* over = "") {
    const Answered got = scene.post(op, from, {{"dest_fileid", to}, {"to_over_write", over}});
    CHECK(members(got.json).starts_with("code message request_id"));
    return got.name() + " " + got.field("to");
  };
  CHECK(go("copy", "/d/a", "b") == "SUCCESS /d/b");
  CHECK(go("copy", "/d/a", "sub/c") == "SUCCESS /d/sub/c");
  CHECK(go("copy", "/d/a", "/e") == "SUCCESS /e");
  CHECK(go("copy", "/d/a", "/1250000001/harness/f g") == "SUCCESS /f g");
  for (const char* path : {"/d/a", "/d/b", "/d/sub/c", "/e", "/f g"}) CHECK(there(path));
  CHECK(go("move", "/d/a", "/moved") == "SUCCESS /moved");
  CHECK_FALSE(there("/d/a"));
  CHECK(scene.get("stat", "/moved").data()["biz_attr"] == "b");
  scene.upload("/new", "new");
  CHECK(go("move", "/new", "/moved", "0") == "ERROR_CMD_COS_FILE_EXIST -");
  CHECK(go("move", "/new", "/moved", "1") == "SUCCESS /moved");
  CHECK(scene.get("stat", "/moved").data()["sha"] == sha1_of("new"));
  CHECK(go("move", "/moved", "/moved") == "SUCCESS /moved");
  CHECK(there("/moved"));
  Call multi{.op = "move", .path = "/moved", .fields = {{"dest_fileid", "/again"}}, .shape = Shape::query};
  multi.sign = scene.sign(multi, [](auto& f) { f.expiry = "1480001000", f.fileid = ""; });
  CHECK(scene.code(multi) == "SUCCESS");
}

TEST_CASE("browsers: preflights need no sign; answers, refusals too, say who may read them") {
  V4 scene;
  Call preflight{.op = "", .method = "OPTIONS", .sign = "", .bucket = "pictures"};
  preflight.headers.add("Origin", page);
  preflight.headers.add("Access-Control-Request-Headers", "origin,accept");
  const Answered allowed = scene.ask(preflight);
  CHECK(allowed.name() == "SUCCESS");
  CHECK(allowed.about.op == "preflight");
  CHECK(allowed.status() == 200);
  CHECK(allowed.header("Access-Control-Allow-Origin") == page);
  CHECK(allowed.header("Access-Control-Allow-Methods") == "GET,POST,PUT,DELETE,HEAD,OPTIONS");
  CHECK(allowed.header("Access-Control-Allow-Headers") == "origin,accept");
  CHECK(allowed.header("Access-Control-Expose-Headers") == "x-cos-request-id");
  CHECK(allowed.header("Access-Control-Max-Age") == "600");

  Call stat{.op = "stat", .path = "/no", .bucket = "pictures", .host = "sh.file.myqcloud.com"};
  const auto reader = [&](const char* origin) {
    Call asked = stat;
    asked.headers.add("Origin", origin);
    asked.sign = scene.sign(asked, [](auto& f) { f.bucket = "pictures"; });
    const Answered got = scene.ask(asked);
    CHECK(got.name() == "ERROR_CMD_FILE_NOTEXIST");
    return got.header("Access-Control-Allow-Origin");
  };
  CHECK(reader(page) == page);
  CHECK(reader("https://a.ok.example.com") == "https://a.ok.example.com");
  CHECK(reader("http://no.example.com") == "-");
}

TEST_CASE("the signature in the query, and where the request says which region it wants") {
  V4 scene;
  Call call{.op = "upload", .path = "/a", .content = "x"};
  const std::string sign = scene.sign(call);
  call.sign = "";
  Request request = scene.request(call);
  request.target += "?sign=" + percent_encode(sign);
  CHECK(scene.raw(request).name() == "SUCCESS");
  request.target =
      request.target.substr(0, request.target.find('?')) + "?sign=" + sign;  // '+' and '/' as they are
  CHECK(scene.raw(request).name() == "SUCCESS");
  for (const auto& [host, name] : {std::pair{"gz.file.myqcloud.com", "SUCCESS"},
                                   {"sh.file.myqcloud.com", "ERROR_CMD_BUCKET_NOTEXIST"},
                                   {"", "SUCCESS"}})
    CHECK(send(*scene.service, request, Route{Route::By::path, host, "", "127.0.0.1", false}, scene.now)
              .name() == name);
}

TEST_CASE("what the journal is told of a call") {
  V4 scene;
  Call call{.op = "upload", .path = "/a", .fields = {{"insertOnly", "0"}}, .content = "picture"};
  const std::string sign = scene.sign(call);
  call.sign = sign;
  const Answered got = scene.ask(call);
  CHECK(got.about.op == "upload");
  for (const auto& [name, value] : {std::pair<std::string, std::string>{"region", "gz"},
                                    {"appid", "1250000001"},
                                    {"bucket", "harness"},
                                    {"key", "/a"},
                                    {"insertonly", "0"},
                                    {"size", "7"},
                                    {"sign", sign}})
    CHECK(got.field(name) == value);
  CHECK(got.field("plain").starts_with("a=1250000001&b=harness&k=AKID"));
  const Answered unknown = scene.ask({.op = "sh\x01red"});
  CHECK(unknown.about.op == "call");
  CHECK(unknown.field("op") == "sh\\x01red");
}
