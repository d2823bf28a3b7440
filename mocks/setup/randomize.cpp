// A Setup under other names. What is renamed is decided first, then every text and key is rewritten by one
// rule.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "setup/host.h"
#include "setup/placeholder.h"
#include "setup/tree.h"

namespace faultcast::setup {

namespace {

using json::Value;

bool in_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}
bool all_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Is this an id, which means the same thing wherever it turns up, and not a word of the language?
bool is_id(std::string_view text, Shape shape) {
  if (text.size() < 3) return false;
  return shape == Shape::key || text.find_first_of("0123456789") != std::string_view::npos;
}

/// Old names and their new ones.
class Renaming {
 public:
  Renaming(const Catalogue& catalogue, Value root) : catalogue_(catalogue), root_(std::move(root)) {
    each_setting(catalogue_, root_, [&](const Setting& setting, Value& value) { collect(setting, value); });
    note_keys(root_);
    for (const auto& [name, shape] : names_)
      if (is_id(name, shape)) ids_.insert(name);
  }

  Value run(Random& random) {
    choose(random);
    each_setting(catalogue_, root_, [&](const Setting& setting, Value& value) { rewrite(setting, value); });
    rewrite_keys(catalogue_.root(), root_);
    return std::move(root_);
  }

 private:
  void collect(const Setting& setting, const Value& value) {
    if (value.is_boolean() || setting.kind == Setting::Kind::choice) return;
    const std::string text = plain(value);
    note_taken(text);
    if (setting.shape == Shape::fixed || text.empty() || has_placeholder(text)) return;
    if (setting.shape != Shape::host) return add(text, setting.shape);
    const auto host = host_parts(text);
    if (!host || !host->after.starts_with('.')) return;
    add(host->label, Shape::word);
    hosts_.insert(text);
  }

  void add(const std::string& name, Shape shape) {
    if (all_digits(name)) shape = Shape::digits;
    const auto known =
        std::find_if(names_.begin(), names_.end(), [&](const auto& n) { return n.first == name; });
    if (known == names_.end()) names_.emplace_back(name, shape);
    // a word that is a secret somewhere is a secret everywhere
    else if (shape == Shape::key && known->second == Shape::word)
      known->second = shape;
  }

  void note_keys(const Value& value) {
    if (!value.is_object()) return;
    for (const auto& member : value.items()) {
      note_taken(member.key());
      note_keys(member.value());
    }
  }

  /// A text and each word of it: no new name may be one of them.
  void note_taken(const std::string& text) {
    taken_.insert(text);
    for (auto begin = text.begin(); begin != text.end();) {
      const auto end = std::find_if_not(begin, text.end(), in_word);
      if (end != begin) taken_.emplace(begin, end);
      begin = std::find_if(end, text.end(), in_word);
    }
  }

  void choose(Random& random) {
    for (const auto& [name, shape] : names_) {
      if (with_parts_renamed(
              name, ids_, [](const std::string&) { return std::string("\n"); }, name) != name)
        continue;
      const std::string made = unused_like(name, shape, random, taken_);
      taken_.insert(made);
      renamed_[name] = made;
    }
    for (const auto& host : hosts_) {
      const auto parts = host_parts(host);
      renamed_hosts_[host] = parts->before + rename(parts->label) + parts->after;
      bare_hosts_[host.substr(parts->before.size())] = rename(parts->label) + parts->after;
    }
  }

  /// The text with each whole occurrence of one of `names` replaced; `except` is not looked for.
  template <class Replacement>
  static std::string with_parts_renamed(const std::string& text, const std::set<std::string>& names,
                                        const Replacement& replacement, const std::string& except = {}) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const std::string* longest = nullptr;
      if (at == 0 || !in_word(text[at - 1]) || !in_word(text[at]))
        for (const auto& name : names)
          if (name != except && text.compare(at, name.size(), name) == 0 &&
              ends_whole(text, at + name.size()) && (longest == nullptr || name.size() > longest->size()))
            longest = &name;
      out += longest == nullptr ? std::string(1, text[at]) : replacement(*longest);
      at += longest == nullptr ? 1 : longest->size();
    }
    return out;
  }
  static bool ends_whole(const std::string& text, std::size_t end) {
    return end == text.size() || !in_word(text[end]) || !in_word(text[end - 1]);
  }

  std::string rename_parts(const std::string& text) const {
    std::set<std::string> parts;
    for (const auto& [name, made] : renamed_)
      if (ids_.contains(name)) parts.insert(name);
    for (const auto& [host, made] : bare_hosts_) parts.insert(host);
    return with_parts_renamed(text, parts, [&](const std::string& name) {
      const auto host = bare_hosts_.find(name);
      return host == bare_hosts_.end() ? renamed_.at(name) : host->second;
    });
  }

  std::string rename(const std::string& text) const {
    if (const auto host = renamed_hosts_.find(text); host != renamed_hosts_.end()) return host->second;
    const auto whole = renamed_.find(text);
    return whole != renamed_.end() ? whole->second : rename_parts(text);
  }

  void rewrite(const Setting& setting, Value& value) const {
    if (value.is_boolean() || setting.kind == Setting::Kind::choice) return;
    const std::string text = plain(value);
    if (has_placeholder(text)) return;
    if (value.is_string()) {
      value = setting.shape == Shape::fixed ? rename_parts(text) : rename(text);
    } else if (const auto whole = parse_unsigned(rename(text)); whole && setting.shape != Shape::fixed) {
      value = *whole;
    }
  }

  void rewrite_keys(const Catalogue::Node& node, Value& value) const {
    if (node.row || !value.is_object()) return;
    Value out = Value::object();
    for (auto& member : value.items()) {
      const bool fixed = std::any_of(node.below.begin(), node.below.end(),
                                     [&](const auto& b) { return b.first == member.key(); });
      rewrite_keys(*catalogue_.child(node, member.key()), member.value());
      out[fixed ? member.key() : rename(member.key())] = std::move(member.value());
    }
    value = std::move(out);
  }

  const Catalogue& catalogue_;
  Value root_;
  std::vector<std::pair<std::string, Shape>> names_;  ///< in the order in which they were met
  std::set<std::string> hosts_, ids_, taken_;
  std::map<std::string, std::string> renamed_, renamed_hosts_, bare_hosts_;
};

}  // namespace

Setup Setup::randomized(Random& random) const {
  Setup other(*catalogue_);
  *other.value_ = Renaming(*catalogue_, *value_).run(random);
  return other;
}

}  // namespace faultcast::setup
