#include "http/writer.h"

#include "http/wire.h"

using namespace faultcast;
using namespace faultcast::http;
using namespace std::string_literals;

namespace {

class Zeros final : public BodySource {
 public:
  [[nodiscard]] std::uint64_t size() const override { return std::uint64_t{5} << 32; }
  Bytes read(std::size_t most) override { return Bytes(most); }
};

std::string head_of(const Reply& reply, int minor = 1, bool close = false) {
  return std::string(as_text(write_head(reply, minor, close)));
}

std::string request_of(std::string_view method, std::string_view target, const Headers& headers,
                       std::string_view body) {
  return std::string(as_text(write_request(method, target, headers, as_bytes(body))));
}

}  // namespace

TEST_CASE("an answer's head: its headers in their order, then what is missing") {
  const Reply reply = {.headers = {{{"X-b", "1"}, {"server", "tencent-cos"}, {"X-b", "2"}}},
                       .body = Bytes(7)};
  CHECK(head_of(reply) ==
        "HTTP/1.1 200 OK\r\nX-b: 1\r\nserver: tencent-cos\r\nX-b: 2\r\nContent-Length: 7\r\n\r\n");
  CHECK(head_of({.status = 404}) == "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  CHECK(head_of({.status = 404, .reason = "NotFound"}) ==
        "HTTP/1.1 404 NotFound\r\nContent-Length: 0\r\n\r\n");
  CHECK(head_of({.status = 612}) == "HTTP/1.1 612 \r\nContent-Length: 0\r\n\r\n");
  CHECK(head_of({.source = std::make_shared<Zeros>()}) ==
        "HTTP/1.1 200 OK\r\nContent-Length: 21474836480\r\n\r\n");
}

TEST_CASE("Content-Length stays as it is, and is absent where there is no body or there are chunks") {
  CHECK(head_of({.headers = {{{"content-length", "99"}}}, .body = Bytes(7)}) ==
        "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n");
  CHECK(head_of({.headers = {{{"Transfer-Encoding", "chunked"}}}}) ==
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  CHECK(head_of({.status = 100}) == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(head_of({.status = 204}) == "HTTP/1.1 204 No Content\r\n\r\n");
  CHECK(head_of({.status = 304}) == "HTTP/1.1 304 Not Modified\r\n\r\n");
  CHECK(head_of({.status = 206}) == "HTTP/1.1 206 Partial Content\r\nContent-Length: 0\r\n\r\n");
}

TEST_CASE("Connection: close where it ends, keep-alive for HTTP/1.0, and never a second one") {
  const std::string plain = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";
  CHECK(head_of({}, 1, true) == plain + "Connection: close\r\n\r\n");
  CHECK(head_of({}, 0, true) == plain + "Connection: close\r\n\r\n");
  CHECK(head_of({}, 0, false) == plain + "Connection: keep-alive\r\n\r\n");
  const Reply own = {.headers = {{{"connection", "keep-alive"}}}};
  CHECK(head_of(own, 1, true) == "HTTP/1.1 200 OK\r\nconnection: keep-alive\r\nContent-Length: 0\r\n\r\n");
  CHECK(head_of(own, 0, false) == "HTTP/1.1 200 OK\r\nconnection: keep-alive\r\nContent-Length: 0\r\n\r\n");
  CHECK(head_of({.status = 100}, 1, true) == "HTTP/1.1 100 Continue\r\n\r\n");
}

TEST_CASE("no text begins a line of its own") {
  const Reply reply = {.reason = "O\r\nK\0"s,
                       .headers = {{{"A\r\nB: c"s, "d\r\n\r\ne\0f\ng\rh"s}, {"\r\n"s, "x"}, {"", "y"}}}};
  CHECK(head_of(reply) == "HTTP/1.1 200 OK\r\nAB: c: defgh\r\nContent-Length: 0\r\n\r\n");
  CHECK(request_of("GET\r\n", "/a\n\0b"s, {{{"A", "b\r\nC: d"}}}, "") ==
        "GET /ab HTTP/1.1\r\nA: bC: d\r\n\r\n");
}

TEST_CASE("a request: Content-Length with a body, or where the method takes one") {
  CHECK(request_of("GET", "/a?b", {{{"Host", "c"}, {"X", ""}}}, "") ==
        "GET /a?b HTTP/1.1\r\nHost: c\r\nX: \r\n\r\n");
  CHECK(request_of("DELETE", "/", {}, "xy") == "DELETE / HTTP/1.1\r\nContent-Length: 2\r\n\r\nxy");
  for (const char* method : {"POST", "PUT", "PATCH"})
    CHECK(request_of(method, "/", {}, "") ==
          fmt::format("{} / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", method));
  CHECK(request_of("POST", "/", {{{"Content-length", "9"}}}, "xy") ==
        "POST / HTTP/1.1\r\nContent-length: 9\r\n\r\nxy");
  CHECK(request_of("POST", "/", {{{"Transfer-Encoding", "chunked"}}}, "0\r\n\r\n") ==
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

TEST_CASE("what is written as a request, the server's side reads") {
  const Headers headers = {{{"Host", "a"}, {"b", "\xe4\xb8\xad"}}};
  check_requests(request_of("POST", "/x", headers, "body") + request_of("GET", "/y", {}, ""),
                 {"POST /x HTTP/1.1 | Host: a | b: \xe4\xb8\xad | Content-Length: 4", "body: body", "end",
                  "GET /y HTTP/1.1", "end"});
}

TEST_CASE("headers are found in any case; set replaces the first or adds") {
  Headers headers = {{{"A", "1"}, {"b", "2"}, {"a", "3"}}};
  CHECK(*headers.find("a") == "1");
  CHECK(*headers.find("B") == "2");
  CHECK(headers.find("c") == nullptr);
  CHECK(headers.find("") == nullptr);
  headers.set("a", "4");
  headers.set("C", "5");
  CHECK(headers == Headers{{{"A", "4"}, {"b", "2"}, {"a", "3"}, {"C", "5"}}});
}
