#include "setup/tree.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

namespace faultcast::setup {

namespace {

using json::Value;
using Node = Catalogue::Node;

Value fallback_of(const Setting& setting) {
  Value value = Value::parse(setting.fallback, nullptr, false);
  if (value.is_discarded()) {
    fmt::print(stderr, "the fallback of '{}' is no JSON: {}\n", setting.path, setting.fallback);
    std::abort();
  }
  return value;
}

std::size_t rank(const Node& node, std::string_view key) {
  const auto place = [&](std::string_view name) {
    return static_cast<std::size_t>(
        std::find_if(node.below.begin(), node.below.end(), [&](const auto& b) { return b.first == name; }) -
        node.below.begin());
  };
  const std::size_t own = place(key);
  return own < node.below.size() ? own : place("*");
}

/// Behind all members that the catalogue has before it, and behind those of its own rank.
Value& insert(const Node& node, Value& object, const std::string& key) {
  Value ordered = Value::object();
  const std::size_t own = rank(node, key);
  bool placed = false;
  for (auto& member : object.items()) {
    if (!placed && rank(node, member.key()) > own) {
      ordered[key] = nullptr;
      placed = true;
    }
    ordered[member.key()] = std::move(member.value());
  }
  object = std::move(ordered);
  return object[key];
}

void walk(const Catalogue& catalogue, const Node& node, Value& value,
          const std::function<void(const Setting&, Value&)>& call) {
  if (node.row) return call(catalogue.rows()[*node.row], value);
  for (auto& member : value.items())
    walk(catalogue, *catalogue.child(node, member.key()), member.value(), call);
}

}  // namespace

void fill(const Catalogue& catalogue, const Node& node, Value& object) {
  for (const auto& [name, index] : node.below) {
    const Node& branch = catalogue.node(index);
    if (name == "*" || branch.alias) continue;
    if (!branch.row) {
      Value group = Value::object();
      fill(catalogue, branch, group);
      if (!group.empty()) object[name] = std::move(group);
    } else if (const Setting& setting = catalogue.rows()[*branch.row]; !setting.fallback.empty()) {
      object[name] = fallback_of(setting);
    }
  }
}

Value& reach(const Catalogue& catalogue, Value& root, std::string_view path) {
  const Node* node = &catalogue.root();
  Value* at = &root;
  for (const auto& key : split(path, '.')) {
    const Node* branch = catalogue.child(*node, key);
    if (!at->contains(key)) {
      Value& made = insert(*node, *at, key);
      if (!branch->row) made = Value::object();
      const bool chosen =
          std::none_of(node->below.begin(), node->below.end(), [&](const auto& b) { return b.first == key; });
      if (chosen && !branch->row) fill(catalogue, *branch, made);
    }
    at = &(*at)[key];
    node = branch;
  }
  return *at;
}

const Value* look(const Value& root, std::string_view path) {
  const Value* at = &root;
  for (const auto& key : split(path, '.')) {
    const auto found = at->is_object() ? at->find(key) : at->end();
    if (found == at->end()) return nullptr;
    at = &*found;
  }
  return at;
}

void each_setting(const Catalogue& catalogue, Value& root,
                  const std::function<void(const Setting&, Value&)>& call) {
  walk(catalogue, catalogue.root(), root, call);
}

std::string plain(const Value& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return fmt::format("{}", value.get<double>());
  return value.dump();
}

}  // namespace faultcast::setup
