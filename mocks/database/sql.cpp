#include "database/sql.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "database/token.h"

namespace faultcast::database {

namespace {

constexpr std::size_t most_quoted = 80;  // of the statement, in error 1064
constexpr std::string_view functions[] = {"count", "unix_timestamp", "last_insert_id"};
constexpr std::string_view reserved[] = {"from", "where", "order",  "by",     "limit", "and",
                                         "or",   "not",   "is",     "null",   "as",    "into",
                                         "set",  "desc",  "select", "insert", "values"};

/// Reads one statement from front to back; the first thing that cannot be ends it.
class Parser {
 public:
  explicit Parser(std::string_view sql) : tokens_(sql) {}

  tl::expected<Statement, SyntaxError> run() {
    statement();
    if (tokens_.now().is_sign(";")) tokens_.next();
    if (!failed_ && tokens_.now().kind != Token::Kind::end) stop();
    if (failed_) return tl::unexpected(error_);
    return std::move(out_);
  }

 private:
  using Kind = Token::Kind;

  void stop() {
    if (failed_) return;
    failed_ = true;
    const std::size_t at = tokens_.now().at;
    error_.near = tokens_.sql().substr(at, most_quoted);
    error_.line = 1 + static_cast<std::size_t>(std::count(
                          tokens_.sql().begin(),
                          tokens_.sql().begin() + static_cast<std::string_view::difference_type>(at), '\n'));
  }
  bool word(std::string_view keyword) {
    if (failed_ || !tokens_.now().is(keyword)) return false;
    tokens_.next();
    return true;
  }
  bool sign(std::string_view text) {
    if (failed_ || !tokens_.now().is_sign(text)) return false;
    tokens_.next();
    return true;
  }
  void must(bool there) {
    if (!there) stop();
  }
  bool at_name() const {
    const Token& now = tokens_.now();
    if (now.kind == Kind::name) return true;
    return now.kind == Kind::word && std::none_of(std::begin(reserved), std::end(reserved),
                                                  [&](std::string_view r) { return now.is(r); });
  }
  std::string name() {
    if (failed_ || !at_name()) {
      stop();
      return {};
    }
    std::string text = tokens_.now().text;
    tokens_.next();
    return text;
  }

  void statement() {
    using S = Statement::Kind;
    if (word("select")) return select();
    if (word("insert")) return insert(S::insert);
    if (word("replace")) return insert(S::replace);
    if (word("update")) return update();
    if (word("delete")) {
      out_.kind = S::remove;
      must(word("from"));
      out_.table = name();
      return where();
    }
    stop();
  }

  void select() {
    clause_ = Clause::select;
    do output();
    while (sign(","));
    if (!word("from")) return;
    out_.table = name();
    where();
    if (word("order")) {
      must(word("by"));
      clause_ = Clause::order;
      out_.order = expression();
      if (word("desc"))
        out_.order += " DESC";
      else
        (void)word("asc");
    }
    if (!word("limit")) return;
    out_.limit = whole();
    if (sign(",")) out_.limit += ", " + whole();
  }

  std::string whole() {
    if (failed_ || tokens_.now().kind != Kind::number || tokens_.now().text.find('.') != std::string::npos) {
      stop();
      return {};
    }
    return literal();
  }

  void output() {
    if (sign("*")) return out_.outputs.push_back({});
    const std::size_t from = tokens_.now().at;
    Statement::Output one{expression(), {}};
    one.name = trim(tokens_.sql().substr(from, tokens_.now().at - from));
    if (word("as")) one.name = name();
    out_.outputs.push_back(std::move(one));
  }

  void insert(Statement::Kind kind) {
    out_.kind = kind;
    clause_ = Clause::insert;
    must(word("into"));
    out_.table = name();
    must(sign("("));
    do out_.assignments.push_back({name(), {}});
    while (sign(","));
    must(sign(")"));
    must(word("values"));
    must(sign("("));
    std::size_t place = 0;
    do {
      if (place == out_.assignments.size()) return stop();
      value(out_.assignments[place++]);
    } while (sign(","));
    must(sign(")"));
    must(place == out_.assignments.size());
  }

