#pragma once
// One run of a PHP script of the stock backend: what it is set to, when it runs, what it writes into its log,
// and how it dies. (Backend reference, 5, 8, 9, 13)

#include <optional>
#include <string>
#include <string_view>

#include "backend/log.h"
#include "base/random.h"
#include "database/database.h"
#include "setup/setup.h"

namespace faultcast::backend {

class Script {
 public:
  /// All outlive it. `now`: the true time; the backend's own clock may differ (backend.clock_ahead_s).
  Script(const setup::Setup& setup, database::Database& database, Log& log, Random& random, Millis now);

  [[nodiscard]] const setup::Setup& setup() const { return setup_; }
  [[nodiscard]] Random& random() const { return random_; }
  [[nodiscard]] Millis true_time() const { return true_time_; }
  [[nodiscard]] std::int64_t time() const { return now_ / 1000; }  ///< by the backend's clock, in seconds
  [[nodiscard]] bool php8() const { return php8_; }
  /// mysqli throws by itself where it fails: since PHP 8.1, unless mysqli_report(MYSQLI_REPORT_OFF).
  [[nodiscard]] bool mysqli_throws() const { return mysqli_throws_; }

  /// Where a line is written: "Live_callback.php", "init", 48.
  struct Place {
    std::string_view file, function;
    int line;
  };
  void info(std::string_view channel, const Place& at, std::string_view text) {
    write(channel, "info", at, 0, text);
  }
  void error(std::string_view channel, const Place& at, std::string_view text, int code = 0) {
    write(channel, "error", at, code, text);
  }
  /// After parameters were checked, lines carry "[appid:]".
  void parameters_checked() { appid_ = true; }

  /// Ends the script: HTTP 500 and no body, or with display_errors 200 and this text.
  void die(std::string message, std::string_view file, int line);
  [[nodiscard]] const std::optional<std::string>& dead() const { return dead_; }

  /// false: there is no connection, and the script is dead.
  bool connect();
  /// Logs and executes; an error is the text that the stock session class makes of it.
  Result<database::Rows> select(const std::string& sql);
  Result<void> update(const std::string& sql);

 private:
  void write(std::string_view channel, std::string_view level, const Place& at, int code,
             std::string_view text);
  Result<database::Rows> execute(const std::string& sql);

  const setup::Setup& setup_;
  database::Database& database_;
  Log& log_;
  Random& random_;
  Millis true_time_, now_;
  bool php8_, mysqli_throws_, appid_ = false;
  std::string trace_;  ///< [pid:random:time]
  std::optional<std::string> dead_;
};

}  // namespace faultcast::backend
