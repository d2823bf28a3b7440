#include "http/wire.h"

using namespace faultcast;
using namespace faultcast::http;
using namespace std::string_literals;

namespace {

/// What a head of these lines is refused with.
void check_refused(const std::string& lines, const std::string& answer, const Limits& limits = {}) {
  check_requests(lines + "\r\n", {answer}, limits);
}

const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
const std::string chunked_head = "POST / HTTP/1.1 | Transfer-Encoding: chunked";

}  // namespace

TEST_CASE("lengths: the same twice passes, anything doubtful does not") {
  check_requests("POST / HTTP/1.1\r\nContent-Length: 2\r\nA: b\r\ncontent-length: 02\r\n\r\nab",
                 {"POST / HTTP/1.1 | Content-Length: 2 | A: b | content-length: 02", "body: ab", "end"});
  const auto with = [](const std::string& lines) { return "POST / HTTP/1.1\r\n" + lines + "\r\n"; };
  check_refused(with("Content-Length: 2\r\nContent-Length: 3"),
                "400: two Content-Lengths contradict each other: 2 and 3");
  check_refused(with("Content-Length: 2\r\nTransfer-Encoding: chunked"),
                "400: Content-Length and Transfer-Encoding stand in one head");
  check_refused(with("Transfer-Encoding: chunked\r\nContent-Length: 2"),
                "400: Content-Length and Transfer-Encoding stand in one head");
  check_refused(with("Content-Length: -1"), "400: Content-Length is no number: 'Content-Length: -1'");
  check_refused(with("Content-Length: +1"), "400: Content-Length is no number: 'Content-Length: +1'");
  check_refused(with("Content-Length: 1, 1"), "400: Content-Length is no number: 'Content-Length: 1, 1'");
  check_refused(with("Content-Length: 1\r\n 2"), "400: Content-Length is no number: '2'");
  check_refused(with("Content-Length: 0x10"), "400: Content-Length is no number: 'Content-Length: 0x10'");
  check_refused(with("Content-Length:"), "400: Content-Length is no number: ''");
  check_refused(with("Content-Length: 99999999999999999999"),
                "413: a length beyond all bounds is announced: 'Content-Length: 99999999999999999999'");
  check_refused(with("Content-Length: 18446744073709551615"),
                "413: a length beyond all bounds is announced: 'Content-Length: 18446744073709551615'");
}

TEST_CASE("lengths and codings on a folded line are read as if they stood on one") {
  check_requests("POST / HTTP/1.1\r\nContent-Length:\r\n 2\r\n\r\nab",
                 {"POST / HTTP/1.1 | Content-Length: 2", "body: ab", "end"});
  check_requests("POST / HTTP/1.1\r\nTransfer-Encoding:\r\n\tchunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
                 {"POST / HTTP/1.1 | Transfer-Encoding: chunked", "body: a", "end"});
  check_refused("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n ,gzip\r\n",
                "501: Transfer-Encoding must be 'chunked', not 'chunked ,gzip'");
}

TEST_CASE("codings other than chunked are not spoken, and chunks not with HTTP/1.0") {
  const auto with = [](const std::string& lines) { return "POST / HTTP/1.1\r\n" + lines + "\r\n"; };
  check_refused(with("Transfer-Encoding: gzip, chunked"),
                "501: Transfer-Encoding must be 'chunked', not 'gzip, chunked'");
  check_refused(with("Transfer-Encoding: chunked, gzip"),
                "501: Transfer-Encoding must be 'chunked', not 'chunked, gzip'");
  check_refused(with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
                "501: Transfer-Encoding must be 'chunked', not 'chunked, chunked'");
  check_refused(with("Transfer-Encoding: xchunked"),
                "501: Transfer-Encoding must be 'chunked', not 'xchunked'");
  check_refused(with("Transfer-Encoding:"), "501: Transfer-Encoding must be 'chunked', not ''");
  check_refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n",
                "400: Transfer-Encoding is unknown to HTTP/1.0");
}

TEST_CASE("a head may have so many bytes and lines") {
  const std::string head = "GET / HTTP/1.1\r\nA: " + std::string(100, 'a') + "\r\n\r\n";
  Limits limits;
  limits.head = head.size();
  check_requests(head + head,
                 {"GET / HTTP/1.1 | A: " + std::string(100, 'a'), "end",
                  "GET / HTTP/1.1 | A: " + std::string(100, 'a'), "end"},
                 limits);
  limits.head = head.size() - 1;
  check_requests(head, {fmt::format("431: the head is over {} bytes", head.size() - 1)}, limits);
  check_requests("GET /" + std::string(70000, 'a'), {"431: the head is over 65536 bytes"});

  const std::string lines = "A: b\r\nC:\r\n d\r\n e\r\n";
  limits = {};
  limits.headers = 2;
  check_requests("GET / HTTP/1.1\r\n" + lines + "\r\n", {"GET / HTTP/1.1 | A: b | C: d e", "end"}, limits);
  const std::string first = "GET / HTTP/1.1\r\n" + lines + "\r\n", told = "GET / HTTP/1.1 | A: b | C: d e";
  check_requests(first + first, {told, "end", told, "end"}, limits);
  check_refused("GET / HTTP/1.1\r\n" + lines + "F: g\r\n", "431: the head has over 2 lines", limits);
}