  void update() {
    out_.kind = Statement::Kind::update;
    clause_ = Clause::update;
    out_.table = name();
    must(word("set"));
    do {
      Statement::Assignment one{name(), {}};
      must(sign("="));
      value(one);
      out_.assignments.push_back(std::move(one));
    } while (sign(","));
    where();
  }

  /// What is given to a column: a literal alone, or something that is computed.
  void value(Statement::Assignment& to) {
    const std::size_t before = out_.literals.size();
    to.expression = expression();
    to.computed = out_.literals.size() != before + 1 || to.expression != fmt::format("?{}", before + 1);
    if (!to.computed) to.literal = out_.literals.back();
  }

  void where() {
    if (!word("where")) return;
    clause_ = Clause::where;
    out_.where = expression();
  }

  // Expressions, by how tightly they bind.
  std::string expression() {
    std::string left = conjunction();
    while (word("or")) left = fmt::format("({} OR {})", left, conjunction());
    return left;
  }
  std::string conjunction() {
    std::string left = negation();
    while (word("and")) left = fmt::format("({} AND {})", left, negation());
    return left;
  }
  std::string negation() {
    if (!word("not")) return comparison();
    if (++depth_ > most_nesting) stop();
    std::string inner = failed_ ? std::string() : negation();
    --depth_;
    return fmt::format("(NOT {})", inner);
  }
  std::string comparison() {
    std::string left = sum();
    if (word("is")) {
      const bool inverted = word("not");
      must(word("null"));
      return fmt::format("({} IS {}NULL)", left, inverted ? "NOT " : "");
    }
    for (const std::string_view op : {"=", "<=", ">=", "<>", "!=", "<", ">"})
      if (sign(op)) return fmt::format("({} {} {})", left, op, sum());
    return left;
  }
  std::string sum() {
    std::string left = primary();
    for (;;) {
      if (sign("+"))
        left = fmt::format("({} + {})", left, primary());
      else if (sign("-"))
        left = fmt::format("({} - {})", left, primary());
      else
        return left;
    }
  }
  std::string primary() {
    if (failed_) return {};
    const Token& now = tokens_.now();
    if (now.kind == Kind::number || now.kind == Kind::text || now.is("null")) return literal();
    if (sign("(")) {
      if (++depth_ > most_nesting) stop();
      std::string inner = failed_ ? std::string() : expression();
      --depth_;
      must(sign(")"));
      return fmt::format("({})", inner);
    }
    const bool plain = now.kind == Kind::word;
    const std::string called = name();
    if (plain && sign("(")) return call(called);
    out_.uses.push_back({called, clause_});
    return quoted_name(called);
  }
  std::string call(const std::string& function) {
    const bool known = std::any_of(std::begin(functions), std::end(functions),
                                   [&](std::string_view f) { return same_in_any_case(function, f); });
    if (!known) {
      stop();
      error_.unknown_function = function;
      return {};
    }
    if (sign(")")) return lower(function) + "()";
    const std::string argument = sign("*") ? "*" : expression();
    must(sign(")"));
    return fmt::format("{}({})", lower(function), argument);
  }

  std::string literal() {
    const Token& now = tokens_.now();
    out_.literals.push_back({now.kind == Kind::number ? Literal::Kind::number
                             : now.kind == Kind::text ? Literal::Kind::text
                                                      : Literal::Kind::null,
                             now.kind == Kind::word ? "" : now.text});
    tokens_.next();
    return fmt::format("?{}", out_.literals.size());
  }

  Tokens tokens_;
  Statement out_;
  Clause clause_ = Clause::select;
  std::size_t depth_ = 0;
  bool failed_ = false;
  SyntaxError error_;
};

}  // namespace

std::string quoted_name(std::string_view name) {
  return "\"" + replace_all(std::string(name), "\"", "\"\"") + "\"";
}

tl::expected<Statement, SyntaxError> parse(std::string_view sql) {
  return Parser(sql).run();
}

}  // namespace faultcast::database
