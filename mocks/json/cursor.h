#pragma once
// Walks JSON text token by token and knows line and column. It trusts that a reader has accepted what it
// skips.

#include <string_view>

#include "json/document.h"

namespace faultcast::json {

class Cursor {
 public:
  explicit Cursor(std::string_view text);

  [[nodiscard]] Position here() const { return at_; }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  /// The next byte; NUL at the end of the text, which cannot be in it.
  [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  void advance(std::size_t bytes);
  /// Past blanks, line ends and comments that are closed.
  void skip_blanks();
  /// To where the next token begins that is neither ',' nor ':'.
  void skip_to_token();
  /// Past a string, number, literal, bracket or brace.
  void skip_token();

 private:
  std::string_view rest_;
  Position at_{1, 1};
};

/// Bytes of the JSON number at the front; 0 if none begins here.
std::size_t number_length(std::string_view text);
/// Bytes of the string at the front with both quotes; 0 if it is not closed.
std::size_t string_length(std::string_view text);
/// Line and column of a byte.
Position locate(std::string_view text, std::size_t byte);

}  // namespace faultcast::json
