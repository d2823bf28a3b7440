#pragma once
// The queue of callbacks on disk: an attempt is committed before it is sent, its answer when it comes, so
// that a killed process goes on where it was. Survives the death of the process, not of the machine (WAL,
// synchronous = NORMAL). Written by a thread of its own; whatever waits is one commit.

#include <memory>
#include <string>
#include <vector>

#include "base/callback.h"
#include "callback/delivery.h"
#include "loop/loop.h"

namespace faultcast::callback {

class Ledger {
 public:
  /// Opens or makes the file, which may hold other tables. The loop outlives it.
  static Result<std::unique_ptr<Ledger>> open(const std::string& path, loop::Loop& loop);
  /// Writes what is left, then closes.
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  /// Deliveries that were not over when the file was last written, oldest first.
  [[nodiscard]] std::vector<Delivery> unfinished();
  [[nodiscard]] std::uint64_t last_id() const;
  /// Writes a delivery as it is now. `done`, if given, comes on the loop once it is committed, in the order
  /// of the calls; a file that cannot be written any more is told once on standard error, and `done` comes
  /// all the same.
  void put(const Delivery& delivery, Callback<void()> done = {});
  /// `done` comes on the loop once all that was put before is committed.
  void when_written(Callback<void()> done);

 private:
  struct Writer;
  explicit Ledger(std::unique_ptr<Writer> writer);
  std::unique_ptr<Writer> writer_;
};

/// All deliveries of a file, oldest first: for people, beside a running process or after it.
Result<std::vector<Delivery>> read_ledger(const std::string& path);

}  // namespace faultcast::callback
