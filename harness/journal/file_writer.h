#pragma once
// The journal's SQLite file, written by a thread of its own so that the loop never waits for a disk.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "journal/journal.h"

struct sqlite3;

namespace faultcast::journal {

class FileWriter {
 public:
  static Result<std::unique_ptr<FileWriter>> open(const std::string& path);
  /// Writes what is left, then closes.
  ~FileWriter();
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  void add(Entry entry);
  /// Waits until all that was added is committed. False if a write failed (told once on stderr).
  bool flush();
  [[nodiscard]] std::uint64_t last_id() const { return last_id_; }

 private:
  explicit FileWriter(sqlite3* database);
  void run();
  bool write(const std::vector<Entry>& entries);

  sqlite3* database_;
  std::uint64_t last_id_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Entry> waiting_;
  bool busy_ = false, stopping_ = false, failed_ = false;
  std::thread thread_;
};

}  // namespace faultcast::journal
