// A scenario meets a setup: its changes are made, its wrong values are made anew.
#include <fmt/core.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "scenario/load.h"
#include "setup/placeholder.h"

namespace faultcast::scenario {

namespace {

using json::Value;

Result<void> make(setup::Setup& setup, Change::Kind kind, const std::string& path, const Value& to) {
  if (kind == Change::Kind::unset) return setup.unset(path);
  // what a placeholder gave is text, whatever the setting's kind
  const auto* setting = setup.catalogue().find(path);
  if (setting != nullptr && to.is_string()) return setup.set_text(path, to.get_ref<const std::string&>());
  return setup.set(path, to);
}

Result<fault::On> expand_on(fault::On on, const setup::Setup& setup, const Names& names) {
  for (auto& [field, pattern] : on.match) {
    auto text = setup::expand(pattern, setup, names);
    if (!text) return fail(text.error().within(field));
    pattern = std::move(*text);
  }
  return on;
}

std::string in_words(const Change& change) {
  switch (change.kind) {
    case Change::Kind::set:
      return fmt::format("set {}", change.path);
    case Change::Kind::unset:
      return fmt::format("unset {}", change.path);
    case Change::Kind::answer:
      return fmt::format("answer {}", change.code);
  }
  return {};
}

/// A change whose placeholders are gone.
struct Ready {
  Change::Kind kind;
  std::string path;
  Value to;
};

Result<Ready> ready(const Change& change, const setup::Setup& setup, const Names& names) {
  auto path = setup::expand(change.path, setup, names);
  if (!path) return fail(path.error().within(in_words(change)));
  if (change.to == nullptr) return Ready{change.kind, std::move(*path), nullptr};
  auto to = setup::expand_all(*change.to, setup, names);
  if (!to) return fail(to.error().within(in_words(change)));
  return Ready{change.kind, std::move(*path), std::move(*to)};
}

void collect_texts(const Value& value, std::set<std::string>& texts) {
  if (value.is_string()) texts.insert(value.get<std::string>());
  if (value.is_number()) texts.insert(value.dump());
  if (!value.is_object()) return;
  for (const auto& member : value.items()) {
    texts.insert(member.key());
    collect_texts(member.value(), texts);
  }
}

/// Wrong values made anew; one literal of the scenario becomes the same everywhere in it.
class Renewal {
 public:
  Renewal(const Vocabulary& words, Random& random, const setup::Setup* right)
      : words_(words), random_(random) {
    if (right != nullptr) collect_texts(right->value(), taken_);
  }

  void renew(Side& side) {
    for (auto& change : side.changes)
      if (change.kind == Change::Kind::set && change.to != nullptr)
        change.to = std::make_shared<const Value>(renewed(without_placeholders(change.path), *change.to));
  }

 private:
  static std::string without_placeholders(std::string_view path) {
    return setup::substitute(path, [](std::string_view) -> Result<std::string> { return "x"; }).value_or("");
  }

  Value renewed(const std::string& path, const Value& to) {
    if (to.is_object()) {
      Value out = Value::object();
      for (const auto& member : to.items())
        out[member.key()] =
            renewed(fmt::format("{}.{}", path, without_placeholders(member.key())), member.value());
      return out;
    }
    const setup::Setting* setting = words_.catalogue->find(path);
    if (setting == nullptr || setting->shape == setup::Shape::fixed ||
        setting->kind == setup::Setting::Kind::choice)
      return to;
    if (to.is_number_unsigned()) {
      const auto made = parse_unsigned(random_for(to.dump(), setup::Shape::digits));
      return made ? Value(*made) : to;
    }
    if (!to.is_string() || to.get_ref<const std::string&>().find('$') != std::string::npos) return to;
    return random_for(to.get<std::string>(), setting->shape);
  }

  std::string random_for(const std::string& like, setup::Shape shape) {
    if (const auto known = made_.find(like); known != made_.end()) return known->second;
    std::string made = setup::unused_like(like, shape, random_, taken_);
    taken_.insert(made);
    made_[like] = made;
    return made;
  }

  const Vocabulary& words_;
  Random& random_;
  std::set<std::string> taken_;
  std::map<std::string, std::string> made_;
};

}  // namespace

Result<std::vector<fault::FaultRule>> expand(std::vector<fault::FaultRule> rules, const setup::Setup& setup,
                                             const Names& names) {
  for (auto& rule : rules) {
    auto on = expand_on(std::move(rule.on), setup, names);
    if (!on) return fail(on.error().within(fmt::format("fault {}", rule.id)));
    rule.on = std::move(*on);
  }
  return rules;
}

Result<std::vector<fault::FaultRule>> apply(const Vocabulary& words, const Side& side, setup::Setup& setup,
                                            const Names& names) {
  std::vector<fault::FaultRule> forced;
  std::vector<std::pair<const Change*, Ready>> changes;
  for (const auto& change : side.changes) {
    if (change.kind != Change::Kind::answer) {
      auto one = ready(change, setup, names);
      if (!one) return fail(one.error());
      changes.emplace_back(&change, std::move(*one));
      continue;
    }
    if (words.find_code(change.code) == nullptr)
      return fail(fmt::format("{}: unknown code", in_words(change)));
    auto on = expand_on(change.on, setup, names);
    if (!on) return fail(on.error().within(in_words(change)));
    forced.push_back(
        {fmt::format("forced:{}", change.code), std::move(*on), {}, {fault::AnswerCode{change.code}}});
  }
  setup::Setup changed(setup);
  for (const auto& [change, one] : changes)
    if (auto done = make(changed, one.kind, one.path, one.to); !done)
      return fail(done.error().within(in_words(*change)));
  setup = std::move(changed);
  return forced;
}

Scenario randomized(const Vocabulary& words, const Scenario& scenario, Random& random,
                    const setup::Setup* right) {
  Scenario renewed = scenario;
  Renewal renewal(words, random, right);
  renewal.renew(renewed.app);
  renewal.renew(renewed.console);
  return renewed;
}

}  // namespace faultcast::scenario
