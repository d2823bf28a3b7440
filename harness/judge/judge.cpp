#include "judge/judge.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "judge/match.h"

namespace faultcast::judge {

namespace {

using scenario::Expectation;
using Observations = std::vector<Observation>;

bool same_kind(const Expectation& expectation, const Observation& seen) {
  return seen.observer == expectation.observer && seen.what == expectation.what;
}

// A code may be given by its number, where the service has numbers.
const std::string* value_of(const Observation& seen, const std::string& name,
                            const scenario::Matcher& matcher) {
  const bool by_number = name == "code" && seen.observer == "wire" &&
                         matcher.kind == scenario::Matcher::Kind::literal && matcher.value->is_number();
  return seen.field(by_number ? "number" : name);
}

std::size_t fields_met(const Expectation& expectation, const Observation& seen) {
  return static_cast<std::size_t>(
      std::count_if(expectation.fields.begin(), expectation.fields.end(),
                    [&](const auto& f) { return matches(f.second, value_of(seen, f.first, f.second)); }));
}

bool met_by(const Expectation& expectation, const Observation& seen) {
  return same_kind(expectation, seen) && fields_met(expectation, seen) == expectation.fields.size();
}

// The fields of an observation that an expectation did not like, side by side.
Text differences(const Expectation& expectation, const Observation& seen) {
  Text out;
  for (const auto& [name, matcher] : expectation.fields) {
    const std::string* value = value_of(seen, name, matcher);
    if (matches(matcher, value)) continue;
    const std::string was = value == nullptr ? "" : excerpt(*value, 200);
    out.en += fmt::format("{}{} was {} (expected {})", out.en.empty() ? "" : "; ", name,
                          value == nullptr ? "absent" : "'" + was + "'", in_words(matcher));
    out.zh += fmt::format("{}{} 为{}（期望 {}）", out.zh.empty() ? "" : "；", name,
                          value == nullptr ? "空缺" : "“" + was + "”", in_words(matcher));
  }
  return out;
}

Text kinds_seen(const Observations& observations, const std::string& observer) {
  std::vector<std::string> kinds;
  for (const auto& seen : observations)
    if (seen.observer == observer && std::find(kinds.begin(), kinds.end(), seen.what) == kinds.end())
      kinds.push_back(seen.what);
  if (kinds.empty())
    return {fmt::format("nothing at all was seen by '{}'", observer),
            fmt::format("“{}”没有任何观察结果", observer)};
  return {"of another kind there were: " + join(kinds, ", "), "其他种类的有：" + join(kinds, "、")};
}

Text nearest_miss(const Expectation& expectation, const Observations& observations) {
  const Observation* best = nullptr;
  std::size_t best_score = 0;
  for (const auto& seen : observations) {
    if (!same_kind(expectation, seen)) continue;
    const std::size_t score = fields_met(expectation, seen) + 1;
    if (score > best_score && score <= expectation.fields.size()) {
      best = &seen;
      best_score = score;
    }
  }
  if (best == nullptr) return kinds_seen(observations, expectation.observer);
  const Text what = differences(expectation, *best);
  return {fmt::format("nearest: a {} whose {}", best->what, what.en),
          fmt::format("最接近的是一次 {}：{}", best->what, what.zh)};
}

bool count_is_right(const Expectation& expectation, std::uint64_t seen, Mode mode) {
  if (expectation.none) return seen == 0;
  if (!expectation.count) return seen > 0;
  return mode == Mode::full || expectation.strict ? seen == *expectation.count : seen >= *expectation.count;
}

void judge_single(Outcome& outcome, const Observations& observations, Mode mode) {
  const Expectation& expectation = *outcome.expectation;
  const auto seen =
      static_cast<std::uint64_t>(std::count_if(observations.begin(), observations.end(),
                                               [&](const Observation& o) { return met_by(expectation, o); }));
  outcome.met = count_is_right(expectation, seen, mode);
  if (outcome.met) return;
  outcome.seen = {fmt::format("seen {} time{}", seen, seen == 1 ? "" : "s"), fmt::format("出现 {} 次", seen)};
  if (expectation.none || (expectation.count && seen > *expectation.count)) return;
  const Text miss = nearest_miss(expectation, observations);
  outcome.seen.en += "; " + miss.en;
  outcome.seen.zh += "；" + miss.zh;
}

void judge_order(Outcome& outcome, const Observations& observations) {
  auto from = observations.begin();
  std::size_t place = 0;
  for (const auto& expectation : outcome.expectation->order) {
    const auto at =
        std::find_if(from, observations.end(), [&](const Observation& o) { return met_by(expectation, o); });
    if (at == observations.end()) {
      const Text miss = nearest_miss(expectation, Observations(from, observations.end()));
      const std::string words = in_words(expectation);
      outcome.seen = {fmt::format("after the first {} of them, no {}; {}", place, words, miss.en),
                      fmt::format("前 {} 项之后没有出现：{}；{}", place, words, miss.zh)};
      return;
    }
    from = at + 1;
    ++place;
  }
  outcome.met = true;
}

bool about_the_wire(const Expectation& expectation) {
  if (expectation.order.empty()) return expectation.observer == "wire";
  return std::all_of(expectation.order.begin(), expectation.order.end(), about_the_wire);
}

}  // namespace

std::string in_words(const Expectation& expectation) {
  if (!expectation.order.empty()) {
    std::vector<std::string> parts;
    for (const auto& part : expectation.order) parts.push_back(in_words(part));
    return "in this order: " + join(parts, " → ");
  }
  std::string out = expectation.observer + " " + expectation.what;
  for (const auto& [name, matcher] : expectation.fields)
    out += fmt::format(", {} {}", name, in_words(matcher));
  if (expectation.none) return out + ": never";
  if (expectation.count)
    out += fmt::format(", {} time{}", *expectation.count, *expectation.count == 1 ? "" : "s");
  return out;
}

std::vector<Outcome> judge(const std::vector<Expectation>& expectations, const Observations& observations,
                           Mode mode) {
  std::vector<Outcome> outcomes;
  for (const auto& expectation : expectations) {
    Outcome outcome{.expectation = &expectation, .expected = in_words(expectation)};
    outcome.judged = mode == Mode::full || about_the_wire(expectation);
    if (outcome.judged && expectation.order.empty()) judge_single(outcome, observations, mode);
    if (outcome.judged && !expectation.order.empty()) judge_order(outcome, observations);
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

}  // namespace faultcast::judge
