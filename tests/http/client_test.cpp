#include "http/client_session.h"

#include "http/wire.h"

using namespace faultcast;
using namespace faultcast::http;

namespace {

/// As read_requests; "closed" is the peer's end, told if `ends`.
Lines read_replies(std::string_view bytes, std::size_t fragment, const Lines& methods, bool ends,
                   const Limits& limits) {
  ClientSession session(limits);
  for (const std::string& method : methods) session.expect_answer_to(method);
  Lines lines;
  const auto tell = [&](const ClientEvent& event) {
    std::visit(Each{[&](const ReplyHead& head) {
                      lines.push_back(fmt::format("{} {}{}{}", head.status, head.reason, listed(head.headers),
                                                  head.keep_alive ? "" : " (last)"));
                    },
                    [&](const BodyPiece& piece) { add_data(lines, "body: ", piece.bytes); },
                    [&](const ReplyEnd&) { lines.emplace_back("end"); },
                    [&](const Broken& broken) {
                      CHECK(broken.status == 502);
                      lines.push_back("broken: " + broken.reason);
                    }},
               event);
  };
  cut(bytes, fragment, [&](ByteView in) {
    while (const auto event = session.next(in)) tell(*event);
    CHECK(in.empty());
  });
  if (ends) {
    lines.emplace_back("closed");
    if (const auto event = session.ended()) tell(*event);
  }
  return lines;
}

void check_replies(std::string_view bytes, const Lines& expected, const Lines& methods = {},
                   bool ends = false, const Limits& limits = {}) {
  for (const std::size_t fragment : fragment_sizes) {
    CAPTURE(fragment);
    CHECK(join(read_replies(bytes, fragment, methods, ends, limits), "\n") == join(expected, "\n"));
  }
}
void check_ended(std::string_view bytes, const Lines& expected) {
  check_replies(bytes, expected, {}, true);
}

}  // namespace

TEST_CASE("answers of a declared length, one behind the other, then the end") {
  check_ended(
      "HTTP/1.1 200 OK\r\nx-A: b\r\nContent-Length: 5\r\n\r\nhello\r\nHTTP/1.1 404 Not  "
      "Found\r\nContent-Length:0\r\n\r\n",
      {"200 OK | x-A: b | Content-Length: 5", "body: hello", "end", "404 Not  Found | Content-Length: 0",
       "end", "closed"});
  check_ended("HTTP/1.1 599\nContent-Length: 1\n\nx",
              {"599  | Content-Length: 1", "body: x", "end", "closed"});
  check_ended("HTTP/1.1 200 \xe5\xa5\xbd\r\nContent-Length: 0\r\n\r\n",
              {"200 \xe5\xa5\xbd | Content-Length: 0", "end", "closed"});
}

TEST_CASE("chunked answers, with trailers") {
  check_ended(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\nA: b\r\n\r\n",
      {"200 OK | Transfer-Encoding: chunked", "body: abcde", "end", "closed"});
}

TEST_CASE("an answer without a length goes on until the peer closes") {
  check_ended("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
              {"200 OK (last)", "body: HTTP/1.1 200 OK\r\n\r\n", "closed", "end"});
  check_ended("HTTP/1.0 200 OK\r\n\r\n", {"200 OK (last)", "closed", "end"});
  Limits limits;
  limits.body = 4;
  check_replies("HTTP/1.1 200 OK\r\n\r\n1234", {"200 OK (last)", "body: 1234", "closed", "end"}, {}, true,
                limits);
  check_replies("HTTP/1.1 200 OK\r\n\r\n12345",
                {"200 OK (last)", "body: 1234", "broken: the body grows over 4 bytes", "closed"}, {}, true,
                limits);
}

