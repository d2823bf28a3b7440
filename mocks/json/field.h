#pragma once
// What an object of a file may hold, as a table: checked in one place, told in one manner
// ("unknown key 'fom', allowed are … (did you mean 'from'?)"), and turned into JSON Schema from the same
// rows.

#include <string_view>
#include <vector>

#include "json/document.h"

namespace faultcast::json {

enum class Type {
  text,    ///< string
  number,  ///< any number
  whole,   ///< whole number, 0 or more
  boolean,
  choice,    ///< string, one of `allowed`
  duration,  ///< string "4h", "-90s", "250ms" (base/clock.h)
  texts,     ///< {"en": string, "zh": string}, both required
  strings,   ///< array of strings
  object,    ///< any object; its members are checked by whoever asked
  array,     ///< any array; likewise
  any
};

struct Field {
  std::string_view name;
  Type type = Type::any;
  bool required = false;
  std::vector<std::string_view> allowed = {};  ///< for choice
  std::string_view about = {};                 ///< one English line, for docs and schema
};
using Fields = std::vector<Field>;

/// Checks the object at `pointer`: that it is one, its keys, types, choices, and what is required. All
/// problems. True if none was found.
bool check(const Document& document, std::string_view pointer, const Fields& fields, Problems& problems);
/// Checks one value against one row.
bool check(const Document& document, std::string_view pointer, const Field& field, Problems& problems);

/// "a number": what must be there. Of `choice` "a string".
std::string_view type_name(Type type);
/// "a string", "an object", "null": what is there.
std::string_view kind_of(const Value& value);
/// JSON Schema (draft 7) of an object that has these fields and no others, and of one field's value.
Value schema(const Fields& fields);
Value schema(const Field& field);
/// "x, y, z (did you mean 'y'?)": the tail of every sentence about an unknown word.
std::string allowed_words(std::string_view given, const std::vector<std::string>& allowed);

}  // namespace faultcast::json
