#include "callback/ledger.h"

#include <sqlite3.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace faultcast::callback {

namespace {

struct Statement {
  sqlite3_stmt* held = nullptr;
  Statement(sqlite3* database, const char* sql) { sqlite3_prepare_v2(database, sql, -1, &held, nullptr); }
  ~Statement() { sqlite3_finalize(held); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
};

constexpr int busy_ms = 10'000;  // the journal writes into the same file

Error error_of(const std::string& path, sqlite3* database) {
  return {fmt::format("callback queue in {}: {}", path,
                      database == nullptr ? "no memory" : sqlite3_errmsg(database))};
}

std::vector<Delivery> select(sqlite3* database, const char* sql) {
  std::vector<Delivery> all;
  const Statement rows(database, sql);
  while (rows.held != nullptr && sqlite3_step(rows.held) == SQLITE_ROW) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(rows.held, 0));
    if (text == nullptr) continue;
    if (auto one = delivery_from(Json::parse(text, nullptr, false)))
      all.push_back(std::move(*one));
    else
      fmt::print(stderr, "a row of the callback queue is skipped: {}\n", one.error().message);
  }
  return all;
}

}  // namespace

struct Ledger::Writer {
  struct Job {
    std::uint64_t id;
    std::string state, json;
    Callback<void()> done;
  };

  Writer(sqlite3* on, loop::Loop& tells) : database(on), loop(tells) {}
  ~Writer() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    changed.notify_all();
    if (thread.joinable()) thread.join();
    sqlite3_close(database);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void add(Job job) {
    {
      const std::lock_guard lock(mutex);
      if (!thread.joinable()) thread = std::thread([this] { run(); });
      waiting.push_back(std::move(job));
    }
    changed.notify_all();
  }

  void run() {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [&] { return stopping || !waiting.empty(); });
      if (waiting.empty()) return;
      std::vector<Job> jobs;
      jobs.swap(waiting);
      lock.unlock();
      if (!write(jobs) && !std::exchange(failed, true))
        fmt::print(stderr, "the callback queue cannot be written any more: {}\n", sqlite3_errmsg(database));
      tell(std::move(jobs));
      lock.lock();
    }
  }

  bool write(const std::vector<Job>& jobs) {
    bool good = sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK;
    {
      const Statement insert(database, "INSERT OR REPLACE INTO callbacks VALUES (?, ?, ?)");
      for (const auto& job : jobs) {
        if (job.json.empty()) continue;  // it only waits for the others
        sqlite3_reset(insert.held);
        sqlite3_bind_int64(insert.held, 1, static_cast<sqlite3_int64>(job.id));
        sqlite3_bind_text(insert.held, 2, job.state.c_str(), static_cast<int>(job.state.size()),
                          SQLITE_STATIC);
        sqlite3_bind_text(insert.held, 3, job.json.c_str(), static_cast<int>(job.json.size()), SQLITE_STATIC);
        good = sqlite3_step(insert.held) == SQLITE_DONE && good;
      }
    }
    return sqlite3_exec(database, good ? "COMMIT" : "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK &&
           good;
  }

  void tell(std::vector<Job> jobs) {
    std::erase_if(jobs, [](const Job& job) { return !job.done; });
    if (jobs.empty()) return;
    loop.post([jobs = std::make_shared<std::vector<Job>>(std::move(jobs))] {
      for (auto& job : *jobs) job.done();
    });
  }

  sqlite3* database;
  loop::Loop& loop;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Job> waiting;
  bool stopping = false;
  bool failed = false;  // of the thread
  std::thread thread;
};

Ledger::Ledger(std::unique_ptr<Writer> writer) : writer_(std::move(writer)) {}
Ledger::~Ledger() = default;

Result<std::unique_ptr<Ledger>> Ledger::open(const std::string& path, loop::Loop& loop) {
  sqlite3* database = nullptr;
  const char* schema =
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
      "CREATE TABLE IF NOT EXISTS callbacks (id INTEGER PRIMARY KEY, state TEXT, json TEXT)";
  if (sqlite3_open(path.c_str(), &database) != SQLITE_OK ||
      sqlite3_busy_timeout(database, busy_ms) != SQLITE_OK ||
      sqlite3_exec(database, schema, nullptr, nullptr, nullptr) != SQLITE_OK) {
    const Error error = error_of(path, database);
    sqlite3_close(database);
    return fail(error);
  }
  auto ledger = std::unique_ptr<Ledger>(new Ledger(std::make_unique<Writer>(database, loop)));
  return ledger;
}

std::vector<Delivery> Ledger::unfinished() {
  return select(writer_->database,
                "SELECT json FROM callbacks WHERE state IN ('waiting', 'sending') ORDER BY id");
}

std::uint64_t Ledger::last_id() const {
  const Statement last(writer_->database, "SELECT max(id) FROM callbacks");
  return sqlite3_step(last.held) == SQLITE_ROW
             ? static_cast<std::uint64_t>(sqlite3_column_int64(last.held, 0))
             : 0;
}

void Ledger::put(const Delivery& delivery, Callback<void()> done) {
  writer_->add({delivery.id, std::string(word_of(delivery.state)),
                to_json(delivery).dump(-1, ' ', false, Json::error_handler_t::replace), std::move(done)});
}

void Ledger::when_written(Callback<void()> done) {
  writer_->add({0, "", "", std::move(done)});
}

Result<std::vector<Delivery>> read_ledger(const std::string& path) {
  sqlite3* database = nullptr;
  const int opened = sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
  if (opened != SQLITE_OK ||
      sqlite3_exec(database, "SELECT 1 FROM callbacks LIMIT 1", nullptr, nullptr, nullptr) != SQLITE_OK) {
    const Error error = error_of(path, database);
    sqlite3_close(database);
    return fail(error);
  }
  auto all = select(database, "SELECT json FROM callbacks ORDER BY id");
  sqlite3_close(database);
  return all;
}

}  // namespace faultcast::callback
