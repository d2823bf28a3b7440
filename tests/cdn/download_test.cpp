// Downloads: the edge's words byte for byte, origins and CDN domains of both generations, private buckets,
// ranges. (COS v4 reference, 1.2 to 1.5; COS legacy reference, 2)
#include "cdn/codes.h"
#include "cdn/service.h"
#include "cdn/settings.h"
#include "cos/api_scene.h"

using namespace faultcast;
using namespace faultcast::cos_test;

namespace {

const setup::Catalogue& catalogue() {
  static const setup::Catalogue all = [] {
    setup::Catalogue built;
    for (const auto* rows : {&common_settings(), &cos::settings(), &cdn::settings()}) built.add(*rows);
    return built;
  }();
  return all;
}

constexpr const char *cdn_host = "harness-1250000001.file.myqcloud.com",
                     *origin = "harness-1250000001.cosgz.myqcloud.com",
                     *old_cdn = "test-10026302.file.myqcloud.com",
                     *old_origin = "test-10026302.cos.myqcloud.com";

struct Downloads {
  setup::Setup setup{catalogue()};
  store::Store main, legacy;
  std::unique_ptr<cdn::Cdn> service;
  Millis now = cos_test::now;

  Downloads() {
    const std::string cos = "console.cos.";
    set(cos + "appid", appid);
    set(cos + "keys." + id + ".secret_key", key);
    set(cos + "main.buckets.harness.region", "ap-guangzhou");
    set(cos + "legacy.appid", legacy_appid);
    set(cos + "legacy.keys." + legacy_id + ".secret_key", legacy_key);
    set(cos + "legacy.buckets.test.acl", "public-read");
    set("console.cdn.accelerated", "true");
    put(main, "harness", "live/cover.png", "picture");
    put(legacy, "test", "a/1.txt", "hello");
    service = std::make_unique<cdn::Cdn>(cdn::Surroundings{setup, main, legacy});
  }
  void set(const std::string& path, std::string_view to) {
    REQUIRE(setup.set_text(path, to).has_value());
    if (service) service->setup_changed();
  }
  static void put(store::Store& store, const std::string& bucket, const std::string& path,
                  const std::string& text, store::Attributes attributes = {}) {
    auto writer = store.writer();
    REQUIRE(writer.add(as_bytes(text)));
    attributes.created = attributes.modified = cos_test::now;
    store.put(bucket, path, {*writer.finish(), std::move(attributes)});
  }
  Answered get(const std::string& host, const std::string& target, http::Headers headers = {},
               const std::string& method = "GET", const Code* forced = nullptr) {
    return send(*service, {method, target, host, std::move(headers)},
                Route{Route::By::host, host, "", host, false}, now, forced);
  }
  std::string code(const std::string& host, const std::string& target, const std::string& method = "GET") {
    const Answered got = get(host, target, {}, method);
    return fmt::format("{} {} {}", got.about.op, got.name(), got.status());
  }
  Answered ranged(const std::string& target, const std::string& range) {
    http::Headers headers;
    headers.add("Range", range);
    return get(origin, target, headers);
  }
};

}  // namespace

TEST_CASE("the edge's two answers, byte for byte, with the lengths of the published ones") {
  Downloads scene;
  const std::string path = "/files/v2/1250000001/harness/2018/0001a.jpg";
  for (const char* method : {"GET", "POST", "OPTIONS", "HEAD"}) {
    const Answered refused = scene.get("bj2.file.myqcloud.com", path + "?x=1", {}, method);
    CHECK(refused.about.op == "edge");
    CHECK(refused.name() == "host_unknown");
    CHECK(refused.answer.verdict.setting == "client.kTCCOSRegion");
    CHECK(refused.status() == 403);
    CHECK(refused.body == "You do not have permission to get URL '" + path + "' from this server.");
    CHECK(refused.body.size() == 101);
    CHECK(refused.header("Server") == "NWS_SP");
    CHECK(refused.header("Content-Type") == "text/html");
    CHECK(refused.header("Connection") == "keep-alive");
    CHECK(refused.header("Date") == "Thu, 24 Nov 2016 15:08:20 GMT");
  }
  scene.set("console.cdn.behaviour.unserved", "404");
  const std::string other = "/files/v2/1250000001/harness/2016/01.jpg";
  const Answered lost = scene.get("bj2.file.myqcloud.com", other);
  CHECK(lost.status() == 404);
  CHECK(lost.body == "The requested URL '" + other + "' was not found on this server.\n");
  CHECK(lost.body.size() == 91);
  CHECK(lost.header("Server") == "nws_ocmid_hy");
  CHECK(lost.header("X-Daa-Tunnel") == "hop_count=1");
  // The path as it came: an encoded one stays encoded.
  CHECK(scene.get("bj2.file.myqcloud.com", "/%E5%A4%B4?q").body.find("'/%E5%A4%B4'") != std::string::npos);
}

