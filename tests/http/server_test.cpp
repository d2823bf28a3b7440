#include <algorithm>

#include "http/wire.h"

using namespace faultcast;
using namespace faultcast::http;

namespace {

/// The first head in `bytes`.
RequestHead head_of(std::string_view bytes) {
  ServerSession session;
  ByteView in = as_bytes(bytes);
  const auto event = session.next(in);
  REQUIRE(event);
  REQUIRE(std::holds_alternative<RequestHead>(*event));
  return std::get<RequestHead>(*event);
}

/// "host port path query", and "absolute" if the target was.
std::string place_of(std::string_view request_line, std::string_view host = "cos.example:8080") {
  const RequestHead head = head_of(fmt::format("{}\r\nHost: {}\r\n\r\n", request_line, host));
  return fmt::format("{} {} {} {}{}", head.host, head.port, head.path, head.query,
                     head.absolute ? " absolute" : "");
}

bool keeps_alive(std::string_view bytes) {
  return head_of(bytes).keep_alive;
}

}  // namespace

TEST_CASE("a request without a body; order, case and spelling of the headers stay") {
  check_requests("GET /a?b=c HTTP/1.1\r\nHOST: x\r\nx-b:2\r\nX-A: \t 1 \t\r\nx-b:\r\n\r\n",
                 {"GET /a?b=c HTTP/1.1 | HOST: x | x-b: 2 | X-A: 1 | x-b: ", "end"});
}

TEST_CASE("a body of a declared length, and the next requests behind it") {
  check_requests(
      "POST /a HTTP/1.1\r\nContent-Length: 12\r\n\r\nGET / HTTP/1"
      "GET /b HTTP/1.1\r\n\r\n"
      "PUT /c HTTP/1.1\r\nContent-Length: 0\r\n\r\n"
      "HEAD /d HTTP/1.0\r\n\r\n",
      {"POST /a HTTP/1.1 | Content-Length: 12", "body: GET / HTTP/1", "end", "GET /b HTTP/1.1", "end",
       "PUT /c HTTP/1.1 | Content-Length: 0", "end", "HEAD /d HTTP/1.0", "end"});
}

TEST_CASE("bare LF, blank lines between requests, folded lines, raw bytes above 127") {
  check_requests("GET / HTTP/1.1\nA: b\n\nGET / HTTP/1.1\r\nC: d\n\r\n",
                 {"GET / HTTP/1.1 | A: b", "end", "GET / HTTP/1.1 | C: d", "end"});
  check_requests("\r\n\n\r\nPOST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx\r\n\r\nGET / HTTP/1.1\r\n\r\n\r\n",
                 {"POST / HTTP/1.1 | Content-Length: 1", "body: x", "end", "GET / HTTP/1.1", "end"});
  check_requests("GET / HTTP/1.1\r\nA: b\r\n c\r\n\td \r\nE:\r\n f\r\n\r\n",
                 {"GET / HTTP/1.1 | A: b c\td | E: f", "end"});
  check_requests("GET /\xe4\xb8\xad.mp4?\xff HTTP/1.1\r\nA: \xe6\x96\x87\xfe\r\n\r\n",
                 {"GET /\xe4\xb8\xad.mp4?\xff HTTP/1.1 | A: \xe6\x96\x87\xfe", "end"});
  check_requests("GET   /a  HTTP/1.1\r\n\r\n", {"GET /a HTTP/1.1", "end"});
}

TEST_CASE("chunked bodies: extensions, trailers, sizes in any case, leading zeros") {
  check_requests(
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n00A;name=\"value\"\r\n0123456789\r\n1 \r\n\r\r\n0\r\nX-Sum: 1\r\nContent-Length: "
      "3\r\n\r\n"
      "GET / HTTP/1.1\r\n\r\n",
      {"POST / HTTP/1.1 | Transfer-Encoding: chunked", "body: hello0123456789\r", "end", "GET / HTTP/1.1",
       "end"});
  check_requests("POST / HTTP/1.1\r\ntransfer-encoding: Chunked\r\n\r\n0\r\n\r\n",
                 {"POST / HTTP/1.1 | transfer-encoding: Chunked", "end"});
}