TEST_CASE("interim answers, 204 and 304, answers to HEAD and CONNECT have no body") {
  check_ended(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\nContent-Length: 5\r\n\r\n"
      "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nHTTP/1.1 304 Not Modified\r\nTransfer-Encoding: "
      "chunked\r\n\r\n"
      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
      {"100 Continue", "end", "103 Early Hints | Link: a | Content-Length: 5", "end",
       "204 No Content | Content-Length: 5", "end", "304 Not Modified | Transfer-Encoding: chunked", "end",
       "101 Switching Protocols | Connection: upgrade | Upgrade: x", "end", "closed"});
  const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", told = "200 OK | Content-Length: 3";
  check_replies("HTTP/1.1 100 Continue\r\n\r\n" + ok + ok + "abc" + ok,
                {"100 Continue", "end", told, "end", told, "body: abc", "end", told, "end"},
                {"HEAD", "GET", "CONNECT"});
  check_replies("HTTP/1.1 200 OK\r\n\r\n" + ok + "abc", {"200 OK", "end", told, "body: abc", "end"},
                {"HEAD", "GET"});
  check_replies("HTTP/1.1 407 No\r\nContent-Length: 3\r\n\r\nabc",
                {"407 No | Content-Length: 3", "body: abc", "end"}, {"CONNECT"});
  check_replies("HTTP/1.1 101 Up\r\nUpgrade: x\r\n\r\n" + ok, {"101 Up | Upgrade: x", "end", told, "end"},
                {"GET", "HEAD"});
  Limits limits;
  limits.body = 2;
  check_replies(ok, {told, "end"}, {"HEAD"}, false, limits);
  check_replies(ok, {"broken: a body of 3 bytes is announced, 2 are the most"}, {"GET"}, false, limits);
}

TEST_CASE("what a head says of the connection and the body") {
  ClientSession session;
  const std::string bytes = "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\n";
  ByteView in = as_bytes(bytes);
  const auto event = session.next(in);
  REQUIRE(event);
  const auto& head = std::get<ReplyHead>(*event);
  CHECK(head.keep_alive);
  CHECK(head.minor == 0);
  CHECK(head.length == 3);
  CHECK_FALSE(head.chunked);
}

TEST_CASE("a body that does not come is not announced as chunked") {
  ClientSession session;
  const std::string bytes = "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n";
  ByteView in = as_bytes(bytes);
  const auto event = session.next(in);
  REQUIRE(event);
  CHECK_FALSE(std::get<ReplyHead>(*event).chunked);
}

TEST_CASE("an answer that is the last by its head: what follows is passed over") {
  check_ended("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n\r\n",
              {"200 OK | Connection: close | Content-Length: 1 (last)", "body: x", "end", "closed"});
}

TEST_CASE("a connection that ends too early, and where") {
  check_ended("", {"closed"});
  check_ended("\r\n", {"closed"});
  check_ended("HTTP/1.1 200 OK\r\nContent-Le",
              {"closed", "broken: the connection ended in the middle of a head"});
  check_ended("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
              {"200 OK | Content-Length: 5", "closed",
               "broken: the connection ended after 0 of 5 bytes of the body"});
  check_ended("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
              {"200 OK | Content-Length: 5", "body: hell", "closed",
               "broken: the connection ended after 4 of 5 bytes of the body"});
  check_ended("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
              {"200 OK | Transfer-Encoding: chunked", "body: hello", "closed",
               "broken: the connection ended before the last chunk, after 5 bytes of the body"});
}

TEST_CASE("answers that are none") {
  const auto check = [](const std::string& bytes, const std::string& reason) {
    check_replies(bytes, {"broken: " + reason});
  };
  check("GET / HTTP/1.1\r\n", "what came does not begin like an HTTP answer");
  check("\x15\x03\x01", "what came does not begin like an HTTP answer");
  check("HELLO\r\n", "'HELLO' is not HTTP/1.1 and a status of three digits");
  check("HTTP/1.1 abc\r\n", "'HTTP/1.1 abc' is not HTTP/1.1 and a status of three digits");
  check("HTTP/1.1 20 OK\r\n\r\n", "'HTTP/1.1 20 OK' is not HTTP/1.1 and a status of three digits");
  check("HTTP/1.1 2000 OK\r\n", "'HTTP/1.1 2000 OK' is not HTTP/1.1 and a status of three digits");
  check("HTTP/2.0 200 OK\r\n", "HTTP/2.0 is not spoken here, HTTP/1.1 is");
  check("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "two Content-Lengths contradict each other: 1 and 2");
  check("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "Content-Length and Transfer-Encoding stand in one head");
  check("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "Transfer-Encoding must be 'chunked', not 'gzip'");
  check("HTTP/1.1 200 OK\r\nA: " + std::string(70000, 'x'), "the head is over 65536 bytes");
}
