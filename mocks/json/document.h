#pragma once
// A JSON file read for people: comments allowed, duplicate keys refused, and every part knows where it stood.

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
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

/// A parsed file. Move-only owner of its value.
class Document {
 public:
  /// Parses `text`; appends what is wrong to `problems` (a syntax error ends it; duplicate keys are all
  /// told). Where there was a problem the value is what could be read, at least null.
  static Document parse(std::string file, std::string_view text, Problems& problems);
  static Document read(const std::string& path, Problems& problems);

  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] const Value& value() const { return *value_; }
  /// Where the value at this JSON pointer began ("/steps/0/push"); of a member: its key. Unknown: the nearest
  /// parent.
  [[nodiscard]] Position at(std::string_view pointer) const;
  [[nodiscard]] Problem problem(std::string_view pointer, std::string sentence) const;

 private:
  Document();
  std::string file_;
  std::unique_ptr<Value> value_;
  std::unordered_map<std::string, Position> positions_;
};

}  // namespace faultcast::json
