#include "front/router.h"

#include "front_scene.h"
#include "http/server_session.h"

using namespace faultcast;
using namespace faultcast::front_test;

namespace {

http::RequestHead head_of(const std::string& target, const std::string& host) {
  const std::string wire = fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\n\r\n", target, host);
  http::ServerSession session;
  ByteView rest = as_bytes(wire);
  auto event = session.next(rest);
  REQUIRE(event);
  return std::get<http::RequestHead>(*event);
}

}  // namespace

TEST_CASE(
    "by host, by a name in front of the path, by prefix, by a proxy's target, by our address in a label") {
  StubService api, legacy, cdn;
  front::Router router;
  router.name("gz.file.example.com", api);
  router.name("web.file.example.com", legacy);
  router.name("*.file.example.com", cdn);
  router.name("*.example.com", cdn);
  router.prefix("/files/v1/", legacy);
  router.prefix("/files/v2/", api);
  router.prefix("/files/v2/", api, "/.file.example.com");

  struct Row {
    std::string target, host;
    Service* service;
    Route::By by;
    std::string cloud_host, path, authority;
  };
  using By = Route::By;
  const Row rows[] = {
      {"/files/v2/1", "gz.file.example.com", &api, By::host, "gz.file.example.com", "/files/v2/1",
       "gz.file.example.com"},
      {"/files/v2/1", "GZ.File.Example.com:8080", &api, By::host, "gz.file.example.com", "/files/v2/1",
       "gz.file.example.com:8080"},
      {"/files/v2/1", "xx.file.example.com", &cdn, By::host, "xx.file.example.com", "/files/v2/1",
       "xx.file.example.com"},
      {"http://gz.file.example.com/files/v2/1?x=/", "127.0.0.1:8080", &api, By::host, "gz.file.example.com",
       "/files/v2/1", "gz.file.example.com"},
      {"/gz.file.example.com/files/v2/1", "127.0.0.1:8080", &api, By::path, "gz.file.example.com",
       "/files/v2/1", "127.0.0.1:8080"},
      {"/B-1.cosgz.example.com", "localhost:80", &cdn, By::path, "b-1.cosgz.example.com", "/",
       "localhost:80"},
      {"/B-1.cosgz.example.com/a%20b", "localhost", &cdn, By::path, "b-1.cosgz.example.com", "/a%20b",
       "localhost"},
      {"/files/v1/1", "127.0.0.1:8080", &legacy, By::prefix, "", "/files/v1/1", "127.0.0.1:8080"},
      {"/files/v2/1", "[::1]:8080", &api, By::prefix, "", "/files/v2/1", "[::1]:8080"},
      {"/.file.example.com/files/v2/1", "127.0.0.1:8080", &api, By::prefix, "", "/files/v2/1",
       "127.0.0.1:8080"},
      {"/.file.example.com/files/v1/1", "127.0.0.1:8080", nullptr, By::prefix, "", "", "127.0.0.1:8080"},
      {"/elsewhere", "127.0.0.1:8080", nullptr, By::prefix, "", "", "127.0.0.1:8080"},
      {"/", "a", nullptr, By::prefix, "", "", "a"},
      {"//", "a", nullptr, By::prefix, "", "", "a"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.target);
    CAPTURE(row.host);
    const auto found = router.find(head_of(row.target, row.host), true);
    CHECK(found.service == row.service);
    CHECK(found.route.by == row.by);
    CHECK(found.route.cloud_host == row.cloud_host);
    if (row.service != nullptr) CHECK(found.route.path == row.path);
    CHECK(found.route.authority == row.authority);
    CHECK(found.route.tls);
  }
  CHECK(router.served() == std::vector<std::string>{"gz.file.example.com", "web.file.example.com",
                                                    "*.file.example.com", "*.example.com", "/files/v1/…",
                                                    "/files/v2/…"});
}

TEST_CASE("addresses in answers lead back the way the request came") {
  Route route{Route::By::host, "gz.file.example.com", "/x", "gz.file.example.com:8443", true};
  CHECK(route.url("b.example.com", "/p") == "http://b.example.com/p");
  route.by = Route::By::prefix;
  CHECK(route.url("b.example.com", "/p") == "https://gz.file.example.com:8443/b.example.com/p");
  route.by = Route::By::path;
  route.tls = false;
  CHECK(route.url("b.example.com", "/p") == "http://gz.file.example.com:8443/b.example.com/p");
}
