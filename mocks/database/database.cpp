#include "database/database.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdlib>

#include "base/clock.h"
#include "base/text.h"
#include "database/refusals.h"

namespace faultcast::database {

namespace {

constexpr std::string_view no_time = "0000-00-00 00:00:00";

/// "2017-02-14 08:00:00" as a time of a zone `ahead` seconds ahead of UTC; none if it is none.
std::optional<std::int64_t> unix_time(std::string_view text, std::int64_t ahead) {
  if (text.size() != no_time.size() || text[10] != ' ') return std::nullopt;
  std::string iso(text);
  iso[10] = 'T';
  const auto time = parse_iso8601(iso + "Z");
  if (!time) return std::nullopt;
  return *time / 1000 - ahead;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

/// The first so many characters.
std::string cut(std::string_view text, std::size_t most) {
  std::size_t at = 0;
  for (std::size_t count = 0; at < text.size(); ++at)
    if ((text[at] & 0xc0) != 0x80 && count++ == most) break;
  return std::string(text.substr(0, at));
}

// The functions that SQLite lacks.
void unix_timestamp(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  const auto* ahead = static_cast<const std::int64_t*>(sqlite3_user_data(context));
  if (text == nullptr) return sqlite3_result_null(context);
  sqlite3_result_int64(context, unix_time(text, *ahead).value_or(0));
}
void last_insert_id(sqlite3_context* context, int, sqlite3_value**) {
  sqlite3_result_int64(context, 0);  // no table has an AUTO_INCREMENT
}

}  // namespace

struct Database::Held {
  sqlite3* database = nullptr;
  std::int64_t ahead = 0;  ///< seconds of the server's time zone
  Held() {
    if (sqlite3_open(":memory:", &database) != SQLITE_OK) std::abort();  // no memory
    sqlite3_create_function(database, "unix_timestamp", 1, SQLITE_UTF8, &ahead, unix_timestamp, nullptr,
                            nullptr);
    sqlite3_create_function(database, "last_insert_id", 0, SQLITE_UTF8, nullptr, last_insert_id, nullptr,
                            nullptr);
  }
  ~Held() { sqlite3_close(database); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  void run(const std::string& sql) const { sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr); }
};

std::optional<std::string> Rows::at(std::size_t row, std::string_view column) const {
  const auto found = std::find(columns.begin(), columns.end(), column);
  if (found == columns.end() || row >= rows.size()) return std::nullopt;
  return rows[row][static_cast<std::size_t>(found - columns.begin())];
}

Database::Database(const setup::Setup& setup) : setup_(setup), held_(std::make_unique<Held>()) {
  setup_changed();
}
Database::~Database() = default;

Result<void> Database::check(const setup::Setup& setup) {
  const auto schema = read_schema(setup);
  return schema ? Result<void>() : fail(schema.error());
}

bool Database::mariadb() const {
  return setup_.text("console.db.behaviour.wording") == "mariadb";
}

void Database::setup_changed() {
  const std::string zone = setup_.text("console.db.time_zone");  // "+08:00"
  const auto hours = static_cast<std::int64_t>(parse_unsigned(zone.substr(1, 2)).value_or(0));
  held_->ahead = (zone.starts_with('-') ? -hours : hours) * 3600;
  auto schema = read_schema(setup_);
  if (!schema || *schema == schema_) return;
  for (const auto& [table, columns] : schema_)
    if (!schema->contains(table)) held_->run("DROP TABLE " + quoted_name(table));
  for (const auto& [table, columns] : *schema) {
    const auto before = schema_.find(table);
    if (before == schema_.end())
      make_table(table, columns);
    else if (before->second != columns)
      rebuild(table, before->second, columns);
  }
  schema_ = std::move(*schema);
}

void Database::make_table(const std::string& table, const Table& columns) {
  std::vector<std::string> parts;
  for (const auto& column : columns.columns)
    parts.push_back(quoted_name(column.name) +
                    (column.kind == Column::Kind::integer ? " INTEGER" : " TEXT COLLATE NOCASE"));
  std::vector<std::string> key;
  for (const auto& name_of_key : columns.primary_key()) key.push_back(quoted_name(name_of_key));
  if (!key.empty()) parts.push_back("PRIMARY KEY (" + join(key, ", ") + ")");
  // A table has a column at least; one of which all were taken away still exists.
  if (parts.empty()) parts.emplace_back("\"\" TEXT");
  held_->run(fmt::format("CREATE TABLE {} ({})", quoted_name(table), join(parts, ", ")));
}

void Database::rebuild(const std::string& table, const Table& before, const Table& after) {
  std::vector<std::string> common;
  for (const auto& column : after.columns)
    if (before.find(column.name) != nullptr) common.push_back(quoted_name(column.name));
  const std::string name_now = quoted_name(table), name_before = quoted_name("before " + table);
  held_->run(fmt::format("ALTER TABLE {} RENAME TO {}", name_now, name_before));
  make_table(table, after);
  if (!common.empty())
    held_->run(fmt::format("INSERT OR IGNORE INTO {} ({}) SELECT {} FROM {}", name_now, join(common, ", "),
                           join(common, ", "), name_before));
  for (const auto& column : after.columns)
    if (before.find(column.name) == nullptr && column.fallback)
      held_->run(fmt::format("UPDATE {} SET {} = '{}'", name_now, quoted_name(column.name),
                             replace_all(*column.fallback, "'", "''")));
  held_->run("DROP TABLE " + name_before);
}

void Database::clear() {
  for (const auto& [table, columns] : schema_) held_->run("DELETE FROM " + quoted_name(table));
}

std::optional<std::string> Database::refuses_connections() const {
  if (!setup_.flag("console.db.running")) return "Connection refused";
  return std::nullopt;
}

std::vector<std::string> Database::tables() const {
  std::vector<std::string> names;
  for (const auto& [table, columns] : schema_) names.push_back(table);
  return names;
}

Rows Database::all(std::string_view table) {
  Statement statement;
  statement.table = table;
  statement.outputs.push_back({});
  if (!schema_.contains(table)) return {};
  return run(statement).value_or(Rows{});
}

tl::expected<Rows, Refusal> Database::execute(std::string_view sql) {
  auto statement = parse(sql);
  if (!statement) return tl::unexpected(syntax(statement.error(), mariadb()));
  if (auto wrong = wrong_names(*statement)) return tl::unexpected(std::move(*wrong));
  if (auto wrong = fit(*statement)) return tl::unexpected(std::move(*wrong));
  return run(*statement);
}

std::optional<Refusal> Database::wrong_names(const Statement& statement) const {
  static const Table none;
  const auto found = schema_.find(statement.table);
  if (found == schema_.end() && !statement.table.empty()) return no_table(statement.table);
  const Table& table = found == schema_.end() ? none : found->second;
  const Clause clause = statement.kind == Statement::Kind::update ? Clause::update : Clause::insert;
  for (const auto& assignment : statement.assignments)
    if (table.find(assignment.column) == nullptr) return unknown_column(assignment.column, clause, mariadb());
  for (const auto& use : statement.uses)
    if (table.find(use.column) == nullptr) return unknown_column(use.column, use.clause, mariadb());
  return std::nullopt;
}

// What is stored fits its column; an INSERT gets the defaults of the columns that it leaves out.
std::optional<Refusal> Database::fit(Statement& statement) const {
  using S = Statement::Kind;
  if (statement.kind == S::select || statement.kind == S::remove) return std::nullopt;
  const Table& table = schema_.find(statement.table)->second;
  if (statement.kind != S::update)
    for (const auto& column : table.columns) {
      const bool given = std::any_of(statement.assignments.begin(), statement.assignments.end(),
                                     [&](const auto& a) { return a.column == column.name; });
      if (given) continue;
      Literal value;
      if (column.fallback) {
        value = {Literal::Kind::text, *column.fallback};
      } else if (column.not_null) {
        // A TIMESTAMP without a default has one of its own.
        if (column.kind == Column::Kind::timestamp)
          value = {Literal::Kind::text, std::string(no_time)};
        else if (setup_.flag("console.db.strict"))
          return no_default(column.name);
        else
          value = {Literal::Kind::text, column.kind == Column::Kind::integer ? "0" : ""};
      }
      statement.literals.push_back(value);
      statement.assignments.push_back(
          {column.name, fmt::format("?{}", statement.literals.size()), false, value});
    }
  for (auto& assignment : statement.assignments) {
    if (assignment.computed) continue;
    if (auto wrong = fit_one(*table.find(assignment.column), assignment.literal)) return wrong;
    const auto place = parse_unsigned(std::string_view(assignment.expression).substr(1)).value_or(1);
    statement.literals[static_cast<std::size_t>(place) - 1] = assignment.literal;
  }
  return std::nullopt;
}

std::optional<Refusal> Database::fit_one(const Column& column, Literal& value) const {
  const bool strict = setup_.flag("console.db.strict");
  if (value.kind == Literal::Kind::null) {
    // NULL for a TIMESTAMP NOT NULL is the time of now, which the stock backend never asks for.
    if (column.not_null) return not_nullable(column.name);
    return std::nullopt;
  }
  switch (column.kind) {
    case Column::Kind::text:
      if (column.most == 0 || characters(value.text) <= column.most) break;
      if (strict) return too_long(column.name);
      value.text = cut(value.text, column.most);
      break;
    case Column::Kind::integer:
      if (parse_double(value.text)) break;
      if (strict) return wrong_integer(value.text, column.name);
      value = {Literal::Kind::number, "0"};
      break;
    case Column::Kind::timestamp:
      if (value.text == no_time || unix_time(value.text, 0)) break;
      if (strict) return wrong_time(value.text, column.name);
      value.text = no_time;
      break;
  }
  return std::nullopt;
}

tl::expected<Rows, Refusal> Database::run(const Statement& statement) {
  using S = Statement::Kind;
  std::vector<std::string> names, values, sets, outputs;
  Rows result;
  for (const auto& assignment : statement.assignments) {
    names.push_back(quoted_name(assignment.column));
    values.push_back(assignment.expression);
    sets.push_back(names.back() + " = " + assignment.expression);
  }
  for (const auto& output : statement.outputs)
    outputs.push_back(output.expression.empty() ? "*" : output.expression);
  const std::string table = quoted_name(statement.table);
  std::string sql = statement.kind == S::select   ? "SELECT " + join(outputs, ", ")
                    : statement.kind == S::update ? fmt::format("UPDATE {} SET {}", table, join(sets, ", "))
                    : statement.kind == S::remove
                        ? "DELETE FROM " + table
                        : fmt::format("INSERT {}INTO {} ({}) VALUES ({})",
                                      statement.kind == S::replace ? "OR REPLACE " : "", table,
                                      join(names, ", "), join(values, ", "));
  if (statement.kind == S::select && !statement.table.empty()) sql += " FROM " + table;
  if (!statement.where.empty()) sql += " WHERE " + statement.where;
  if (!statement.order.empty()) sql += " ORDER BY " + statement.order;
  if (!statement.limit.empty()) sql += " LIMIT " + statement.limit;

  sqlite3_stmt* prepared = nullptr;
  const auto failed = [&] {
    const bool twice = sqlite3_extended_errcode(held_->database) == SQLITE_CONSTRAINT_PRIMARYKEY;
    std::vector<std::string> key;
    if (twice)
      for (const auto& part : schema_.find(statement.table)->second.primary_key())
        for (const auto& assignment : statement.assignments)
          if (assignment.column == part) key.push_back(assignment.literal.text);
    Refusal refusal =
        twice ? duplicate(join(key, "-")) : Refusal{1105, "HY000", sqlite3_errmsg(held_->database)};
    sqlite3_finalize(prepared);
    return tl::unexpected(std::move(refusal));
  };
  if (sqlite3_prepare_v2(held_->database, sql.c_str(), -1, &prepared, nullptr) != SQLITE_OK) return failed();
  for (std::size_t i = 0; i < statement.literals.size(); ++i) {
    const Literal& literal = statement.literals[i];
    const int place = static_cast<int>(i) + 1;
    const auto number = parse_unsigned(literal.text);
    if (literal.kind == Literal::Kind::null)
      sqlite3_bind_null(prepared, place);
    else if (literal.kind == Literal::Kind::number && number && *number <= INT64_MAX)
      sqlite3_bind_int64(prepared, place, static_cast<sqlite3_int64>(*number));
    else if (literal.kind == Literal::Kind::number)
      sqlite3_bind_double(prepared, place, parse_double(literal.text).value_or(0));
    else
      sqlite3_bind_text(prepared, place, literal.text.data(), static_cast<int>(literal.text.size()),
                        SQLITE_STATIC);
  }
  const int width = sqlite3_column_count(prepared);
  for (int i = 0; i < width; ++i) result.columns.emplace_back(sqlite3_column_name(prepared, i));
  for (std::size_t i = 0; i < statement.outputs.size() && i < result.columns.size(); ++i) {
    if (statement.outputs[i].expression.empty()) break;  // '*' widens what comes
    result.columns[i] = statement.outputs[i].name;
  }
  int step = sqlite3_step(prepared);
  for (; step == SQLITE_ROW; step = sqlite3_step(prepared)) {
    auto& row = result.rows.emplace_back();
    for (int i = 0; i < width; ++i) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(prepared, i));
      row.push_back(text == nullptr
                        ? std::nullopt
                        : std::optional(std::string(
                              text, static_cast<std::size_t>(sqlite3_column_bytes(prepared, i)))));
    }
  }
  if (step != SQLITE_DONE) return failed();
  sqlite3_finalize(prepared);
  return result;
}

}  // namespace faultcast::database
