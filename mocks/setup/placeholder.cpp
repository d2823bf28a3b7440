#include "setup/placeholder.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "setup/setup.h"

namespace faultcast::setup {

namespace {

using json::Value;

constexpr int most_nested = 8;

class Substitution {
 public:
  Substitution(std::string_view text, const Lookup& lookup) : rest_(text), lookup_(lookup) {}

  /// To the end of the text or, inside a placeholder, up to its '}'.
  Result<std::string> run(int depth) {
    std::string out;
    while (!rest_.empty() && (depth == 0 || rest_.front() != '}')) {
      if (take("$$")) {
        out += '$';
      } else if (take("${")) {
        auto value = placeholder(depth + 1);
        if (!value) return value;
        out += *value;
      } else {
        out += rest_.front();
        rest_.remove_prefix(1);
      }
    }
    return out;
  }

 private:
  bool take(std::string_view sign) {
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(sign.size());
    return true;
  }

  Result<std::string> placeholder(int depth) {
    if (depth > most_nested)
      return fail(fmt::format("placeholders in each other, more than {} deep", most_nested));
    auto name = run(depth);
    if (!name) return name;
    if (!take("}")) return fail(fmt::format("'${{{}' has no closing '}}'", excerpt(*name, 60)));
    return lookup_(*name);
  }

  std::string_view rest_;
  const Lookup& lookup_;
};

Result<Value> expand_deep(const Value& value, const Lookup& lookup) {
  if (value.is_string())
    return substitute(value.get_ref<const std::string&>(), lookup).map([](std::string text) {
      return Value(std::move(text));
    });
  if (!value.is_structured()) return value;
  Value out = value.is_array() ? Value::array() : Value::object();
  for (const auto& member : value.items()) {
    auto inner = expand_deep(member.value(), lookup);
    if (!inner) return inner;
    if (value.is_array()) {
      out.push_back(std::move(*inner));
      continue;
    }
    auto key = substitute(member.key(), lookup);
    if (!key) return fail(key.error());
    out[*key] = std::move(*inner);
  }
  return out;
}

Lookup values_of(const Setup& setup,
                 const std::function<std::optional<std::string>(std::string_view)>& names) {
  return [&setup, &names](std::string_view name) -> Result<std::string> {
    if (names)
      if (auto value = names(name)) return std::move(*value);
    if (auto value = setup.shown(name)) return std::move(*value);
    if (setup.catalogue().find(name) != nullptr)
      return fail(fmt::format("'${{{}}}': this setting is not set", printable(name)));
    const auto near = setup.catalogue().meant(name);
    return fail(fmt::format("unknown placeholder '${{{}}}'{}", excerpt(name, 120),
                            near ? fmt::format(" (did you mean '${{{}}}'?)", *near) : ""));
  };
}

}  // namespace

Result<std::string> substitute(std::string_view text, const Lookup& lookup) {
  return Substitution(text, lookup).run(0);
}

bool has_placeholder(std::string_view text) {
  for (auto at = text.find('$'); at != std::string_view::npos && at + 1 < text.size();
       at = text.find('$', at)) {
    if (text[at + 1] == '{') return true;
    at += text[at + 1] == '$' ? 2 : 1;
  }
  return false;
}

Result<std::string> expand(std::string_view text, const Setup& setup,
                           const std::function<std::optional<std::string>(std::string_view)>& names) {
  return substitute(text, values_of(setup, names));
}

Result<Value> expand_all(const Value& value, const Setup& setup,
                         const std::function<std::optional<std::string>(std::string_view)>& names) {
  return expand_deep(value, values_of(setup, names));
}

}  // namespace faultcast::setup
