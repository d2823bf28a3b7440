#pragma once
// A Setup: what the three parties (console, backend, client) are set to. A value: copied, compared, printed.
// Settings only, no running state. Every path in it is in the catalogue, every value of its setting's kind.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "json/document.h"
#include "setup/setting.h"

namespace faultcast::setup {

class Setup {
 public:
  /// Every setting with a fallback set to it.
  explicit Setup(const Catalogue& catalogue);
  Setup(const Setup&);
  Setup(Setup&&) noexcept;
  Setup& operator=(const Setup&);
  Setup& operator=(Setup&&) noexcept;
  ~Setup();
  bool operator==(const Setup&) const;

  /// A setup file: fallbacks, then what the file says. "@env:NAME" and "@file:PATH" (relative to the file)
  /// are replaced. Problems are told with file:line:col, all at once.
  static Setup read(const Catalogue& catalogue, const std::string& path, json::Problems& problems);
  static Setup from(const Catalogue& catalogue, const json::Document& document, json::Problems& problems);

  [[nodiscard]] const Catalogue& catalogue() const { return *catalogue_; }

  // Reading. A path that is no setting is a programming error and aborts; an unset one gives the empty value.
  [[nodiscard]] std::string text(std::string_view path) const;
  [[nodiscard]] double number(std::string_view path) const;
  [[nodiscard]] bool flag(std::string_view path) const;
  /// Is anything set at or below this path?
  [[nodiscard]] bool has(std::string_view path) const;
  /// The keys the user chose below a path: keys("console.live.streams").
  [[nodiscard]] std::vector<std::string> keys(std::string_view path) const;
  /// Any setting as text, however typed; none if unset or unknown. For placeholders and for people.
  [[nodiscard]] std::optional<std::string> shown(std::string_view path) const;

  // Writing. The sentence of an error says what is wrong and what is allowed; nothing is changed then.
  Result<void> set(std::string_view path, const json::Value& to);
  /// --set PATH=VALUE: the value is read as the setting's kind.
  Result<void> set_text(std::string_view path, std::string_view value);
  Result<void> unset(std::string_view path);

  [[nodiscard]] const json::Value& value() const { return *value_; }
  /// The same with every secret masked.
  [[nodiscard]] json::Value masked() const;

  /// Every id, key and name renamed to a random one of its shape: equal values stay equal to each other, in
  /// values and in keys of objects, also where one is part of another after a '_' or '.' (8888_anchor,
  /// 8888.livepush…).
  [[nodiscard]] Setup randomized(Random& random) const;

 private:
  const Catalogue* catalogue_;
  std::unique_ptr<json::Value> value_;
};

/// First and last two characters, wholly masked if under 8: "ab…yz", "…".
std::string masked(std::string_view secret);

/// ${PATH} of a setup value, and ${name} of `names` (${rtmp}, ${http} …), replaced. Unknown ones are an error
/// that names them. `names` may give none.
Result<std::string> expand(std::string_view text, const Setup& setup,
                           const std::function<std::optional<std::string>(std::string_view)>& names);

/// A random value of the same shape as `like`: digits stay digits, hex lower/upper case stays, length stays.
std::string random_like(std::string_view like, Shape shape, Random& random);

}  // namespace faultcast::setup