TEST_CASE("which host serves what") {
  Downloads scene;
  CHECK(scene.code(cdn_host, "/live/cover.png") == "get ok 200");
  CHECK(scene.code(origin, "/live/cover.png") == "origin ok 200");
  CHECK(scene.code(old_cdn, "/a/1.txt") == "get ok 200");
  CHECK(scene.code(old_origin, "/a/1.txt") == "origin ok 200");
  CHECK(scene.code(origin, "/no") == "origin no_such_key 404");
  CHECK(scene.code(origin, "/") == "origin no_such_key 404");
  CHECK(scene.code(origin, "/live/") == "origin no_such_key 404");
  CHECK(scene.code(origin, "/%00") == "origin no_such_key 404");
  CHECK(scene.code(origin, "/%ff") == "origin no_such_key 404");
  CHECK(scene.code(origin, "/live/../live/cover.png") == "origin no_such_key 404");
  CHECK(scene.code(origin, "/live/cover.png", "POST") == "origin wrong_method 405");
  CHECK(scene.code("harness-1250000001.cossh.myqcloud.com", "/live/cover.png") ==
        "origin no_such_bucket 404");
  CHECK(scene.code("harness-1250000001.cos.myqcloud.com", "/live/cover.png") == "origin no_such_bucket 404");
  CHECK(scene.code("test-10026302.cosgz.myqcloud.com", "/a/1.txt") == "origin no_such_bucket 404");
  CHECK(scene.code("nobodys-1250000001.cosgz.myqcloud.com", "/x") == "origin no_such_bucket 404");
  CHECK(scene.code("nobodys-1250000001.file.myqcloud.com", "/x") == "get host_unknown 403");
  CHECK(scene.code("harness-1250000002.file.myqcloud.com", "/x") == "get host_unknown 403");
  for (const char* host :
       {"harness.file.myqcloud.com", "-1.file.myqcloud.com", "harness-.file.myqcloud.com",
        "harness-1x.file.myqcloud.com", "harness-1250000001.cdn.myqcloud.com", "myqcloud.com",
        "a.b-1.file.myqcloud.com", "file.myqcloud.com", "harness-1.file.example.com", ""})
    CHECK_MESSAGE(scene.code(host, "/x") == "edge host_unknown 403", host);
}

TEST_CASE("acceleration off: the CDN's domain is nobody's, the origin and the legacy store serve on") {
  Downloads scene;
  scene.set("console.cdn.accelerated", "false");
  const Answered off = scene.get(cdn_host, "/live/cover.png");
  CHECK(off.name() == "cdn_off");
  CHECK(off.status() == 403);
  CHECK(off.answer.verdict.setting == "console.cdn.accelerated");
  CHECK(off.body == "You do not have permission to get URL '/live/cover.png' from this server.");
  CHECK(scene.code(origin, "/live/cover.png") == "origin ok 200");
  CHECK(scene.code(old_cdn, "/a/1.txt") == "get ok 200");
}

