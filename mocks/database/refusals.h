#pragma once
// The server's errors as it words them. (MySQL 5.7 manual, server error reference; recorded with
// MariaDB 10.11)

#include "database/database.h"

namespace faultcast::database {

Refusal no_table(std::string_view table);
/// 1054. The clause is named by another word in MariaDB.
Refusal unknown_column(std::string_view column, Clause clause, bool mariadb);
Refusal syntax(const SyntaxError& error, bool mariadb);
Refusal too_long(std::string_view column);
Refusal no_default(std::string_view column);
Refusal not_nullable(std::string_view column);
Refusal wrong_integer(std::string_view value, std::string_view column);
Refusal wrong_time(std::string_view value, std::string_view column);
Refusal duplicate(std::string_view key);

}  // namespace faultcast::database
