#include "database/schema.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "database/token.h"

namespace faultcast::database {

namespace {

struct TypeName {
  std::string_view name;
  Column::Kind kind;
  bool sized;  ///< the number in brackets limits it: varchar(255), not int(4)
};
constexpr TypeName types[] = {
    {"varchar", Column::Kind::text, true},         {"char", Column::Kind::text, true},
    {"text", Column::Kind::text, false},           {"int", Column::Kind::integer, false},
    {"bigint", Column::Kind::integer, false},      {"tinyint", Column::Kind::integer, false},
    {"timestamp", Column::Kind::timestamp, false}, {"datetime", Column::Kind::timestamp, false},
};

tl::unexpected<Error> refuse(std::string_view name, std::string_view type) {
  return fail(
      fmt::format("column '{}' cannot be '{}', which must be like varchar(255), int(4) or timestamp, "
                  "then 'not null', 'default …' and 'primary key' as needed",
                  name, excerpt(type, 60)));
}

}  // namespace

const Column* Table::find(std::string_view name) const {
  const auto at = std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == name; });
  return at == columns.end() ? nullptr : &*at;
}

std::vector<std::string> Table::primary_key() const {
  std::vector<std::string> names;
  for (const auto& column : columns)
    if (column.primary) names.push_back(column.name);
  return names;
}

Result<Column> parse_column(std::string_view name, std::string_view type) {
  using Kind = Token::Kind;
  Tokens tokens(type);
  const auto word = [&](std::string_view keyword) {
    const bool there = tokens.now().is(keyword);
    if (there) tokens.next();
    return there;
  };
  const auto row = std::find_if(std::begin(types), std::end(types),
                                [&](const auto& t) { return tokens.now().is(t.name); });
  if (row == std::end(types)) return refuse(name, type);
  tokens.next();
  Column column{std::string(name), row->kind};
  if (tokens.now().is_sign("(")) {
    tokens.next();
    const auto length = parse_unsigned(tokens.now().text);
    if (!length || *length == 0) return refuse(name, type);
    if (row->sized) column.most = static_cast<std::size_t>(*length);
    tokens.next();
    if (!tokens.now().is_sign(")")) return refuse(name, type);
    tokens.next();
  } else if (row->sized) {
    return refuse(name, type);
  }
  while (tokens.now().kind != Kind::end) {
    if (word("not")) {
      if (!word("null")) return refuse(name, type);
      column.not_null = true;
    } else if (word("default")) {
      if (!tokens.now().is("null")) {
        if (tokens.now().kind != Kind::text && tokens.now().kind != Kind::number) return refuse(name, type);
        column.fallback = tokens.now().text;
      }
      tokens.next();
    } else if (word("primary")) {
      if (!word("key")) return refuse(name, type);
      column.primary = column.not_null = true;
    } else if (!word("null")) {
      return refuse(name, type);
    }
  }
  return column;
}

Result<Schema> read_schema(const setup::Setup& setup) {
  Schema schema;
  const json::Value* tables = &setup.value();
  for (const char* key : {"console", "db", "schema"}) {
    const auto at = tables->find(key);
    if (at == tables->end()) return schema;
    tables = &*at;
  }
  for (const auto& table : tables->items()) {
    Table& made = schema[table.key()];
    for (const auto& row : table.value().items()) {
      auto column = parse_column(row.key(), row.value().get<std::string>());
      if (!column) return fail(column.error().within("console.db.schema." + table.key()));
      made.columns.push_back(std::move(*column));
    }
  }
  return schema;
}

}  // namespace faultcast::database
