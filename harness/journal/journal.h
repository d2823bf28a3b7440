#pragma once
// Every exchange, in memory and, if asked, in an SQLite file. The ring is bounded by count and bytes; what
// falls out is counted. Written on the stage's loop thread; read from any thread.

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "service/exchange.h"

namespace faultcast::journal {

class FileWriter;

struct Limits {
  std::size_t count = 100'000;
  std::size_t bytes = 16u << 20;
};

using Entry = std::shared_ptr<const Exchange>;

class Journal final : public Observer {
 public:
  explicit Journal(Limits limits = {});
  ~Journal() override;

  /// Also writes every exchange into this file from now on (made if it is not there, else gone on with).
  Result<void> write_to(const std::string& path);
  /// Waits until everything seen so far is in the file. True if it is.
  bool flush_file();

  void saw(Exchange exchange) override;
  /// Called after each exchange, on the loop's thread. Set before the stage starts.
  void on_exchange(std::function<void(const Entry&)> told) { told_ = std::move(told); }

  [[nodiscard]] Entry get(std::uint64_t id) const;
  /// Those with an id above `after`, oldest first, at most `limit`.
  [[nodiscard]] std::vector<Entry> since(std::uint64_t after, std::size_t limit = SIZE_MAX) const;
  /// The same, but waits up to `patience` real milliseconds while there is none.
  [[nodiscard]] std::vector<Entry> wait_since(std::uint64_t after, std::size_t limit, int patience_ms) const;
  [[nodiscard]] std::uint64_t last_id() const;
  [[nodiscard]] std::uint64_t evicted() const;
  /// Forgets what the ring holds; ids go on. The file keeps everything.
  void clear();

 private:
  [[nodiscard]] std::vector<Entry> since_locked(std::uint64_t after, std::size_t limit) const;

  Limits limits_;
  std::function<void(const Entry&)> told_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::deque<Entry> ring_;
  std::size_t bytes_ = 0;
  std::uint64_t last_id_ = 0, evicted_ = 0;
  std::unique_ptr<FileWriter> file_;
};

/// How many exchanges of a journal file ended with each code ("cos_v4:SUCCESS").
Result<std::map<std::string, std::uint64_t>> count_codes(const std::string& path);
/// One exchange of a journal file, as the JSON text of exchange_json.h.
Result<std::string> read_from_file(const std::string& path, std::uint64_t id);

}  // namespace faultcast::journal
