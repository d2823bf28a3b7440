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
  bool url = false;                            ///< empty, or an http:// or https:// address
  std::string_view about = {};                 ///< one English line
  std::string_view about_zh = {};              ///< the same in Chinese
  std::string_view source = {};                ///< of a behaviour: document or header the default comes from
  std::string_view certainty = {};             ///< of a behaviour: documented, measured, inferred
  std::vector<std::string_view> aliases = {};  ///< other full paths for the same setting (Android's names)
};

/// All settings that this program knows. Built once by the stage's list of services; outlives every Setup.
/// The paths make a tree; "*" is the branch for keys that the user chooses, a fixed name beside it goes
/// first.
class Catalogue {
 public:
  struct Node {
    std::vector<std::pair<std::string, std::size_t>> below =
        {};                               ///< name -> node(), in the order of the rows
    std::optional<std::size_t> row = {};  ///< of rows(), where a path ends here
    bool alias = false;                   ///< the path that ends here is another name
  };
  /// What a path as a user writes it stands for.
  struct Meaning {
    const Setting* setting = nullptr;  ///< null: a group of settings ("console.live")
    std::string path;                  ///< with aliases replaced
  };

  void add(const std::vector<Setting>& rows);
  /// The row for a path as a user writes it (aliases resolved); null if there is none.
  [[nodiscard]] const Setting* find(std::string_view path) const;
  /// `path` with an alias replaced by the real one; unchanged if unknown.
  [[nodiscard]] std::string canonical(std::string_view path) const;
  [[nodiscard]] const std::vector<Setting>& rows() const { return rows_; }
  /// The setting or the group of that path; none if it is neither.
  [[nodiscard]] std::optional<Meaning> meaning(std::string_view path) const;
  [[nodiscard]] const Node& node(std::size_t index) const { return nodes_[index]; }
  [[nodiscard]] const Node& root() const { return nodes_.front(); }
  /// The branch that a key leads to; null if there is none.
  [[nodiscard]] const Node* child(const Node& node, std::string_view key) const;
  /// The setting whose path was most likely meant; none if nothing is near.
  [[nodiscard]] std::optional<std::string> meant(std::string_view path) const;
  /// "unknown setting 'console.live.bizd' (did you mean 'console.live.bizid'?)"; for a path that is a group,
  /// or goes on below a setting, or has a key that cannot be, the sentence that says so.
  [[nodiscard]] std::string unknown_sentence(std::string_view path) const;

 private:
  void grow(std::string_view path, std::size_t row, bool alias);

  std::vector<Setting> rows_;
  std::vector<Node> nodes_ = {Node{}};
};

/// Keys are letters, digits, '_' and '-', so that paths can be dotted.
bool is_key(std::string_view key);
/// The sentence about one that is not.
std::string key_sentence(std::string_view key);

}  // namespace faultcast::setup
