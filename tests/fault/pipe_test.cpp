#include "fault/pipe.h"

#include <doctest/doctest.h>

#include "fault/effect_rows.h"

using namespace faultcast;
using namespace faultcast::fault;

namespace {

Pipe pipe_with(const Effect& effect) {
  Pipe pipe;
  pipe.add(make_step(effect));
  return pipe;
}

std::string text_of(const Pipe::Pulled& pulled) {
  return std::string(as_text(pulled.bytes));
}

}  // namespace

TEST_CASE("a pipe without steps passes through and ends when told") {
  Pipe pipe;
  CHECK(pipe.passes_through());
  pipe.finish(End::reset);
  CHECK(pipe.pull(0).flow.end == End::reset);
}

TEST_CASE("delay holds each piece for its time, in order, and the end waits for them") {
  Pipe pipe = pipe_with(Delay{Way::out, 100});
  pipe.push(as_bytes("ab"), 0);
  pipe.push(as_bytes("cd"), 30);
  pipe.finish(End::close);
  auto early = pipe.pull(99);
  CHECK(early.bytes.empty());
  CHECK(early.flow.wake == 100);
  CHECK(pipe.held() == 4);
  CHECK(text_of(pipe.pull(100)) == "ab");
  const auto last = pipe.pull(130);
  CHECK(text_of(last) == "cd");
  CHECK(last.flow.end == End::close);
}

TEST_CASE("bandwidth gives what the time allows and loses nothing") {
  Pipe pipe = pipe_with(Bandwidth{Way::out, 500});
  pipe.push(as_bytes(std::string(1000, 'x')), 0);
  std::size_t total = 0;
  Millis now = 0;
  int pulls = 0;
  while (total < 1000) {
    const auto pulled = pipe.pull(now);
    total += pulled.bytes.size();
    CHECK(total <= static_cast<std::size_t>(now / 2));
    if (!pulled.flow.wake) break;
    CHECK(*pulled.flow.wake >= now + 10);
    now = *pulled.flow.wake;
    REQUIRE(++pulls < 1000);
  }
  CHECK(total == 1000);
  CHECK(now == 2000);
}

TEST_CASE("a very slow bandwidth still moves") {
  Pipe pipe = pipe_with(Bandwidth{Way::out, 1});
  pipe.push(as_bytes("ab"), 0);
  CHECK(pipe.pull(999).bytes.empty());
  CHECK(text_of(pipe.pull(1000)) == "a");
  CHECK(text_of(pipe.pull(2000)) == "b");
}

TEST_CASE("slice gives one piece per pause") {
  Pipe pipe = pipe_with(Slice{Way::in, 2, 10});
  pipe.push(as_bytes("abcde"), 0);
  CHECK(text_of(pipe.pull(0)) == "ab");
  CHECK(pipe.pull(9).bytes.empty());
  CHECK(text_of(pipe.pull(10)) == "cd");
  CHECK(text_of(pipe.pull(20)) == "e");
}

TEST_CASE("stall, cut_after and reset let the bytes before them pass, to the byte") {
  for (const auto& [effect, end] : {std::pair<Effect, End>{Stall{Way::out, 3}, End::none},
                                    {CutAfter{Way::out, 3}, End::close},
                                    {Reset{Way::out, 3}, End::reset}}) {
    Pipe pipe = pipe_with(effect);
    pipe.push(as_bytes("ab"), 0);
    auto first = pipe.pull(0);
    CHECK(text_of(first) == "ab");
    CHECK(first.flow.end == End::none);
    pipe.push(as_bytes("cdef"), 0);
    auto second = pipe.pull(0);
    CHECK(text_of(second) == "c");
    CHECK(second.flow.end == end);
    pipe.push(as_bytes("gh"), 0);
    auto third = pipe.pull(1000);
    CHECK(third.bytes.empty());
    CHECK(third.flow.end == end);
  }
  CHECK(pipe_with(Reset{}).pull(0).flow.end == End::reset);
}

TEST_CASE("steps work one after the other") {
  Pipe pipe = pipe_with(Delay{Way::out, 5});
  pipe.add(make_step(Effect(CutAfter{Way::out, 4})));
  pipe.push(as_bytes("abcdef"), 0);
  CHECK(pipe.pull(4).bytes.empty());
  const auto pulled = pipe.pull(5);
  CHECK(text_of(pulled) == "abcd");
  CHECK(pulled.flow.end == End::close);
}

TEST_CASE("effects that are not about bytes have no step and no direction") {
  CHECK(make_step(Effect(AnswerCode{"live:ok"})) == nullptr);
  CHECK_FALSE(way_of(Effect(RefuseAccept{})));
  CHECK(way_of(Effect(Reset{})) == Way::in);
}