TEST_CASE("what the object store's SDKs send") {
  // PHP 4.3.11: libcurl, with a header named Method, and Expect on every POST (COS v4 reference, 5.1)
  const RequestHead php = head_of(
      "POST /files/v2/10000000/demo/a.mp4 HTTP/1.1\r\nHost: sh.file.myqcloud.com\r\nAccept: "
      "*/*\r\nMethod:POST\r\n"
      "User-Agent:cos-php-sdk-v4.3.11\r\nConnection: keep-alive\r\nAuthorization:c2lnbg+/==\r\n"
      "Content-Length: 1046\r\nContent-Type: multipart/form-data; boundary=x\r\nExpect: "
      "100-continue\r\n\r\n");
  CHECK(php.expects_continue);
  CHECK(php.host == "sh.file.myqcloud.com");
  CHECK(*php.headers.find("authorization") == "c2lnbg+/==");
  CHECK(*php.headers.find("Method") == "POST");
  CHECK(php.length == 1046);
  CHECK(php.has_body());

  // the same through a proxy
  const RequestHead proxied = head_of(
      "POST http://sh.file.myqcloud.com/files/v2/10000000/demo/a.mp4 HTTP/1.1\r\nHost: "
      "sh.file.myqcloud.com\r\n"
      "Proxy-Connection: Keep-Alive\r\nContent-Length: 1\r\n\r\n");
  CHECK(proxied.absolute);
  CHECK(proxied.path == "/files/v2/10000000/demo/a.mp4");

  // Java: Apache HttpClient
  const RequestHead java = head_of(
      "POST /files/v2/10000000/demo/a HTTP/1.1\r\nContent-Type: application/json\r\nConnection: "
      "Keep-Alive\r\n"
      "Accept: */*\r\nUser-Agent: cos-java-sdk-v4.7\r\nTransfer-Encoding: chunked\r\nHost: "
      "127.0.0.1:8080\r\n\r\n");
  CHECK(java.chunked);
  CHECK(java.has_body());
  CHECK_FALSE(java.length);
  CHECK(java.port == 8080);
  CHECK_FALSE(java.expects_continue);
}

TEST_CASE("Expect in any case, but not of HTTP/1.0") {
  CHECK(head_of("POST / HTTP/1.1\r\nexpect: 100-Continue \r\nContent-Length: 1\r\n\r\n").expects_continue);
  CHECK_FALSE(
      head_of("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n").expects_continue);
  CHECK_FALSE(head_of("POST / HTTP/1.1\r\nExpect:\r\nContent-Length: 1\r\n\r\n").expects_continue);
}

TEST_CASE("the forms of a target") {
  CHECK(place_of("GET /a/b%20c?x=1?2 HTTP/1.1") == "cos.example 8080 /a/b%20c x=1?2");
  CHECK(place_of("GET /a#f HTTP/1.1") == "cos.example 8080 /a ");
  CHECK(place_of("GET /a?u=http://b/ HTTP/1.1") == "cos.example 8080 /a u=http://b/");
  CHECK(place_of("GET /.file.myqcloud.com//files HTTP/1.1") ==
        "cos.example 8080 /.file.myqcloud.com//files ");
  CHECK(place_of("GET http://Other.Example/a?b HTTP/1.1") == "other.example 0 /a b absolute");
  CHECK(place_of("GET HTTP://user:pass@other.example:81 HTTP/1.1") == "other.example 81 /  absolute");
  CHECK(place_of("GET http://other.example?b HTTP/1.1") == "other.example 0 / b absolute");
  CHECK(place_of("GET http://[::1]:81/a HTTP/1.1") == "[::1] 81 /a  absolute");
  CHECK(place_of("OPTIONS * HTTP/1.1") == "cos.example 8080 / ");
  CHECK(place_of("CONNECT other.example:443 HTTP/1.1") == "other.example 443 / ");
  CHECK(place_of("GET / HTTP/1.1", "[FE80::1]") == "[fe80::1] 0 / ");
  CHECK(place_of("GET / HTTP/1.1", "A.B:99999") == "a.b 0 / ");
  CHECK(place_of("GET / HTTP/1.1", "") == " 0 / ");
  CHECK(head_of("GET / HTTP/1.1\r\n\r\n").host.empty());
  CHECK(head_of("GET http://a/b HTTP/1.1\r\n\r\n").target == "http://a/b");
}