TEST_CASE("a body may have so many bytes, as announced or as it comes") {
  Limits limits;
  limits.body = 10;
  check_requests("PUT / HTTP/1.1\r\nContent-Length: 10\r\n\r\n0123456789",
                 {"PUT / HTTP/1.1 | Content-Length: 10", "body: 0123456789", "end"}, limits);
  check_refused("PUT / HTTP/1.1\r\nContent-Length: 11\r\n",
                "413: a body of 11 bytes is announced, 10 are the most", limits);
  check_requests(chunked + "4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n", {chunked_head, "body: 0123456789", "end"},
                 limits);
  check_requests(chunked + "4\r\n0123\r\n7\r\n4567890\r\n0\r\n\r\n",
                 {chunked_head, "body: 0123", "413: the chunked body grows over 10 bytes"}, limits);
  check_requests(chunked + "ffffffffffffffff\r\n",
                 {chunked_head, "413: the size of a chunk is beyond all bounds"}, limits);
  check_requests(chunked + "0fffffffffffffff\r\n",
                 {chunked_head, "413: the chunked body grows over 10 bytes"}, limits);
}

TEST_CASE("chunks that are none") {
  const auto check = [](const std::string& body, const std::string& data, const std::string& answer) {
    Lines expected = {chunked_head};
    if (!data.empty()) expected.push_back("body: " + data);
    expected.push_back("400: " + answer);
    check_requests(chunked + body, expected);
  };
  check("x\r\n", "", "the size of a chunk cannot be read");
  check("-1\r\n", "", "the size of a chunk cannot be read");
  check("\r\n", "", "the size of a chunk cannot be read");
  check("5\nhello\r\n", "", "the size of a chunk cannot be read");
  check("5\rXhello\r\n", "", "around the chunks there are bytes that do not belong there");
  check("5;a\nb\r\nhello\r\n", "", "around the chunks there are bytes that do not belong there");
  check("5;\x01\r\nhello\r\n", "", "around the chunks there are bytes that do not belong there");
  check("5\r\nhelloXY0\r\n\r\n", "hello", "behind the data of a chunk there is no CRLF");
  check("5\r\nhello\n0\r\n\r\n", "hello", "around the chunks there are bytes that do not belong there");
  check("5\r\nhello\rX0\r\n\r\n", "hello", "around the chunks there are bytes that do not belong there");
  check("0\r\n\rX", "", "around the chunks there are bytes that do not belong there");
  check("0\r\nno colon\r\n\r\n", "", "a trailer cannot be read");
  check("0\r\nA: b\n\r\n", "", "around the chunks there are bytes that do not belong there");
}

TEST_CASE("extensions and trailers are no place to pour bytes into") {
  Limits limits;
  limits.head = 100;
  const std::string over = "431: a chunk's head or the trailers are over 100 bytes";
  check_requests(chunked + "1;" + std::string(96, 'e') + "\r\n!\r\n0\r\n\r\n",
                 {chunked_head, "body: !", "end"}, limits);
  check_requests(chunked + "1;" + std::string(200, 'e') + "\r\n!\r\n0\r\n\r\n", {chunked_head, over}, limits);
  check_requests(chunked + "1\r\n!\r\n0\r\n" + repeat("A: b\r\n", 20) + "\r\n",
                 {chunked_head, "body: !", over}, limits);
}

TEST_CASE("each request, and each chunk, has the limits for itself") {
  Limits limits;
  limits.head = 100;
  limits.body = 10;
  const std::string extension(60, 'e');
  const std::string one = chunked + "6;" + extension + "\r\nabcdef\r\n1;" + extension +
                          "\r\ng\r\n0\r\nX: " + extension + "\r\n\r\n";
  check_requests(one + one, {chunked_head, "body: abcdefg", "end", chunked_head, "body: abcdefg", "end"},
                 limits);
  check_requests(
      one + chunked + "fffffffffffffffff\r\n",
      {chunked_head, "body: abcdefg", "end", chunked_head, "413: the size of a chunk is beyond all bounds"},
      limits);
}

