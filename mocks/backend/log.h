#pragma once
// The backend's own log files, kept in memory and, if asked for, written to a folder under their real names:
// {channel}_{level}{Ymd}.log, where the day is that of Asia/Shanghai. Whatever is logged stands a second time
// in {channel}_debug. (Backend reference, 8)

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace faultcast::backend {

/// The time of Asia/Shanghai, which had no daylight saving since 1991: "2017-02-14 08:00:00".
std::string shanghai_time(Millis time);

struct LogLine {
  Millis at = 0;
  std::string file;  ///< "component_error": without day and ".log"
  std::string text;  ///< the whole line; a dump of arguments has several
};

/// Written on the loop's thread, read by anybody.
class Log {
 public:
  static constexpr std::size_t most_lines = 2000;  ///< of each file in memory; the oldest go first

  /// Also writes to this folder from now on; it must be there, as for the real backend.
  Result<void> write_to(const std::string& folder);
  /// `channel`: interface, component, mysql; `level`: info, error.
  void add(Millis at, std::string_view channel, std::string_view level, std::string text);
  /// In the order they were written.
  [[nodiscard]] std::vector<LogLine> lines() const;
  void clear();

 private:
  struct Numbered {
    std::uint64_t number;
    LogLine line;
  };
  void write(const std::string& file, Millis at, const std::string& text) const;

  mutable std::mutex mutex_;
  std::uint64_t count_ = 0;
  std::map<std::string, std::deque<Numbered>> files_;
  std::string folder_;
};

}  // namespace faultcast::backend
