#pragma once
// The statements that the stock backend sends, read as values: SELECT, INSERT, REPLACE, UPDATE and DELETE on
// one table. What the database makes of them is database/database.h; joins, grouping and subqueries are not
// read, because no stock backend has them. (Backend reference, 12)

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace faultcast::database {

struct Literal {
  enum class Kind { null, number, text } kind = Kind::null;
  std::string text = {};  ///< unescaped
  bool operator==(const Literal&) const = default;
};

/// Which part of a statement names a column; error 1054 tells it.
enum class Clause { select, insert, update, where, order };

struct Statement {
  enum class Kind { select, insert, replace, update, remove } kind = Kind::select;
  std::string table;  ///< empty: a SELECT of no table
  /// What a SELECT gives. `expression` is SQLite's text; empty: all columns.
  struct Output {
    std::string expression, name;
  };
  std::vector<Output> outputs;
  /// INSERT, REPLACE, UPDATE: in the order of the statement. `literal` is what is stored; without one it is
  /// computed by `expression`.
  struct Assignment {
    std::string column, expression;
    bool computed = false;
    Literal literal = {};
  };
  std::vector<Assignment> assignments;
  std::string where, order, limit;  ///< SQLite's text, without the word in front; empty: none
  std::vector<Literal> literals;    ///< what ?1, ?2 … stand for in those texts
  struct Use {
    std::string column;
    Clause clause;
  };
  std::vector<Use> uses;  ///< columns named anywhere but as a target of an assignment
};

/// Where a statement stops to make sense.
struct SyntaxError {
  std::string near;  ///< the text from there on, at most 80 bytes, as the server quotes it
  std::size_t line = 1;
  std::string unknown_function = {};  ///< the syntax is right, but there is no such function
};

constexpr std::size_t most_nesting = 64;  ///< of parentheses; deeper ones are told as a syntax error

tl::expected<Statement, SyntaxError> parse(std::string_view sql);
/// A name as SQLite takes it.
std::string quoted_name(std::string_view name);

}  // namespace faultcast::database
