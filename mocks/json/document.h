#pragma once
// A JSON file read for people: comments allowed, duplicate keys refused, and every part knows where it stood.

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace faultcast::json {

using Value = nlohmann::ordered_json;

/// Line and column, both from 1; columns count characters, not bytes. Line 0: nowhere in a file (an option,
/// an API).
struct Position {
  int line = 0, column = 0;
  bool operator==(const Position&) const = default;
};

/// One mistake: printed as FILE:LINE:COL: sentence.
struct Problem {
  std::string file;
  Position at;
  std::string sentence;
  [[nodiscard]] std::string str() const;
  bool operator==(const Problem&) const = default;
};
using Problems = std::vector<Problem>;

/// JSON pointers, one step further down (RFC 6901: '~' and '/' in keys are escaped).
std::string below(std::string_view pointer, std::string_view key);
std::string below(std::string_view pointer, std::size_t index);
/// Orders by line and column what was appended from `first` on; what is nowhere comes first.
void sort_by_position(Problems& problems, std::size_t first);

constexpr std::size_t most_bytes = 4 * 1024 * 1024;  ///< of a file; a longer one is refused
constexpr std::size_t most_levels = 64;              ///< of objects and arrays in each other

struct Place;

/// A parsed file. Move-only owner of its value.
class Document {
 public:
  /// Parses `text`; appends what is wrong to `problems` (a syntax error ends it; duplicate keys are all
  /// told). Where there was a problem the value is what could be read, at least null.
  static Document parse(std::string file, std::string_view text, Problems& problems);
  /// The same of a file; one that is missing, empty, too long or no file is one problem.
  static Document read(const std::string& path, Problems& problems);

  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] const Value& value() const { return *value_; }
  /// Was the text read to its end? Else there is no sense in asking what the value lacks.
  [[nodiscard]] bool whole() const { return whole_; }
  /// The value at this JSON pointer; null if there is none.
  [[nodiscard]] const Value* find(std::string_view pointer) const;
  /// Where the value at this JSON pointer began ("/steps/0/push"); of a member: its key. Unknown: the nearest
  /// parent.
  [[nodiscard]] Position at(std::string_view pointer) const;
  [[nodiscard]] Problem problem(std::string_view pointer, std::string sentence) const;

 private:
  Document();
  std::string file_;
  bool whole_ = false;
  std::unique_ptr<Value> value_;
  std::unique_ptr<Place> places_;  ///< a tree beside the value's
};

}  // namespace faultcast::json
