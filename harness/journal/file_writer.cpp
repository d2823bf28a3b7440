#include "journal/file_writer.h"

#include <sqlite3.h>

#include <nlohmann/json.hpp>

#include "journal/exchange_json.h"

namespace faultcast::journal {

namespace {

struct Statement {
  sqlite3_stmt* held = nullptr;
  Statement(sqlite3* database, const char* sql) { sqlite3_prepare_v2(database, sql, -1, &held, nullptr); }
  ~Statement() { sqlite3_finalize(held); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
};

Error error_of(const std::string& path, sqlite3* database) {
  return {
      fmt::format("journal file {}: {}", path, database == nullptr ? "no memory" : sqlite3_errmsg(database))};
}

}  // namespace

Result<std::unique_ptr<FileWriter>> FileWriter::open(const std::string& path) {
  sqlite3* database = nullptr;
  const char* schema =
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
      "CREATE TABLE IF NOT EXISTS exchanges (id INTEGER PRIMARY KEY, at TEXT, service TEXT, op TEXT, code "
      "TEXT, json TEXT)";
  if (sqlite3_open(path.c_str(), &database) != SQLITE_OK ||
      sqlite3_exec(database, schema, nullptr, nullptr, nullptr) != SQLITE_OK) {
    const Error error = error_of(path, database);
    sqlite3_close(database);
    return fail(error);
  }
  auto writer = std::unique_ptr<FileWriter>(new FileWriter(database));
  const Statement last(database, "SELECT max(id) FROM exchanges");
  if (sqlite3_step(last.held) == SQLITE_ROW)
    writer->last_id_ = static_cast<std::uint64_t>(sqlite3_column_int64(last.held, 0));
  return writer;
}

FileWriter::FileWriter(sqlite3* database) : database_(database), thread_([this] { run(); }) {}

FileWriter::~FileWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
  sqlite3_close(database_);
}

void FileWriter::add(Entry entry) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(entry));
  }
  changed_.notify_all();
}

bool FileWriter::flush() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_.empty() && !busy_; });
  return !failed_;
}

void FileWriter::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    std::vector<Entry> entries;
    entries.swap(waiting_);
    busy_ = true;
    lock.unlock();
    const bool written = write(entries);
    lock.lock();
    busy_ = false;
    if (!written && !failed_) {
      failed_ = true;
      fmt::print(stderr, "the journal file cannot be written any more: {}\n", sqlite3_errmsg(database_));
    }
    changed_.notify_all();
  }
}

bool FileWriter::write(const std::vector<Entry>& entries) {
  bool good = sqlite3_exec(database_, "BEGIN", nullptr, nullptr, nullptr) == SQLITE_OK;
  {
    const Statement insert(database_, "INSERT OR REPLACE INTO exchanges VALUES (?, ?, ?, ?, ?, ?)");
    for (const auto& entry : entries) {
      const std::string texts[] = {
          iso8601(entry->at), entry->service, entry->op,
          entry->verdict.code == nullptr ? "" : std::string(entry->verdict.code->name),
          to_json(*entry).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
      sqlite3_reset(insert.held);
      sqlite3_bind_int64(insert.held, 1, static_cast<sqlite3_int64>(entry->id));
      for (int i = 0; i < 5; ++i)
        sqlite3_bind_text(insert.held, i + 2, texts[i].c_str(), static_cast<int>(texts[i].size()),
                          SQLITE_STATIC);
      good = sqlite3_step(insert.held) == SQLITE_DONE && good;
    }
  }
  return sqlite3_exec(database_, good ? "COMMIT" : "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK &&
         good;
}

Result<std::map<std::string, std::uint64_t>> count_codes(const std::string& path) {
  sqlite3* database = nullptr;
  const int opened = sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
  std::map<std::string, std::uint64_t> counts;
  std::optional<Error> error;
  {
    const Statement select(database, "SELECT service || ':' || code, count(*) FROM exchanges GROUP BY 1");
    if (opened != SQLITE_OK || select.held == nullptr) error = error_of(path, database);
    while (!error && sqlite3_step(select.held) == SQLITE_ROW)
      counts[reinterpret_cast<const char*>(sqlite3_column_text(select.held, 0))] =
          static_cast<std::uint64_t>(sqlite3_column_int64(select.held, 1));
  }
  sqlite3_close(database);
  if (error) return fail(*error);
  return counts;
}

Result<std::string> read_from_file(const std::string& path, std::uint64_t id) {
  sqlite3* database = nullptr;
  const int opened = sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
  std::string found;
  Error error = error_of(path, database);
  if (opened == SQLITE_OK) {
    const Statement select(database, "SELECT json FROM exchanges WHERE id = ?");
    if (select.held == nullptr) {
      error = error_of(path, database);
    } else {
      sqlite3_bind_int64(select.held, 1, static_cast<sqlite3_int64>(id));
      if (sqlite3_step(select.held) == SQLITE_ROW)
        found = reinterpret_cast<const char*>(sqlite3_column_text(select.held, 0));
      else
        error = {fmt::format("journal file {}: it has no exchange {}", path, id)};
    }
  }
  sqlite3_close(database);
  if (found.empty()) return fail(error);
  return found;
}

}  // namespace faultcast::journal
