#pragma once
// MySQL's words, strings, numbers and signs, one at a time. Strings are unescaped as with the server's
// default mode: a backslash escapes, a doubled quote is one, both kinds of quotes hold strings. (MySQL 5.7
// manual, 9.1.1, 9.2, 9.6)

#include <string>
#include <string_view>

namespace faultcast::database {

struct Token {
  enum class Kind { word, name, number, text, sign, broken, end } kind = Kind::end;
  std::string text;    ///< word: as written; name (in backticks), text: what it holds
  std::size_t at = 0;  ///< offset in the statement

  /// A keyword, in any case.
  [[nodiscard]] bool is(std::string_view keyword) const;
  [[nodiscard]] bool is_sign(std::string_view sign) const { return kind == Kind::sign && text == sign; }
};

class Tokens {
 public:
  explicit Tokens(std::string_view sql) : sql_(sql) { next(); }
  [[nodiscard]] const Token& now() const { return token_; }
  void next();
  [[nodiscard]] std::string_view sql() const { return sql_; }

 private:
  void skip_blanks();
  void quoted(char quote);
  void word();

  std::string_view sql_;
  std::size_t at_ = 0;
  Token token_;
};

}  // namespace faultcast::database
