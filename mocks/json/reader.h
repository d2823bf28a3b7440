#pragma once
// Builds a value, and beside it a tree of places, in one pass over the text.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "json/cursor.h"
#include "json/document.h"

namespace faultcast::json {

/// Where a value stands; `below` is in the order of the value's members or elements.
struct Place {
  Position at;
  std::vector<Place> below;
};

/// What nlohmann::json::sax_parse calls. The cursor goes the same way a token behind the library's reader,
/// which gives no positions itself.
class Reader {
 public:
  explicit Reader(std::string_view text) : cursor_(text) {}

  Value root;
  Place place;
  std::vector<std::pair<Position, std::string>> mistakes;

  bool null() { return scalar(nullptr); }
  bool boolean(bool given) { return scalar(given); }
  bool number_integer(Value::number_integer_t given) { return scalar(given); }
  bool number_unsigned(Value::number_unsigned_t given) { return scalar(given); }
  bool number_float(Value::number_float_t given, const std::string& /*written*/) { return scalar(given); }
  bool string(std::string& given) { return scalar(std::move(given)); }
  bool binary(Value::binary_t& /*given*/) { return false; }  // not in JSON text
  bool start_object(std::size_t /*unknown*/) { return open(Value::object()); }
  bool key(std::string& given);
  bool end_object() { return close(); }
  bool start_array(std::size_t /*unknown*/) { return open(Value::array()); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t position, const std::string& last, const nlohmann::detail::exception& error);

 private:
  /// An object or array that is not closed yet. The pointers hold: only the innermost one grows.
  struct Level {
    Value* value = nullptr;
    Place* place = nullptr;
    std::unordered_map<std::string, Position> seen = {};
    std::string key = {};
    Position key_at = {};
    bool repeated = false;  ///< the member being read is the second of its name and will be dropped
  };
  enum class After { nothing, open, key, value };

  Position take_token();
  bool scalar(Value given);
  bool open(Value container);
  bool close();
  std::pair<Value*, Place*> add(Value given, Position at);
  void end_value();
  [[nodiscard]] bool in_object() const { return !levels_.empty() && levels_.back().value->is_object(); }
  std::string expected();

  Cursor cursor_;
  std::vector<Level> levels_;
  After after_ = After::nothing;
};

/// What is wrong with the token at the cursor in itself (a string not closed, a number too large …), with the
/// cursor moved to the spot; none if it is only in the wrong place.
std::optional<std::string> defect(Cursor& cursor);
/// "','", "word 'tru'", "end of file": the token at the cursor, for sentences.
std::string token_words(const Cursor& cursor);

}  // namespace faultcast::json
