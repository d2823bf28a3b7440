#include <fmt/core.h>

#include <algorithm>

#include "setup/setting.h"

namespace faultcast::setup {

namespace {

/// The pattern with the keys that the user wrote in place of its stars, as far as he wrote any.
std::string with_keys(std::string_view pattern, const std::vector<std::string>& keys) {
  auto parts = split(pattern, '.');
  for (std::size_t i = 0; i < parts.size() && i < keys.size(); ++i)
    if (parts[i] == "*") parts[i] = keys[i];
  return join(parts, ".");
}

}  // namespace

bool is_key(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  });
}

std::string key_sentence(std::string_view key) {
  return fmt::format("'{}' cannot be a key of a setting, which has letters, digits, '_' and '-' only",
                     excerpt(key, 60));
}

void Catalogue::add(const std::vector<Setting>& rows) {
  for (const auto& row : rows) {
    rows_.push_back(row);
    grow(row.path, rows_.size() - 1, false);
    for (const auto alias : row.aliases) grow(alias, rows_.size() - 1, true);
  }
}

void Catalogue::grow(std::string_view path, std::size_t row, bool alias) {
  std::size_t at = 0;
  for (const auto& name : split(path, '.')) {
    auto& below = nodes_[at].below;
    const auto known =
        std::find_if(below.begin(), below.end(), [&](const auto& b) { return b.first == name; });
    if (known != below.end()) {
      at = known->second;
      continue;
    }
    at = nodes_.size();
    below.emplace_back(name, at);
    nodes_.emplace_back();
  }
  nodes_[at].row = row;
  nodes_[at].alias = alias;
}

const Catalogue::Node* Catalogue::child(const Node& node, std::string_view key) const {
  const Node* any = nullptr;
  for (const auto& [name, index] : node.below) {
    if (name == key) return &nodes_[index];
    if (name == "*") any = &nodes_[index];
  }
  return is_key(key) ? any : nullptr;
}

std::optional<Catalogue::Meaning> Catalogue::meaning(std::string_view path) const {
  const auto keys = split(path, '.');
  const Node* node = &root();
  std::vector<std::string> chosen;
  for (const auto& key : keys) {
    if (!is_key(key)) return std::nullopt;
    const bool fixed =
        std::any_of(node->below.begin(), node->below.end(), [&](const auto& b) { return b.first == key; });
    if (!fixed) chosen.push_back(key);
    node = child(*node, key);
    if (node == nullptr) return std::nullopt;
  }
  if (!node->row) return Meaning{nullptr, std::string(path)};
  const Setting& setting = rows_[*node->row];
  if (!node->alias) return Meaning{&setting, std::string(path)};
  auto parts = split(setting.path, '.');
  auto next = chosen.begin();
  for (auto& part : parts)
    if (part == "*" && next != chosen.end()) part = *next++;
  return Meaning{&setting, join(parts, ".")};
}

const Setting* Catalogue::find(std::string_view path) const {
  const auto found = meaning(path);
  return found ? found->setting : nullptr;
}

std::string Catalogue::canonical(std::string_view path) const {
  auto found = meaning(path);
  return found ? std::move(found->path) : std::string(path);
}

std::optional<std::string> Catalogue::meant(std::string_view path) const {
  const auto keys = split(path, '.');
  std::vector<std::string> candidates;
  for (const auto& row : rows_) {
    candidates.push_back(with_keys(row.path, keys));
    for (const auto alias : row.aliases) candidates.push_back(with_keys(alias, keys));
  }
  return nearest(path, candidates);
}

std::string Catalogue::unknown_sentence(std::string_view path) const {
  const Node* node = &root();
  std::vector<std::string> walked;
  for (const auto& key : split(path, '.')) {
    if (!is_key(key)) return key_sentence(key);
    if (node->row)
      return fmt::format("'{}' is one setting, there is nothing below it like '{}'", join(walked, "."),
                         excerpt(path, 120));
    node = child(*node, key);
    if (node == nullptr) break;
    walked.push_back(key);
  }
  if (node != nullptr && !node->row) {
    std::vector<std::string> names;
    for (const auto& [name, index] : node->below)
      if (!nodes_[index].alias) names.push_back(name == "*" ? "a key of your choice" : name);
    return fmt::format("'{}' is a group of settings, below it: {}", excerpt(path, 120), join(names, ", "));
  }
  const auto near = meant(path);
  return fmt::format("unknown setting '{}'{}", excerpt(path, 120),
                     near ? fmt::format(" (did you mean '{}'?)", *near) : "");
}

}  // namespace faultcast::setup
