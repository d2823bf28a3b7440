#pragma once
// The database's tables as the console has them: console.db.schema.<table>.<column> = the column's type as
// CREATE TABLE writes it, "varchar(128) not null default ''". "primary key" after the columns of the key.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "setup/setup.h"

namespace faultcast::database {

struct Column {
  std::string name;
  enum class Kind { text, integer, timestamp } kind = Kind::text;
  std::size_t most = 0;  ///< characters of a text; 0: any number
  bool not_null = false, primary = false;
  std::optional<std::string> fallback = {};  ///< DEFAULT
  bool operator==(const Column&) const = default;
};

struct Table {
  std::vector<Column> columns;
  [[nodiscard]] const Column* find(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> primary_key() const;
  bool operator==(const Table&) const = default;
};

using Schema = std::map<std::string, Table, std::less<>>;

/// "int(4) not null default 0"; what it may be is in the error.
Result<Column> parse_column(std::string_view name, std::string_view type);
/// All tables of the setup. The error names the setting whose type cannot be read.
Result<Schema> read_schema(const setup::Setup& setup);

}  // namespace faultcast::database
