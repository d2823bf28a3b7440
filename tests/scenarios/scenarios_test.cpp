// A generic test over all scenario files: each is reproduced, on both sides and in randomized setups; and
// each goes red when its change is emptied, when its expectation is altered or another's, and when nobody
// listens.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "scenario/load.h"
#include "scenario/variants.h"
#include "stage/known.h"
#include "stage/play.h"

using namespace faultcast;
using scenario::Scenario;
using scenario::SideName;

namespace {

const std::string root = FAULTCAST_SOURCE_DIR;

const std::vector<Scenario>& all() {
  static const std::vector<Scenario> scenarios = [] {
    json::Problems problems;
    auto found = scenario::load_tree(stage::vocabulary(), root + "/scenarios", problems);
    for (const auto& problem : problems) MESSAGE(problem.str());
    REQUIRE(problems.empty());
    return found;
  }();
  return scenarios;
}

const setup::Setup& setup_of(const Scenario& one) {
  static std::map<std::string, setup::Setup> setups;
  auto at = setups.find(one.setup);
  if (at == setups.end()) {
    json::Problems problems;
    at = setups
             .emplace(one.setup,
                      setup::Setup::read(stage::catalogue(), root + "/fixtures/setups/" + one.setup + ".json",
                                         problems))
             .first;
    REQUIRE(problems.empty());
  }
  return at->second;
}

stage::PlayOptions options(bool listener_off = false) {
  stage::PlayOptions o;
  o.media_folder = root + "/fixtures/media";
  o.listener_off = listener_off;
  return o;
}

/// Calls back for each side that can be played.
template <class Each>
void each_side(Each each) {
  for (const auto& one : all())
    for (const auto side : {SideName::app, SideName::console})
      if (!one.side(side).missing) each(one, side);
}

std::string name_of(const Scenario& one, SideName side) {
  return one.id + (side == SideName::app ? " (app)" : " (console)");
}

/// The report of a failed play names what was expected, what was seen, and the nearest candidate or what
/// there was.
void check_explains(const stage::Played& played) {
  bool explained = false;
  for (const auto& outcome : played.outcomes) {
    if (outcome.met) continue;
    CHECK_FALSE(outcome.expected.empty());
    CHECK(outcome.seen.en.starts_with("seen ") != outcome.seen.en.starts_with("after the first "));
    CHECK_FALSE(outcome.seen.zh.empty());
    const auto says = [&](const char* what) { return outcome.seen.en.find(what) != std::string::npos; };
    explained = explained || says("nearest: ") || says("of another kind there were") ||
                says("nothing at all was seen") || outcome.expectation->none || outcome.expectation->count;
  }
  CHECK(explained);
}

void check_red(const Scenario& scenario, SideName side, const setup::Setup& setup,
               bool listener_off = false) {
  const auto played = stage::play(scenario, side, setup, options(listener_off));
  CHECK_FALSE(played.reproduced());
  CHECK_FALSE(played.error.has_value());
  check_explains(played);
}

/// What a scenario shows on the wire: its first expectation there.
std::string signature(const Scenario& one) {
  for (const auto& expectation : one.expect) {
    const auto& first = expectation.order.empty() ? expectation : expectation.order.front();
    if (first.observer != "wire") continue;
    std::string text = first.what + (first.none ? " never" : "");
    for (const auto& [name, matcher] : first.fields) text += " " + name + "=" + matcher.value->dump();
    return text;
  }
  return {};
}

/// Is it the scenario that nothing reaches the service (a closed port, a name that does not resolve)?
bool unreached(const Scenario& one) {
  return std::all_of(one.expect.begin(), one.expect.end(), [](const scenario::Expectation& expectation) {
    return expectation.observer != "wire" || expectation.none;
  });
}

}  // namespace

TEST_CASE("there are scenarios, each with texts in both languages") {
  CHECK(all().size() >= 20);
  for (const auto& one : all()) {
    CAPTURE(one.id);
    CHECK_FALSE(one.title.en.empty());
    CHECK_FALSE(one.title.zh.empty());
    if (one.healthy) continue;
    for (const auto* text : {&one.teach.cause, &one.teach.check, &one.teach.cure}) {
      CHECK_FALSE(text->en.empty());
      CHECK_FALSE(text->zh.empty());
    }
  }
}

TEST_CASE("every scenario is reproduced, on both sides") {
  each_side([](const Scenario& one, SideName side) {
    CAPTURE(name_of(one, side));
    const auto played = stage::play(one, side, setup_of(one), options());
    CHECK(played.reproduced());
    for (const auto& outcome : played.outcomes)
      if (!outcome.met) MESSAGE(outcome.expected << " | " << outcome.seen.en);
  });
}

TEST_CASE("every scenario is reproduced in 20 randomized setups") {
  each_side([](const Scenario& one, SideName side) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      CAPTURE(name_of(one, side));
      CAPTURE(seed);
      Random random(seed);
      const setup::Setup renamed = setup_of(one).randomized(random);
      REQUIRE(renamed.text("console.live.bizid") != setup_of(one).text("console.live.bizid"));
      REQUIRE(renamed.text("console.live.push_key") != setup_of(one).text("console.live.push_key"));
      const Scenario other = scenario::randomized(stage::vocabulary(), one, random, &renamed);
      const auto played = stage::play(other, side, renamed, options());
      CHECK(played.reproduced());
      for (const auto& outcome : played.outcomes)
        if (!outcome.met) MESSAGE(outcome.expected << " | " << outcome.seen.en);
    }
  });
}

TEST_CASE("with its change emptied no scenario is reproduced") {
  each_side([](const Scenario& one, SideName side) {
    if (one.healthy) return;
    CAPTURE(name_of(one, side));
    check_red(scenario::emptied(stage::vocabulary(), one), side, setup_of(one));
  });
}

TEST_CASE("with an altered code no scenario is reproduced") {
  each_side([](const Scenario& one, SideName side) {
    CAPTURE(name_of(one, side));
    Scenario altered = one;
    bool changed = false;
    for (auto& expectation : altered.expect) {
      auto& first = expectation.order.empty() ? expectation : expectation.order.front();
      for (auto& [field, matcher] : first.fields) {
        if (field != "code" || changed || first.none) continue;
        const bool numeric = matcher.value->is_number();
        matcher = {
            scenario::Matcher::Kind::literal,
            std::make_shared<const json::Value>(numeric ? json::Value(1313) : json::Value("app_unknown"))};
        changed = true;
      }
    }
    REQUIRE(changed);
    check_red(altered, side, setup_of(one));
  });
}

TEST_CASE("with the expectation of a scenario of another signature none is reproduced") {
  each_side([](const Scenario& one, SideName side) {
    // The next scenario in the list that shows something else stands for all of them, for each a different
    // one.
    const auto at = static_cast<std::size_t>(&one - all().data());
    for (std::size_t i = 1; i < all().size(); ++i) {
      const Scenario& other = all()[(at + i) % all().size()];
      if (signature(other) == signature(one) || unreached(other) != unreached(one)) continue;
      CAPTURE(name_of(one, side));
      CAPTURE(other.id);
      Scenario swapped = one;
      swapped.expect = other.expect;
      check_red(swapped, side, setup_of(one));
      return;
    }
  });
}

TEST_CASE("with the listener off none is reproduced, but where it is the scenario that nothing arrives") {
  each_side([](const Scenario& one, SideName side) {
    if (unreached(one)) return;
    CAPTURE(name_of(one, side));
    check_red(one, side, setup_of(one), true);
  });
}
