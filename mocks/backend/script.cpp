#include "backend/script.h"

#include "base/text.h"

namespace faultcast::backend {

namespace {

constexpr std::uint64_t most_random = 1ull << 31;  // PHP's rand()
// The worker processes that nginx's FastCGI finds, as in the recordings.
constexpr std::uint64_t first_pid = 23552, workers = 3;
constexpr std::string_view root = "/data/live_demo_service/";

}  // namespace

Script::Script(const setup::Setup& setup, database::Database& database, Log& log, Random& random, Millis now)
    : setup_(setup),
      database_(database),
      log_(log),
      random_(random),
      true_time_(now),
      now_(now + static_cast<Millis>(setup.number("backend.clock_ahead_s") * 1000)),
      php8_(setup.text("backend.php") == "8.2"),
      mysqli_throws_(php8_ && !setup.flag("backend.mysqli_report_off")),
      trace_(
          fmt::format("[{}:{}:{}]", first_pid + random.below(workers), random.below(most_random), time())) {}

void Script::write(std::string_view channel, std::string_view level, const Place& at, int code,
                   std::string_view text) {
  log_.add(now_, channel, level,
           fmt::format("[{}]{}[]{}[[{}][{}][{}][{}][{}] {}]", shanghai_time(now_), trace_,
                       appid_ ? "[appid:]" : "", at.file, at.function, at.line, upper(level), code, text));
}

void Script::die(std::string message, std::string_view file, int line) {
  dead_ = fmt::format("<br />\n<b>Fatal error</b>:  {} in <b>{}{}</b> on line <b>{}</b><br />\n", message,
                      root, file, line);
}

bool Script::connect() {
  constexpr Place place{"simple_mysql_session.class.php", "__construct", 27};
  const auto why = database_.refuses_connections();
  if (!why) return true;
  if (mysqli_throws_) {
    die("Uncaught mysqli_sql_exception: " + *why, "dao/dao_base/simple_mysql_session.class.php", 23);
  } else {
    error("mysql", place, "mysqli_connect failed, error:" + *why);
    die(fmt::format("Uncaught exception 'Exception' with message 'mysqli_connect failed, error:{}'", *why),
        "dao/dao_base/simple_mysql_session.class.php", 28);
  }
  return false;
}

Result<database::Rows> Script::execute(const std::string& sql) {
  auto answer = database_.execute(sql);
  if (answer) return std::move(*answer);
  if (mysqli_throws_) return fail(answer.error().message);
  return fail(fmt::format("mysqli_real_query failed, sql:{}, error:{}", sql, answer.error().message));
}

Result<database::Rows> Script::select(const std::string& sql) {
  info("mysql", {"simple_mysql_session.class.php", "ExecuteSelectSql", 61}, sql);
  return execute(sql);
}

Result<void> Script::update(const std::string& sql) {
  info("mysql", {"simple_mysql_session.class.php", "ExecuteUpdateSql", 93}, sql);
  auto done = execute(sql);
  if (!done) return fail(done.error());
  return {};
}

}  // namespace faultcast::backend
