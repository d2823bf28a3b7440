#include "call/http_call.h"

#include <doctest/doctest.h>

using namespace faultcast;
using namespace faultcast::call;

TEST_CASE("http and https URLs, taken apart") {
  const auto read = [](const char* text) {
    const auto parts = parse_http_url(text);
    return parts ? fmt::format("{}{}:{} {} {}", parts->secure ? "s " : "", parts->host, parts->port,
                               parts->target, parts->authority())
                 : "-";
  };
  CHECK(read("http://h/a?b") == "h:80 /a?b h");
  CHECK(read("https://h") == "s h:443 / h");
  CHECK(read("http://h:8080?x") == "h:8080 /?x h:8080");
  CHECK(read("https://h:80/") == "s h:80 / h:80");
  for (const char* wrong :
       {"ftp://h/", "http://", "http:///a", "http://h:0/", "http://h:x/", "http://h:99999/", "h", ""})
    CHECK_MESSAGE(read(wrong) == "-", wrong);
}
