#include "base/clock.h"

#include <doctest/doctest.h>

using namespace faultcast;

TEST_CASE("a manual clock moves only when told, and never back") {
  ManualClock clock(*parse_iso8601("2017-02-14T00:00:00Z"));
  CHECK(clock.now() == 1487030400000);
  clock.advance_to(clock.now() + 5);
  clock.advance_to(0);
  CHECK(clock.now() == 1487030400005);
}

TEST_CASE("times are written and read") {
  CHECK(iso8601(1487030400000) == "2017-02-14T00:00:00Z");
  CHECK(iso8601(1487030400123, 8) == "2017-02-14T08:00:00.123+08:00");
  CHECK(parse_iso8601("2017-02-14T08:00:00+08:00") == 1487030400000);
  CHECK(parse_iso8601("2017-02-14T00:00:00.250Z") == 1487030400250);
  CHECK(parse_iso8601("2017-02-14") == 1487030400000);
  for (const char* wrong : {"", "yesterday", "2017-13-01", "2017-02-14T25:00:00Z", "2017-02-14T00:00:00",
                            "2017-02-14T00:00:00+8"})
    CHECK_FALSE_MESSAGE(parse_iso8601(wrong).has_value(), wrong);
}

TEST_CASE("durations are read and spoken") {
  CHECK(parse_duration("+4h") == 14400000);
  CHECK(parse_duration("-90s") == -90000);
  CHECK(parse_duration("2d12h") == 216000000);
  CHECK(parse_duration("250ms") == 250);
  std::string endless;
  for (int i = 0; i < 200; ++i) endless += "999999999d";
  CHECK_FALSE(parse_duration(endless));
  for (const char* wrong : {"", "+", "4", "h", "4x", "4h5"})
    CHECK_FALSE_MESSAGE(parse_duration(wrong).has_value(), wrong);
  CHECK(spoken_duration(7500000) == "2 h 5 min");
  CHECK(spoken_duration(-14000) == "14 s");
  CHECK(spoken_duration(3600000) == "1 h");
  CHECK(spoken_duration(7) == "7 ms");
}

TEST_CASE("the machine's clock can run ahead and faster") {
  const SystemClock plain, ahead(3600000, 1.0);
  CHECK(ahead.now() - plain.now() > 3500000);
  const SystemClock fast(0, 1000.0);
  CHECK(fast.real_wait_until(fast.now() + 10000000) <= 10002);
  CHECK(fast.real_wait_until(0) == 0);
}
