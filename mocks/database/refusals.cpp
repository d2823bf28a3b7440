#include "database/refusals.h"

#include <fmt/core.h>

namespace faultcast::database {

namespace {

/// By Clause.
struct ClauseName {
  std::string_view mysql, mariadb;
};
constexpr ClauseName clauses[] = {{"field list", "SELECT"},
                                  {"field list", "INSERT INTO"},
                                  {"field list", "UPDATE"},
                                  {"where clause", "WHERE"},
                                  {"order clause", "ORDER BY"}};

}  // namespace

Refusal no_table(std::string_view table) {
  return {1146, "42S02", fmt::format("Table '{}.{}' doesn't exist", Database::name, table)};
}

Refusal unknown_column(std::string_view column, Clause clause, bool mariadb) {
  const ClauseName& named = clauses[static_cast<std::size_t>(clause)];
  return {1054, "42S22",
          fmt::format("Unknown column '{}' in '{}'", column, mariadb ? named.mariadb : named.mysql)};
}

Refusal syntax(const SyntaxError& error, bool mariadb) {
  if (!error.unknown_function.empty())
    return {1305, "42000",
            fmt::format("FUNCTION {}.{} does not exist", Database::name, error.unknown_function)};
  return {1064, "42000",
          fmt::format("You have an error in your SQL syntax; check the manual that corresponds to your {} "
                      "server version for the right syntax to use near '{}' at line {}",
                      mariadb ? "MariaDB" : "MySQL", error.near, error.line)};
}

Refusal too_long(std::string_view column) {
  return {1406, "22001", fmt::format("Data too long for column '{}' at row 1", column)};
}

Refusal no_default(std::string_view column) {
  return {1364, "HY000", fmt::format("Field '{}' doesn't have a default value", column)};
}

Refusal not_nullable(std::string_view column) {
  return {1048, "23000", fmt::format("Column '{}' cannot be null", column)};
}

Refusal wrong_integer(std::string_view value, std::string_view column) {
  return {1366, "HY000",
          fmt::format("Incorrect integer value: '{}' for column '{}' at row 1", value, column)};
}

Refusal wrong_time(std::string_view value, std::string_view column) {
  return {1292, "22007",
          fmt::format("Incorrect datetime value: '{}' for column '{}' at row 1", value, column)};
}

Refusal duplicate(std::string_view key) {
  return {1062, "23000", fmt::format("Duplicate entry '{}' for key 'PRIMARY'", key)};
}

}  // namespace faultcast::database
