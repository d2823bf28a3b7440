#pragma once
// The backend's database while it runs: tables of the setup's schema over an SQLite in memory. Each statement
// is checked against that schema first, and refused in the server's words. (Backend reference, 6, 8, 12;
// MySQL 5.7 manual, server error reference)

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "database/schema.h"
#include "database/sql.h"
#include "setup/setup.h"

struct sqlite3;

namespace faultcast::database {

/// An answer of the server that is no result.
struct Refusal {
  unsigned number = 0;     ///< 1054
  std::string_view state;  ///< SQLSTATE, "42S22"
  std::string message;     ///< byte for byte
  bool operator==(const Refusal&) const = default;
};

/// What a SELECT gave: values as the text protocol sends them, none for NULL.
struct Rows {
  std::vector<std::string> columns;
  std::vector<std::vector<std::optional<std::string>>> rows;

  /// Of that row and column; none for NULL, and where there is no such column.
  [[nodiscard]] std::optional<std::string> at(std::size_t row, std::string_view column) const;
};

class Database {
 public:
  static constexpr std::string_view name = "live_demo";  ///< as createDB.sh calls it

  /// `setup` outlives it; its schema has been checked by check().
  explicit Database(const setup::Setup& setup);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Can this setup's schema be read? The sentence names the setting.
  static Result<void> check(const setup::Setup& setup);

  /// Columns and tables become those of the setup; what was in those that stay is kept.
  void setup_changed();
  /// No rows.
  void clear();

  /// Why the server takes no connection ("Connection refused"); none if it does.
  [[nodiscard]] std::optional<std::string> refuses_connections() const;
  tl::expected<Rows, Refusal> execute(std::string_view sql);
  /// All of a table, for expectations; nothing if there is none.
  Rows all(std::string_view table);
  [[nodiscard]] std::vector<std::string> tables() const;

 private:
  struct Held;

  [[nodiscard]] std::optional<Refusal> wrong_names(const Statement& statement) const;
  std::optional<Refusal> fit(Statement& statement) const;
  [[nodiscard]] std::optional<Refusal> fit_one(const Column& column, Literal& value) const;
  tl::expected<Rows, Refusal> run(const Statement& statement);
  [[nodiscard]] bool mariadb() const;
  void make_table(const std::string& table, const Table& columns);
  void rebuild(const std::string& table, const Table& before, const Table& after);

  const setup::Setup& setup_;
  Schema schema_;
  std::unique_ptr<Held> held_;
};

}  // namespace faultcast::database
