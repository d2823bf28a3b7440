#include "judge/judge.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace faultcast;
using namespace faultcast::judge;
using scenario::Expectation;
using scenario::Matcher;

namespace {

Matcher match(Matcher::Kind kind, const char* json_text) {
  return {kind, std::make_shared<const json::Value>(json::Value::parse(json_text))};
}

Expectation expect(const char* code) {
  Expectation e;
  e.observer = "wire";
  e.what = "live.publish";
  e.fields = {{"code", match(Matcher::Kind::literal, code)}};
  return e;
}

const std::vector<Observation> seen = {
    {"wire", "live.connect", {{"code", "connected"}}},
    {"wire", "live.publish", {{"code", "txsecret_wrong"}, {"stream", "8888_a"}, {"n", "4"}}},
    {"wire", "live.publish", {{"code", "ok"}, {"stream", "8888_a"}}},
    {"client", "event", {{"code", "3004"}}}};

Outcome one(const Expectation& e, Mode mode = Mode::full) {
  static std::vector<std::vector<Expectation>> kept;  // outcomes point at their expectations
  kept.push_back({e});
  return judge::judge(kept.back(), seen, mode)[0];
}

}  // namespace

TEST_CASE("matchers: literal, number, contains, matches, between, absent") {
  struct Row {
    Matcher::Kind kind;
    const char* value;
    const char* field;
    bool met;
  };
  using K = Matcher::Kind;
  for (const Row& row : {Row{K::literal, "\"8888_a\"", "stream", true},
                         {K::literal, "\"8888_b\"", "stream", false},
                         {K::literal, "4", "n", true},
                         {K::literal, "4.5", "n", false},
                         {K::contains, "\"88_\"", "stream", true},
                         {K::contains, "\"x\"", "stream", false},
                         {K::matches, "\"^8+_[ab]$\"", "stream", true},
                         {K::matches, "\"^_\"", "stream", false},
                         {K::between, "[3, 5]", "n", true},
                         {K::between, "[5, 6]", "n", false},
                         {K::between, "[0, 9]", "stream", false},
                         {K::absent, "true", "missing", true},
                         {K::absent, "true", "stream", false},
                         {K::literal, "\"x\"", "missing", false}}) {
    CAPTURE(row.value);
    Expectation e = expect("\"txsecret_wrong\"");
    e.fields.emplace_back(row.field, match(row.kind, row.value));
    CHECK(one(e).met == row.met);
  }
}

TEST_CASE("counts: exact in run, at least on the wire alone, unless strict; none") {
  Expectation e = expect("\"ok\"");
  e.fields.clear();  // both publishes
  e.count = 2;
  CHECK(one(e).met);
  e.count = 1;
  CHECK_FALSE(one(e).met);
  CHECK(one(e, Mode::wire_only).met);
  e.strict = true;
  CHECK_FALSE(one(e, Mode::wire_only).met);
  e.count = 3;
  CHECK_FALSE(one(e, Mode::wire_only).met);
  e.count.reset();
  e.none = true;
  CHECK_FALSE(one(e).met);
  Expectation never = expect("\"stream_banned\"");
  never.none = true;
  CHECK(one(never).met);
}

TEST_CASE("a failed expectation names what was expected, what was seen and the nearest candidate") {
  const auto outcome = one(expect("\"tenant_unknown\""));
  CHECK_FALSE(outcome.met);
  CHECK(outcome.expected == "wire live.publish, code = tenant_unknown");
  Expectation near = expect("\"ok\"");
  near.fields.emplace_back("stream", match(Matcher::Kind::literal, "\"9999_a\""));
  CHECK(one(near).seen.en ==
        "seen 0 times; nearest: a live.publish whose stream was '8888_a' (expected = 9999_a)");
  CHECK(one(near).seen.zh.find("最接近") != std::string::npos);
  Expectation other = expect("\"ok\"");
  other.what = "live.stream";
  CHECK(one(other).seen.en == "seen 0 times; of another kind there were: live.connect, live.publish");
  other.observer = "row";
  CHECK(one(other).seen.en == "seen 0 times; nothing at all was seen by 'row'");
}

TEST_CASE("order: one after the other, and where it broke") {
  Expectation order;
  order.order = {expect("\"txsecret_wrong\""), expect("\"ok\"")};
  CHECK(one(order).met);
  std::swap(order.order[0], order.order[1]);
  const auto outcome = one(order);
  CHECK_FALSE(outcome.met);
  CHECK(
      outcome.seen.en.starts_with("after the first 1 of them, no wire live.publish, code = txsecret_wrong"));
}

TEST_CASE("on the wire alone what others saw is not judged") {
  Expectation client;
  client.observer = "client";
  client.what = "event";
  CHECK(one(client).met);
  const auto outcome = one(client, Mode::wire_only);
  CHECK_FALSE(outcome.judged);
}
