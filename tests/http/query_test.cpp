#include "http/query.h"

#include <doctest/doctest.h>

using namespace faultcast;
using namespace faultcast::http;
using namespace std::string_literals;

TEST_CASE("queries: split at & and the first =, both sides decoded, + stays") {
  CHECK(parse_query("op=stat&sign=a+b/c==&%61=%e4%b8%ad&x&=y&&a=2") ==
        Fields{{"op", "stat"}, {"sign", "a+b/c=="}, {"a", "\xe4\xb8\xad"}, {"x", ""}, {"", "y"}, {"a", "2"}});
  CHECK(parse_query("").empty());
  CHECK(parse_query("&").empty());
  CHECK(parse_query("a=%zz%4") == Fields{{"a", "%zz%4"}});
  CHECK(parse_query("a%26b%3d=c%26d") == Fields{{"a&b=", "c&d"}});
}

TEST_CASE("a form's + is a blank, an encoded one is a +") {
  CHECK(parse_query("a+b=c+d%2B", true) == Fields{{"a b", "c d+"}});
}

TEST_CASE("the first field of a name, in its own case") {
  const Fields fields = {{"A", "1"}, {"a", "2"}, {"a", "3"}};
  CHECK(*find(fields, "a") == "2");
  CHECK(find(fields, "b") == nullptr);
}

TEST_CASE("paths: decoded once, dots kept, no NUL, UTF-8 only") {
  CHECK(decode_path("/a%20b/../%2525") == "/a b/../%25");
  CHECK(decode_path("/%e4%b8%ad\xe4\xb8\xad+") == "/\xe4\xb8\xad\xe4\xb8\xad+");
  CHECK(decode_path("").value() == "");
  CHECK_FALSE(decode_path("/a%00"));
  CHECK_FALSE(decode_path("/%ff"));
  CHECK_FALSE(decode_path("/%e4%b8"));
  CHECK_FALSE(decode_path("/%c0%ae"));
}

TEST_CASE("paths: encoded but for letters, digits, -_.~ and /") {
  CHECK(encode_path("/a b/-_.~/\xe4\xb8\xad+%?#") == "/a%20b/-_.~/%E4%B8%AD%2B%25%3F%23");
  CHECK(encode_path("").empty());
  CHECK(encode_path("a//") == "a//");
  CHECK(decode_path(encode_path("/\xe4\xb8\xad ?%41")) == "/\xe4\xb8\xad ?%41");
}

TEST_CASE("ranges: one is cut to the body, one behind it cannot be, all else is the whole") {
  const auto one = [](std::uint64_t from, std::uint64_t length) {
    return std::pair{RangeKind::one, ByteRange{from, length}};
  };
  const std::pair whole = {RangeKind::none, ByteRange{}}, nothing = {RangeKind::unsatisfiable, ByteRange{}};
  CHECK(parse_range("bytes=0-0", 10) == one(0, 1));
  CHECK(parse_range("bytes=2-5", 10) == one(2, 4));
  CHECK(parse_range("bytes=2-", 10) == one(2, 8));
  CHECK(parse_range("bytes=9-99", 10) == one(9, 1));
  CHECK(parse_range("bytes=0-99999999999999999999999", 10) == one(0, 10));
  CHECK(parse_range("bytes=-3", 10) == one(7, 3));
  CHECK(parse_range("bytes=-30", 10) == one(0, 10));
  CHECK(parse_range("Bytes= 2-5 ", 10) == one(2, 4));
  CHECK(parse_range("bytes=10-", 10) == nothing);
  CHECK(parse_range("bytes=10-20", 10) == nothing);
  CHECK(parse_range("bytes=99999999999999999999999-", 10) == nothing);
  CHECK(parse_range("bytes=-0", 10) == nothing);
  CHECK(parse_range("bytes=0-", 0) == nothing);
  CHECK(parse_range("bytes=-5", 0) == whole);
  for (const char* header :
       {"", "bytes", "bytes=", "bytes=-", "bytes=5", "bytes=5-2", "bytes=0-1,3-4", "bytes=a-b", "bytes=1-2x",
        "bytes=--1", "bytes=-1-2", "items=0-1", "bytes=1 - 2", "bytes=+1-2"}) {
    CAPTURE(header);
    CHECK(parse_range(header, 10) == whole);
  }
}

TEST_CASE("dates as HTTP has them") {
  CHECK(http_date(1'487'030'400'000) == "Tue, 14 Feb 2017 00:00:00 GMT");
  CHECK(http_date(784'111'777'999) == "Sun, 06 Nov 1994 08:49:37 GMT");  // RFC 9110 5.6.7
  CHECK(http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(http_date(-1) == "Wed, 31 Dec 1969 23:59:59 GMT");
  CHECK(http_date(951'782'400'000) == "Tue, 29 Feb 2000 00:00:00 GMT");
}
