#include "database/token.h"

#include "base/text.h"

namespace faultcast::database {

namespace {

bool in_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         (c & 0x80) != 0;
}

bool all_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

char unescaped(char c) {
  switch (c) {
    case '0':
      return '\0';
    case 'b':
      return '\b';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'Z':
      return '\x1a';
    default:
      return c;
  }
}

}  // namespace

bool Token::is(std::string_view keyword) const {
  return kind == Kind::word && same_in_any_case(text, keyword);
}

void Tokens::skip_blanks() {
  while (at_ < sql_.size()) {
    const std::string_view rest = sql_.substr(at_);
    if (rest.front() == '#' || rest.starts_with("-- ")) {
      at_ = std::min(sql_.find('\n', at_), sql_.size());
    } else if (std::string_view(" \t\r\n\v\f").find(rest.front()) != std::string_view::npos) {
      ++at_;
    } else {
      return;
    }
  }
}

void Tokens::next() {
  skip_blanks();
  token_ = {Token::Kind::end, {}, at_};
  if (at_ == sql_.size()) return;
  const char c = sql_[at_];
  if (c == '\'' || c == '"' || c == '`') return quoted(c);
  if (in_word(c)) return word();
  token_.kind = Token::Kind::sign;
  for (const std::string_view sign : {"<=", ">=", "<>", "!="})
    if (sql_.substr(at_).starts_with(sign)) token_.text = sign;
  if (token_.text.empty()) token_.text = c;
  at_ += token_.text.size();
}

void Tokens::quoted(char quote) {
  token_.kind = quote == '`' ? Token::Kind::name : Token::Kind::text;
  for (++at_; at_ < sql_.size(); ++at_) {
    const char c = sql_[at_];
    const bool last = at_ + 1 == sql_.size();
    if (c == '\\' && quote != '`' && !last) {
      const char escaped = sql_[++at_];
      // "\%" and "\_" keep their backslash outside of LIKE
      if (escaped == '%' || escaped == '_') token_.text += '\\';
      token_.text += unescaped(escaped);
    } else if (c != quote) {
      token_.text += c;
    } else if (!last && sql_[at_ + 1] == quote) {
      token_.text += sql_[++at_];
    } else {
      ++at_;
      return;
    }
  }
  token_.kind = Token::Kind::broken;
}

void Tokens::word() {
  while (at_ < sql_.size() && in_word(sql_[at_])) token_.text += sql_[at_++];
  token_.kind = all_digits(token_.text) ? Token::Kind::number : Token::Kind::word;
  if (token_.kind != Token::Kind::number || at_ + 1 >= sql_.size() || sql_[at_] != '.') return;
  std::size_t end = at_ + 1;
  while (end < sql_.size() && in_word(sql_[end])) ++end;
  if (end == at_ + 1 || !all_digits(sql_.substr(at_ + 1, end - at_ - 1))) return;
  token_.text += sql_.substr(at_, end - at_);
  at_ = end;
}

}  // namespace faultcast::database
