#pragma once
// A Setup: what the three parties (console, backend, client) are set to. A value: copied, compared, printed.
// Settings only, no running state. Every path in it is in the catalogue, every value of its setting's kind.

#include <functional>
#include <memory>
#include <optional>
#include <set>
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
  /// are replaced. Problems are told with file:line:col, all at once; the file's order does not matter.
  /// `from` reads the files that the document names: not for documents from strangers.
  static Setup read(const Catalogue& catalogue, const std::string& path, json::Problems& problems);
  static Setup from(const Catalogue& catalogue, const json::Document& document, json::Problems& problems);

  [[nodiscard]] const Catalogue& catalogue() const { return *catalogue_; }

  // Reading. A path that is no setting is a programming error and aborts, as does number() or flag() of a
  // setting of another kind; an unset one gives the empty value. text() is any setting's shown() form.
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
  // A key that the user chose comes into being with the fallbacks of the settings below it.
  /// `path` may be a group and `to` an object: every setting it names is set; below a key that the user
  /// chose, which is made anew, nothing else stays.
  Result<void> set(std::string_view path, const json::Value& to);
  /// --set PATH=VALUE: the value is read as the setting's kind.
  Result<void> set_text(std::string_view path, std::string_view value);
  /// A setting, or a key the user chose with all below it. That nothing is set there is an error.
  Result<void> unset(std::string_view path);

  [[nodiscard]] const json::Value& value() const { return *value_; }
  /// The same with every secret masked.
  [[nodiscard]] json::Value masked() const;

  /// Every id, key and name renamed to a random one of its shape: equal values stay equal to each other, in
  /// values and in keys of objects, also where one is part of another after a '_' or '.' (8888_anchor,
  /// 8888.livepush…). Parts are ids alone: digits (3 or more), secrets, names with a digit in them, whole
  /// hosts; a plain word like a database's name "live" is renamed where it stands alone, not in "live_data".
  /// Ids within fixed texts (a URL) are renamed too. Values with a placeholder, numeric addresses and names
  /// without a dot as hosts stay.
  [[nodiscard]] Setup randomized(Random& random) const;

 private:
  Result<void> put(const Catalogue::Meaning& meaning, const json::Value& to);

  const Catalogue* catalogue_;
  std::unique_ptr<json::Value> value_;
};

/// The value as the setting keeps it, if its kind allows it; `path` is for the sentence. Settings of digits
/// also take a whole number, and keep it as text.
Result<json::Value> fitting(const Setting& setting, std::string_view path, const json::Value& given);

/// First and last two characters, wholly masked if under 8: "ab…yz", "…".
std::string masked(std::string_view secret);

/// ${PATH} of a setup value, and ${name} of `names` (${rtmp}, ${http} …), replaced, from the inside out; "$$"
/// is '$'. What comes in is not expanded again. Unknown ones are an error that names them. `names` may give
/// none, or be empty.
Result<std::string> expand(std::string_view text, const Setup& setup,
                           const std::function<std::optional<std::string>(std::string_view)>& names);

/// The same for every string within a value, keys of objects included.
Result<json::Value> expand_all(const json::Value& value, const Setup& setup,
                               const std::function<std::optional<std::string>(std::string_view)>& names);

/// The JSON Schema (draft 7) of setup files.
json::Value schema(const Catalogue& catalogue);

/// A random value of the same shape as `like`: digits stay digits, hex lower/upper case stays, length stays.
/// It differs from `like`; but the empty text, and a host that is an address or "localhost", are given back.
std::string random_like(std::string_view like, Shape shape, Random& random);
/// The same, and none of `taken`; a character longer where there is no other of that length.
std::string unused_like(std::string_view like, Shape shape, Random& random,
                        const std::set<std::string>& taken);

}  // namespace faultcast::setup
