#include "database/settings.h"

namespace faultcast::database {

namespace {

struct Stock {
  std::string_view path, fallback;
};

// What the stock createDB.sh makes. (Backend reference, 6)
constexpr Stock stock[] = {
    {"console.db.schema.live_data.userid", "\"varchar(128) primary key\""},
    {"console.db.schema.live_data.stream_id", "\"varchar(128) not null\""},
    {"console.db.schema.live_data.groupid", "\"varchar(128)\""},
    {"console.db.schema.live_data.title", "\"varchar(128)\""},
    {"console.db.schema.live_data.nickname", "\"varchar(128)\""},
    {"console.db.schema.live_data.headpic", "\"varchar(255)\""},
    {"console.db.schema.live_data.frontcover", "\"varchar(255)\""},
    {"console.db.schema.live_data.location", "\"varchar(128)\""},
    {"console.db.schema.live_data.push_url", "\"varchar(255) not null default ''\""},
    {"console.db.schema.live_data.status", "\"int(4) not null default 0\""},
    {"console.db.schema.live_data.like_count", "\"int not null default 0\""},
    {"console.db.schema.live_data.viewer_count", "\"int not null default 0\""},
    {"console.db.schema.live_data.check_status", "\"int(4) not null default 0\""},
    {"console.db.schema.live_data.forbidflag", "\"int(2)\""},
    {"console.db.schema.live_data.desc", "\"varchar(255)\""},
    {"console.db.schema.live_data.create_time", "\"timestamp not null\""},
    {"console.db.schema.live_data.play_url", "\"varchar(255) not null\""},
    {"console.db.schema.live_data.hls_play_url", "\"varchar(255) not null\""},
    {"console.db.schema.tape_data.userid", "\"varchar(50) primary key\""},
    {"console.db.schema.tape_data.file_id", "\"varchar(150) primary key\""},
    {"console.db.schema.tape_data.title", "\"varchar(128)\""},
    {"console.db.schema.tape_data.nickname", "\"varchar(128)\""},
    {"console.db.schema.tape_data.headpic", "\"varchar(255)\""},
    {"console.db.schema.tape_data.frontcover", "\"varchar(255)\""},
    {"console.db.schema.tape_data.location", "\"varchar(128)\""},
    {"console.db.schema.tape_data.play_url", "\"varchar(255)\""},
    {"console.db.schema.tape_data.like_count", "\"int not null default 0\""},
    {"console.db.schema.tape_data.viewer_count", "\"int not null default 0\""},
    {"console.db.schema.tape_data.desc", "\"varchar(255)\""},
    {"console.db.schema.tape_data.create_time", "\"timestamp not null\""},
    {"console.db.schema.tape_data.hls_play_url", "\"varchar(255)\""},
    {"console.db.schema.tape_data.start_time", "\"timestamp not null\""},
};

std::vector<setup::Setting> make_settings() {
  using Kind = setup::Setting::Kind;
  std::vector<setup::Setting> rows = {
      {.path = "console.db.running",
       .kind = Kind::boolean,
       .fallback = "true",
       .about = "whether the database server runs; if not, connections to it are refused",
       .about_zh = "数据库服务器是否在运行；否则连接被拒绝"},
      {.path = "console.db.time_zone",
       .kind = Kind::choice,
       .fallback = "\"+08:00\"",
       .choices = {"-12:00", "-11:00", "-10:00", "-09:00", "-08:00", "-07:00", "-06:00", "-05:00", "-04:00",
                   "-03:00", "-02:00", "-01:00", "+00:00", "+01:00", "+02:00", "+03:00", "+04:00", "+05:00",
                   "+06:00", "+07:00", "+08:00", "+09:00", "+10:00", "+11:00", "+12:00", "+13:00", "+14:00"},
       .about =
           "the server's time zone; the stock backend writes the time of Asia/Shanghai, so any other one "
           "makes two rows of a recording in FLV and HLS",
       .about_zh = "数据库服务器时区；后台写入的是北京时间，其他时区会使 FLV 与 HLS 录制成为两行"},
      {.path = "console.db.strict",
       .kind = Kind::boolean,
       .fallback = "true",
       .about = "whether sql_mode is strict: what does not fit is refused, else it is cut",
       .about_zh = "sql_mode 是否为严格模式：放不下的数据报错，否则被截断"},
      {.path = "console.db.behaviour.wording",
       .kind = Kind::choice,
       .fallback = "\"mysql\"",
       .choices = {"mysql", "mariadb"},
       .about = "whose words errors have: MySQL's, or those of MariaDB 10.11",
       .source = "Backend reference, 8 and 12",
       .certainty = "measured for INSERT and SELECT, inferred for the other clauses of MariaDB"},
  };
  for (const auto& [path, fallback] : stock)
    rows.push_back({.path = path,
                    .kind = Kind::text,
                    .fallback = fallback,
                    .about = "the type of this column, as CREATE TABLE writes it",
                    .about_zh = "该列的类型，写法同 CREATE TABLE"});
  for (const std::string_view path :
       {"console.db.schema.live_data.*", "console.db.schema.tape_data.*", "console.db.schema.*.*"})
    rows.push_back(
        {.path = path,
         .kind = Kind::text,
         .fallback = "",
         .about = "the type of a column of your own, as CREATE TABLE writes it: \"int(4) not null\"",
         .about_zh = "自定义列的类型，写法同 CREATE TABLE，例如 \"int(4) not null\""});
  return rows;
}

}  // namespace

const std::vector<setup::Setting>& settings() {
  static const std::vector<setup::Setting> rows = make_settings();
  return rows;
}

}  // namespace faultcast::database
