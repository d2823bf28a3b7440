#pragma once
// What can be set: one row per setting, given by the room that uses it. The tables together are the
// catalogue.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace faultcast::setup {

/// How a setting looks; also how a random one of its kind is made for randomized setups.
enum class Shape {
  fixed,   ///< not renamed: switches, choices, counts
  digits,  ///< an id of digits, never starting with 0 (bizid, appid)
  key,     ///< a secret of letters and digits
  word,    ///< a name: letter, then lower-case letters and digits
  host,    ///< a host name; only its first label is renamed
};

struct Setting {
  std::string_view path;  ///< dotted, "*" for a key that the user chooses: "console.live.streams.*.banned"
  enum class Kind { text, number, boolean, choice } kind;
  std::string_view fallback;  ///< as JSON text ("\"on\"", "8888", "false"); empty: unset unless given
  std::vector<std::string_view> choices = {};
  Shape shape = Shape::fixed;
  bool secret = false;                         ///< masked wherever it is shown
  std::string_view about = {};                 ///< one English line
  std::string_view about_zh = {};              ///< the same in Chinese
  std::string_view source = {};                ///< of a behaviour: document or header the default comes from
  std::string_view certainty = {};             ///< of a behaviour: documented, measured, inferred
  std::vector<std::string_view> aliases = {};  ///< other full paths for the same setting (Android's names)
};

/// All settings that this program knows. Built once by the stage's list of services; outlives every Setup.
class Catalogue {
 public:
  void add(const std::vector<Setting>& rows);
  /// The row for a path as a user writes it (aliases resolved); null if there is none.
  [[nodiscard]] const Setting* find(std::string_view path) const;
  /// `path` with an alias replaced by the real one; unchanged if unknown.
  [[nodiscard]] std::string canonical(std::string_view path) const;
  [[nodiscard]] const std::vector<Setting>& rows() const { return rows_; }
  /// "unknown setting 'console.live.bizd' (did you mean 'console.live.bizid'?)"
  [[nodiscard]] std::string unknown_sentence(std::string_view path) const;

 private:
  std::vector<Setting> rows_;
};

}  // namespace faultcast::setup