TEST_CASE("an object with its headers: by its name, or the custom ones") {
  Downloads scene;
  const Answered got = scene.get(origin, "/live/cover.png");
  CHECK(got.body == "picture");
  CHECK(got.header("Content-Type") == "image/png");
  CHECK(got.header("ETag") == "\"" + sha1_of("picture") + "\"");
  CHECK(got.header("Last-Modified") == "Thu, 24 Nov 2016 15:08:20 GMT");
  CHECK(got.header("Accept-Ranges") == "bytes");
  CHECK(got.header("Server") == "tencent-cos");
  CHECK(got.header("Content-Range") == "-");
  store::Attributes custom;
  custom.headers = {{"content-TYPE", "text/x"}, {"Cache-Control", "no-store"}, {"x-cos-meta-a", "1"}};
  Downloads::put(scene.main, "harness", "a b/头.JPG", "x", custom);
  const Answered other = scene.get(cdn_host, "/a%20b/%E5%A4%B4.JPG");
  CHECK(other.header("Content-Type") == "text/x");
  CHECK(other.header("Cache-Control") == "no-store");
  CHECK(other.header("x-cos-meta-a") == "1");
  for (const auto& [name, type] : {std::pair{"x.JPG", "image/jpeg"},
                                   {"x.flv", "video/x-flv"},
                                   {"x", "application/octet-stream"},
                                   {"x.", "application/octet-stream"},
                                   {"png", "image/png"}}) {
    Downloads::put(scene.main, "harness", name, "x");
    CHECK(scene.get(origin, std::string("/") + name).header("Content-Type") == type);
  }
}

