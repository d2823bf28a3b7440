#include "loop/lookup.h"

#include <doctest/doctest.h>

#include <future>

using namespace faultcast;

namespace {

Result<std::string> look_up(const std::string& host) {
  loop::Loop loop(std::make_unique<SystemClock>(0, 1.0));
  std::unique_ptr<loop::Lookup> lookup;
  std::promise<Result<std::string>> found;
  loop.call([&] {
    lookup = std::make_unique<loop::Lookup>(
        loop, host, [&found](Result<std::string> address) { found.set_value(std::move(address)); });
  });
  auto result = found.get_future().get();
  loop.call([&] { lookup.reset(); });
  return result;
}

}  // namespace

TEST_CASE("the machine's own names are found, nonsense is told") {
  const auto local = look_up("localhost");
  REQUIRE(local);
  CHECK((*local == "127.0.0.1" || *local == "::1"));
  const auto none = look_up(std::string(300, 'x'));
  REQUIRE_FALSE(none);
  CHECK(none.error().message.starts_with("no such host: xxx"));
}

TEST_CASE("whoever does not want the answer any more may go") {
  loop::Loop loop(std::make_unique<SystemClock>(0, 1.0));
  loop.call([&] {
    for (int i = 0; i < 20; ++i)
      loop::Lookup(loop, "localhost", [](const Result<std::string>&) { FAIL("nobody is there to be told"); });
  });
}