TEST_CASE("CONNECT has no body, an upgrade is an ordinary request; both leave the session reading") {
  check_requests("CONNECT a:443 HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nGET / HTTP/1.1\r\n\r\n",
                 {"CONNECT a:443 HTTP/1.1 | Host: a | Content-Length: 9", "end", "GET / HTTP/1.1", "end"});
  CHECK_FALSE(head_of("CONNECT a:443 HTTP/1.1\r\nContent-Length: 9\r\n\r\n").has_body());
  check_requests(
      "GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
      "POST /ws HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\nab"
      "GET / HTTP/1.1\r\n\r\n",
      {"GET /ws HTTP/1.1 | Connection: Upgrade | Upgrade: websocket", "end",
       "POST /ws HTTP/1.1 | Connection: upgrade | Upgrade: h2c | Content-Length: 2", "body: ab", "end",
       "GET / HTTP/1.1", "end"});
}

TEST_CASE("who keeps the connection: 1.1 unless it says close, 1.0 if it says keep-alive") {
  CHECK(keeps_alive("GET / HTTP/1.1\r\n\r\n"));
  CHECK_FALSE(keeps_alive("GET / HTTP/1.1\r\nConnection: foo, Close\r\n\r\n"));
  CHECK_FALSE(keeps_alive("GET / HTTP/1.0\r\n\r\n"));
  CHECK(keeps_alive("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"));
  CHECK_FALSE(keeps_alive("GET http://a/ HTTP/1.1\r\nProxy-Connection: close\r\n\r\n"));
  check_requests("GET /a HTTP/1.1\r\nConnection: close\r\n\r\nGET /b HTTP/1.1\r\n\r\n",
                 {"GET /a HTTP/1.1 | Connection: close", "end"});
}

TEST_CASE("raw bytes are those of the current request, its head and its body, and 16 KiB at most") {
  const std::string first =
      "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\nT: u\r\n\r\n";
  const std::string second = "PUT /b HTTP/1.1\nContent-Length: 3\n\nxyz";
  const std::string large =
      fmt::format("PUT /c HTTP/1.1\r\nContent-Length: {}\r\n\r\n", 40000) + std::string(40000, 'z');
  const std::string all = fmt::format("{}\r\n{}{}", first, second, large);
  for (const std::size_t fragment : fragment_sizes) {
    CAPTURE(fragment);
    ServerSession session;
    CHECK(session.idle());
    Lines raws;
    cut(all, fragment, [&](ByteView in) {
      while (const auto event = session.next(in)) {
        if (std::holds_alternative<RequestHead>(*event)) {
          CHECK(as_text(session.raw()).find(raws.empty() ? "\r\n\r\n" : "\n") != std::string_view::npos);
          CHECK_FALSE(session.idle());
        }
        if (!std::holds_alternative<RequestEnd>(*event)) continue;
        CHECK(session.idle());
        raws.emplace_back(as_text(session.raw()));
        if (raws.size() == 3) CHECK(session.raw_size() == large.size());
      }
    });
    REQUIRE(raws.size() == 3);
    CHECK(raws[0] == first);
    CHECK(raws[1] == second);
    CHECK(raws[2] == large.substr(0, 16384));
    CHECK(session.idle());
  }
}

TEST_CASE("a blank line leaves the session idle, the first byte of a request does not") {
  ServerSession session;
  ByteView blank = as_bytes("\r\n\n"), letter = as_bytes("G");
  CHECK_FALSE(session.next(blank));
  CHECK(session.idle());
  CHECK_FALSE(session.next(letter));
  CHECK_FALSE(session.idle());
  CHECK(as_text(session.raw()) == "G");
}

TEST_CASE("pieces of a body are views into the bytes given") {
  ServerSession session;
  const std::string bytes = "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello";
  ByteView in = as_bytes(bytes);
  REQUIRE(session.next(in));
  CHECK(as_text(in) == "hello");
  const auto event = session.next(in);
  REQUIRE(event);
  CHECK(std::get<BodyPiece>(*event).bytes.data() == as_bytes(bytes).last(5).data());
  CHECK(in.empty());
  const auto end = session.next(in);
  REQUIRE(end);
  CHECK(std::holds_alternative<RequestEnd>(*end));
}
