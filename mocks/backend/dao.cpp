#include "backend/dao.h"

#include <algorithm>

#include "backend/php.h"
#include "base/text.h"

namespace faultcast::backend {

namespace {

using php::sql_text;

constexpr std::string_view dao_file = "dao_live.class.php";

/// (`a`,`b`) VALUES('x','y')
std::string columns_and_values(const std::vector<std::pair<std::string, std::string>>& row) {
  std::vector<std::string> names, values;
  for (const auto& [name, value] : row) {
    names.push_back("`" + name + "`");
    values.push_back(value);
  }
  return fmt::format("({}) VALUES({})", join(names, ","), join(values, ","));
}

}  // namespace

bool Dao::write(const std::string& sql, const Script::Place& at, std::string_view text) {
  const auto done = script_.update(sql);
  if (!done) script_.error("mysql", at, fmt::format("{}{}", text, done.error().message));
  return done.has_value();
}

bool Dao::set_live(const LiveEntry& entry) {
  std::vector<std::pair<std::string, std::string>> row = {
      {"userid", sql_text(entry.user)},
      {"stream_id", sql_text(entry.stream)},
      {"groupid", sql_text(entry.group)},
      {"title", sql_text(entry.title)},
      {"push_url", sql_text(entry.push_url)},
      {"play_url", sql_text(entry.play_url)},
      {"hls_play_url", sql_text(entry.hls_play_url)},
      {"status", "0"},
      {"create_time", sql_text(shanghai_time(script_.time() * 1000))}};
  for (const auto& [name, value] : entry.more) row.emplace_back(name, sql_text(value));
  // The place and the words before the server's are not recorded; those of addTapeFile are followed.
  if (!write("REPLACE INTO live_data " + columns_and_values(row), {dao_file, "addLiveData", 60},
             fmt::format("add live data:{}:", entry.user)))
    return false;
  return script_.select("SELECT LAST_INSERT_ID() AS id").has_value();
}

bool Dao::set_status_of_stream(const std::string& stream, int status) {
  return write(fmt::format("UPDATE live_data SET `status`={} WHERE `stream_id`={}", status, sql_text(stream)),
               {dao_file, "callBackLiveStatus", 480}, fmt::format("update status error :{}:", stream));
}

bool Dao::set_status_of_user(const std::string& user, int status) {
  return write(fmt::format("UPDATE live_data SET `status`={} WHERE `userid`={}", status, sql_text(user)),
               {dao_file, "changeLiveStatus", 160}, fmt::format("update status error :{}:", user));
}

// The one recording of that user which overlaps; none if there are none or several.
std::optional<std::string> Dao::same_stream(const std::string& user, const Tape& tape, bool& failed) {
  const auto rows = script_.select(
      fmt::format("select * from tape_data where userid = '{0}' and ((unix_timestamp(start_time) > {1} AND "
                  "unix_timestamp(start_time) < {2}) OR (unix_timestamp(create_time) > {1} AND "
                  "unix_timestamp(create_time) < {2}) OR (unix_timestamp(start_time) <= {1} AND "
                  "unix_timestamp(create_time) >= {2}) OR (unix_timestamp(start_time) >= {1} AND "
                  "unix_timestamp(create_time) <= {2}))",
                  user, tape.start, tape.end));
  failed = !rows;
  if (!rows) {
    script_.error("mysql", {dao_file, "getTheSameStreamTape", 536},
                  fmt::format("getLiveUser error :{}:{}", user, rows.error().message));
    return std::nullopt;
  }
  return rows->rows.size() == 1 ? rows->at(0, "file_id") : std::nullopt;
}

Dao::Stored Dao::add_tape(const Tape& tape) {
  // Nobody escapes the stream's name here.
  const auto live =
      script_.select(fmt::format("select * from live_data where stream_id = '{}'", tape.stream));
  if (!live)
    script_.error("mysql", {dao_file, "getLiveUser", 507},
                  fmt::format("getLiveUser error :{}:{}", tape.stream, live.error().message));
  if (!live || live->rows.size() != 1) {
    script_.error("mysql", {dao_file, "addTapeFile", 592}, "getLiveUser Error:" + tape.stream);
    return live ? Stored::unknown_stream : Stored::failed;
  }
  const std::string user = live->at(0, "userid").value_or("");
  bool failed = false;
  const auto same = same_stream(user, tape, failed);
  if (failed) {
    script_.error("mysql", {dao_file, "addTapeFile", 600}, " getTheSameStreamTape Error:");
    return Stored::failed;
  }
  const char* column = tape.format == "flv" ? "play_url" : "hls_play_url";
  const std::string text = fmt::format("add tape data:{}:", tape.stream);
  if (same)
    return write(fmt::format("UPDATE tape_data SET `{}`={} WHERE `userid`={} AND `file_id`={}", column,
                             sql_text(tape.url), sql_text(user), sql_text(*same)),
                 {dao_file, "addTapeFile", 664}, text)
               ? Stored::yes
               : Stored::failed;
  const auto time = [](const std::string& unix) {
    constexpr std::int64_t last = 253402271999;  // of the year 9999
    return sql_text(shanghai_time(std::clamp<std::int64_t>(php::intval(php::Json(unix)), 0, last) * 1000));
  };
  std::vector<std::pair<std::string, std::string>> row = {
      {"userid", sql_text(user)},          {"title", sql_text(live->at(0, "title").value_or(""))},
      {"file_id", sql_text(tape.file_id)}, {"start_time", time(tape.start)},
      {"create_time", time(tape.end)},     {column, sql_text(tape.url)}};
  for (const char* name : {"nickname", "headpic", "frontcover", "location"})
    if (const auto value = live->at(0, name)) row.emplace_back(name, sql_text(*value));
  if (!write("INSERT INTO tape_data " + columns_and_values(row), {dao_file, "addTapeFile", 664}, text))
    return Stored::failed;
  (void)script_.select("SELECT LAST_INSERT_ID() AS id");
  return Stored::yes;
}

std::optional<std::string> Dao::count(const List& list) {
  const auto rows =
      script_.select(fmt::format("select count(*) as all_count from {}{}", list.table, list.count_where));
  if (rows) return rows->at(0, "all_count");
  script_.error("mysql", list.count_place, fmt::format("{} :{}", list.count_text, rows.error().message));
  return std::nullopt;
}

std::optional<database::Rows> Dao::page(const List& list, std::int64_t from, std::int64_t size) {
  auto rows = script_.select(fmt::format("select * from {}{}  order by create_time desc limit {},{}",
                                         list.table, list.where, from, size));
  if (rows) return std::move(*rows);
  script_.error("mysql", {dao_file, "getList", 330}, "get list error :" + rows.error().message);
  return std::nullopt;
}

std::optional<database::Rows> Dao::online() {
  auto rows = script_.select("select * from live_data where status = 1");
  if (!rows) return std::nullopt;
  return std::move(*rows);
}

bool Dao::set_check(const std::string& stream, int status, int check_status) {
  // By the function for SELECTs, as the stock script does.
  return script_
      .select(fmt::format("UPDATE live_data set status = {}, check_status = {} where stream_id = {}", status,
                          check_status, sql_text(stream)))
      .has_value();
}

}  // namespace faultcast::backend