TEST_CASE("a large object comes from its source, whole or in part") {
  Downloads scene;
  std::string large(200'000, '\0');
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i % 251);
  Downloads::put(scene.main, "harness", "large", large);
  const Answered whole = scene.get(origin, "/large");
  CHECK(whole.answer.reply.source != nullptr);
  CHECK(whole.body == large);
  const Answered part = scene.ranged("/large", "bytes=100-150099");
  CHECK(part.status() == 206);
  CHECK(part.header("Content-Range") == "bytes 100-150099/200000");
  CHECK(part.body == large.substr(100, 150'000));
}

TEST_CASE("ranges: one part, the end, several, none, and those that lie outside") {
  Downloads scene;
  struct Row {
    const char *range, *body, *answer;
  };
  for (const Row& row : {Row{"bytes=0-2", "pic", "206 bytes 0-2/7"},
                         {"bytes=4-", "ure", "206 bytes 4-6/7"},
                         {"bytes=-2", "re", "206 bytes 5-6/7"},
                         {"bytes=5-100", "re", "206 bytes 5-6/7"},
                         {"bytes=0-0,2-2", "picture", "200 -"},
                         {"items=0-1", "picture", "200 -"},
                         {"bytes=2-1", "picture", "200 -"}}) {
    CAPTURE(row.range);
    const Answered got = scene.ranged("/live/cover.png", row.range);
    CHECK(got.body == row.body);
    CHECK(fmt::format("{} {}", got.status(), got.header("Content-Range")) == row.answer);
    CHECK(got.name() == "ok");
  }
  for (const char* outside : {"bytes=7-", "bytes=100-200", "bytes=-0"}) {
    const Answered got = scene.ranged("/live/cover.png", outside);
    CHECK(got.name() == "wrong_range");
    CHECK(got.status() == 416);
    CHECK(got.header("Content-Range") == "bytes */7");
    CHECK(got.body.find("<Code>InvalidRange</Code>") != std::string::npos);
  }
  Downloads::put(scene.main, "harness", "empty", "");
  CHECK(scene.get(origin, "/empty").body.empty());
  CHECK(scene.ranged("/empty", "bytes=0-").status() == 416);
}

TEST_CASE("private: whoever signs may read, in the query or in the header, bound or not; forbid is for all") {
  Downloads scene;
  scene.set("console.cos.main.buckets.harness.acl", "private");
  const auto signed_for = [&](const std::function<void(sign::CosFields&)>& by, const char* with = key) {
    sign::CosFields f = fields();
    by(f);
    return signed_with(f, with);
  };
  const auto by_query = [&](const std::string& sign, const std::string& host = origin) {
    return scene.get(host, "/live/cover.png?sign=" + sign).name();
  };
  const std::string good = signed_for([](auto&) {});
  CHECK(scene.get(origin, "/live/cover.png").name() == "access_denied");
  CHECK(by_query(percent_encode(good)) == "ok");
  CHECK(by_query(good) == "ok");
  CHECK(by_query(good, cdn_host) == "ok");
  http::Headers header;
  header.add("Authorization", good);
  CHECK(scene.get(origin, "/live/cover.png", header).name() == "ok");
  CHECK(by_query(signed_for([](auto& f) { f.fileid = "/live/cover.png"; })) == "ok");
  CHECK(by_query(signed_for([](auto& f) { f.fileid = "/1250000001/harness/live/cover.png"; })) == "ok");
  const auto refused = [&](const std::string& sign) {
    const Answered got = scene.get(origin, "/live/cover.png?sign=" + sign);
    CHECK(got.name() == "access_denied");
    CHECK(got.status() == 403);
    CHECK(got.body.find("<Code>AccessDenied</Code>") != std::string::npos);
    return got.answer.verdict.facts.back().came + " " + got.answer.verdict.setting;
  };
  CHECK(refused("") == "ERROR_PROXY_AUTH_SIGN_EMPTY ");
  CHECK(refused(signed_for([](auto& f) { f.fileid = "/live/other.png"; })) == "ERROR_PROXY_FILEID_NOTMATCH ");
  CHECK(refused(signed_for([](auto& f) { f.expiry = "1479990030", f.time = "1479990000"; })) ==
        "ERROR_PROXY_AUTH_EXPIRED backend.clock_ahead_s");
  CHECK(refused(signed_for([](auto& f) { f.expiry = "0"; })) == "ERROR_PROXY_AUTH_MULTISIGN_EXPIREDEMPTY ");
  CHECK(refused(signed_for([](auto&) {}, "wrong")) == "ERROR_PROXY_AUTH_FAILED backend.COSKEY_SECRECTKEY");

  store::Attributes attributes;
  attributes.authority = "eWPrivateRPublic";
  Downloads::put(scene.main, "harness", "open", "x", attributes);
  CHECK(scene.get(origin, "/open").name() == "ok");
  attributes.forbid = 1;
  Downloads::put(scene.main, "harness", "shut", "x", attributes);
  CHECK(scene.get(origin, "/shut").name() == "forbidden_object");
  CHECK(scene.get(origin, "/shut").status() == 403);
  scene.set("console.cos.main.buckets.harness.acl", "public-read");
  attributes = {};
  attributes.authority = "eWRPrivate";
  Downloads::put(scene.main, "harness", "own", "x", attributes);
  CHECK(scene.get(origin, "/own").name() == "access_denied");
  scene.set("console.cos.legacy.buckets.test.acl", "private");
  CHECK(scene.get(old_cdn, "/a/1.txt").name() == "access_denied");
  CHECK(scene.get(old_cdn, "/a/1.txt?sign=" + signed_with(legacy_fields(), legacy_key)).name() == "ok");
}

TEST_CASE("pages may read what the bucket's rules let them, refusals too") {
  Downloads scene;
  scene.set("console.cos.main.buckets.harness.cors", "http://ok.example.com");
  for (const char* path : {"/live/cover.png", "/no"})
    for (const auto& [from, allowed] :
         {std::pair{"http://ok.example.com", "http://ok.example.com"}, {"http://no.example.com", "-"}}) {
      http::Headers headers;
      headers.add("Origin", from);
      CHECK(scene.get(origin, path, headers).header("Access-Control-Allow-Origin") == allowed);
    }
}

TEST_CASE("refusals of the origin are XML, and what they quote is escaped") {
  Downloads scene;
  const Answered got = scene.get(origin, "/a<b>&c");
  CHECK(got.header("Content-Type") == "application/xml");
  CHECK(got.body ==
        "<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n\t<Code>NoSuchKey</Code>\n"
        "\t<Message>there is no such object</Message>\n"
        "\t<Resource>harness-1250000001.cosgz.myqcloud.com/a&lt;b&gt;&amp;c</Resource>\n"
        "\t<RequestId></RequestId>\n\t<TraceId/>\n</Error>\n");
}

TEST_CASE("every code can be forced, whatever is asked for") {
  Downloads scene;
  for (const auto& code : cdn::codes())
    for (const char* host : {cdn_host, origin, "bj2.file.myqcloud.com"})
      for (const char* path : {"/live/cover.png", "/no"}) {
        CAPTURE(code.name);
        const Answered got = scene.get(host, path, {}, "GET", &code);
        CHECK(got.answer.verdict.code == &code);
        if (!code.ok) CHECK(got.status() == code.status);
      }
}
