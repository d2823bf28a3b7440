#include "backend/push_url.h"

#include <doctest/doctest.h>

#include "backend/settings.h"

using namespace faultcast;

TEST_CASE("the push URL of the stock backend of 2017, byte for byte") {
  setup::Catalogue catalogue;
  catalogue.add(backend::settings());
  setup::Setup setup(catalogue);
  REQUIRE(setup.set_text("backend.APP_BIZID", "8888"));
  REQUIRE(setup.set_text("backend.PUSH_URL_KEY", "mockpushkey0123456789abcdefabcd0"));
  // 58a1fbf0 is three hours after 1487000000.
  const auto url = backend::make_push_url(setup, "anchor01", 1487000000000);
  CHECK(
      url.str() ==
      "rtmp://8888.livepush2.myqcloud.com/live/8888_anchor01?bizid=8888&record_interval=10800&record=flv|hls"
      "&txSecret=b266ceffb8ed6c1cc04e616aa37a856f&txTime=58a1fbf0");
  CHECK(backend::make_push_url(setup, "user@01", 1487000000000).stream == "8888_user_01");
  CHECK(backend::make_push_url(setup, "a#b-c", 0).stream == "8888_a_b_c");
  REQUIRE(setup.set_text("backend.clock_ahead_s", "-10800"));
  CHECK(backend::make_push_url(setup, "anchor01", 1487000000000).query.ends_with("txTime=58a1d1c0"));
}