TEST_CASE("request lines that are none") {
  check_requests("GET /\r\n", {"400: 'GET /' is not a method, a target without blanks and HTTP/1.1"});
  check_requests("GET / HTTP/2.0\r\n", {"505: HTTP/2.0 is not spoken here, HTTP/1.1 is"});
  check_requests("GET / HTTP/0.9\r\n",
                 {"400: 'GET / HTTP/0.9' is not a method, a target without blanks and HTTP/1.1"});
  check_requests("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                 {"400: the request line begins with no method known here: 'PRI * HTTP/2.0'"});
  check_requests("get / HTTP/1.1\r\n",
                 {"400: the request line begins with no method known here: 'get / HTTP/1.1'"});
  check_requests("GET /a b HTTP/1.1\r\n",
                 {"400: 'GET /a b HTTP/1.1' is not a method, a target without blanks and HTTP/1.1"});
  check_requests("GET / HTTP/1.1 x\r\n",
                 {"400: 'GET / HTTP/1.1 x' is not a method, a target without blanks and HTTP/1.1"});
  check_requests("GET / FTP/1.1\r\n",
                 {"400: 'GET / FTP/1.1' is not a method, a target without blanks and HTTP/1.1"});
  check_requests("GET ?a HTTP/1.1\r\n", {"400: the target of the request cannot be read: 'GET ?a HTTP/1.1'"});
  check_requests("GET\r\n", {"400: the request line begins with no method known here: 'GET'"});
}

TEST_CASE("peers that speak something else are told so at their first byte") {
  check_requests("\x16\x03\x01\x02", {"400: a TLS handshake came where plain HTTP is spoken"});
  check_requests("\x03\x01\x02", {"400: an RTMP handshake came where HTTP is spoken"});
  check_requests("\0GET"s, {"400: no HTTP request begins with the byte 0x00"});
  check_requests(" GET / HTTP/1.1\r\n", {"400: no HTTP request begins with the byte 0x20"});
}

TEST_CASE("bytes that may not stand in a head, and lines that are no headers") {
  const auto with = [](const std::string& line) { return "GET / HTTP/1.1\r\n" + line + "\r\n"; };
  check_refused(with("A: b\0c"s), "400: the byte 0x00 may not stand in a head: 'A: b\\x00c'");
  check_refused(with("A\0: b"s), "400: the byte 0x00 may not stand in a head: 'A\\x00: b'");
  check_refused(with("A: \x1b[31m"), "400: the byte 0x1b may not stand in a head: 'A: \\x1b[31m'");
  check_refused(with("A: \x7f"), "400: the byte 0x7f may not stand in a head: 'A: \\x7f'");
  check_refused(with("A: b\rC: d"), "400: the byte 0x0d may not stand in a head: 'A: b\\x0dC: d'");
  check_refused("GET /a\tb HTTP/1.1\r\n",
                "400: the byte 0x09 may not stand in a head: 'GET /a\\x09b HTTP/1.1'");
  check_refused(
      "GET /a\x0c"
      "b HTTP/1.1\r\n",
      "400: the byte 0x0c may not stand in a head: 'GET /a\\x0cb HTTP/1.1'");
  check_refused(with("\r"), "400: the byte 0x0d may not stand in a head: '\\x0d'");
  check_refused(with("A B: c"), "400: a header's name holds a blank: 'A B: c'");
  check_refused(with("A : c"), "400: a header's name holds a blank: 'A : c'");
  check_refused(with("A\t: c"), "400: a header's name holds a blank: 'A\\x09: c'");
  check_refused(with(" A: c"), "400: the first header line begins with a blank");
  check_refused(with("no colon"), "400: a header line has no colon: 'no colon'");
  check_refused(with(": a"), "400: a header line cannot be read: ': a'");
  check_refused(with("A(: b"), "400: a header line cannot be read: 'A(: b'");
  check_refused(with("A\xc3\xa4: b"), "400: a header line cannot be read: 'A\xc3\xa4: b'");
  check_refused(with("Host: a\r\nHost: a"), "400: there are several Host lines");
}

TEST_CASE("after a request that cannot be read nothing more comes, and everything is used up") {
  check_requests("GET / HTTP/1.1\r\nA B: c\r\n\r\nGET / HTTP/1.1\r\n\r\n",
                 {"400: a header's name holds a blank: 'A B: c'"});
  ServerSession other;
  ByteView tls = as_bytes("\x16\x03\x01");
  REQUIRE(other.next(tls));
  CHECK(tls.empty());
  CHECK(as_text(other.raw()) == "\x16\x03\x01");
  ServerSession session;
  ByteView in = as_bytes("nonsense\r\nGET / HTTP/1.1\r\n\r\n");
  REQUIRE(session.next(in));
  CHECK(in.empty());
  CHECK_FALSE(session.idle());
  CHECK(as_text(session.raw()) == "nonsense\r\nGET / HTTP/1.1\r\n\r\n");
  ByteView more = as_bytes("GET / HTTP/1.1\r\n\r\n");
  CHECK_FALSE(session.next(more));
  CHECK(more.empty());
}
