// Statements of the stock backend, as they were recorded, and what the server said to them.
#include "database/database.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "database/settings.h"

using namespace faultcast;
using database::Database;

namespace {

const setup::Catalogue& catalogue() {
  static const setup::Catalogue all = [] {
    setup::Catalogue built;
    built.add(database::settings());
    return built;
  }();
  return all;
}

struct Server {
  setup::Setup setup{catalogue()};
  Database database{setup};

  void set(const std::string& path, const std::string& to) {
    REQUIRE(setup.set_text("console.db." + path, to));
    database.setup_changed();
  }
  void unset(const std::string& path) {
    REQUIRE(setup.unset("console.db." + path));
    database.setup_changed();
  }
  /// The error's number and words; "" where there was none.
  std::string said(const std::string& sql) {
    const auto answer = database.execute(sql);
    return answer
               ? std::string()
               : fmt::format("{} {} {}", answer.error().number, answer.error().state, answer.error().message);
  }
  std::string one(const std::string& sql) {
    const auto answer = database.execute(sql);
    REQUIRE(answer);
    REQUIRE(answer->rows.size() == 1);
    return answer->rows[0][0].value_or("NULL");
  }
};

std::string tape(const std::string& file_id, const std::string& url_column = "play_url") {
  return "INSERT INTO tape_data (`userid`,`title`,`file_id`,`start_time`,`create_time`,`" + url_column +
         "`,`nickname`,`headpic`,`frontcover`,`location`) VALUES('tester','hello','" + file_id +
         "','2026-11-22 15:30:57','2026-11-22 15:35:57','http://x/f0.flv','n','http://h','http://c','sz')";
}

}  // namespace

TEST_CASE("a recording is stored and found again") {
  Server server;
  CHECK(server.said(tape("v1")) == "");
  CHECK(server.one("SELECT LAST_INSERT_ID() AS id") == "0");
  const auto rows = server.database.execute(
      "select * from tape_data where (1795333062 - unix_timestamp(create_time)) < 604800 AND play_url !=''  "
      "order by create_time desc limit 0,10");
  REQUIRE(rows);
  REQUIRE(rows->rows.size() == 1);
  CHECK(rows->at(0, "file_id") == "v1");
  CHECK(rows->at(0, "like_count") == "0");
  CHECK_FALSE(rows->at(0, "hls_play_url"));
  CHECK(server.said("UPDATE tape_data SET `hls_play_url`='http://x/f0.m3u8' WHERE `userid`='tester' AND "
                    "`file_id`='v1'") == "");
  CHECK(server.one("select hls_play_url from tape_data") == "http://x/f0.m3u8");
  CHECK(server.said("delete from tape_data where userid = 'TESTER'") == "");  // no case in a comparison
  CHECK(server.one("select count(*) as all_count from tape_data") == "0");
}

TEST_CASE("time of the server: another zone moves what unix_timestamp says") {
  Server server;
  REQUIRE(server.said(tape("v1")) == "");
  CHECK(server.one("select unix_timestamp(start_time) from tape_data") == "1795332657");
  server.set("time_zone", "+00:00");
  CHECK(server.one("select unix_timestamp(start_time) from tape_data") == "1795361457");
  server.set("time_zone", "-05:00");
  CHECK(server.one("select unix_timestamp(start_time) from tape_data") == "1795379457");
}

TEST_CASE("what no longer fits the schema is refused in the server's words") {
  Server server;
  SUBCASE("column dropped") {
    server.unset("schema.tape_data.hls_play_url");
    CHECK(server.said(tape("v1", "hls_play_url")) ==
          "1054 42S22 Unknown column 'hls_play_url' in 'field list'");
    CHECK(server.said("select * from tape_data where hls_play_url = 'x'") ==
          "1054 42S22 Unknown column 'hls_play_url' in 'where clause'");
    CHECK(server.said("select * from tape_data order by hls_play_url") ==
          "1054 42S22 Unknown column 'hls_play_url' in 'order clause'");
    CHECK(server.said("update tape_data set title = 'x', hls_play_url='x'") ==
          "1054 42S22 Unknown column 'hls_play_url' in 'field list'");
    server.set("behaviour.wording", "mariadb");
    CHECK(server.said(tape("v1", "hls_play_url")) ==
          "1054 42S22 Unknown column 'hls_play_url' in 'INSERT INTO'");
    CHECK(server.said("select stream_id,forbid_status from live_data where userid = 'tester'") ==
          "1054 42S22 Unknown column 'forbid_status' in 'SELECT'");
    CHECK(server.said(tape("v2")) == "");
  }
  SUBCASE("column narrowed") {
    server.set("schema.tape_data.file_id", "varchar(4) primary key");
    CHECK(server.said(tape("v1234")) == "1406 22001 Data too long for column 'file_id' at row 1");
    CHECK(server.said(tape("好好好好")) == "");  // characters, not bytes
    server.set("strict", "false");
    CHECK(server.said(tape("v1234")) == "");
    CHECK(server.one("select file_id from tape_data where file_id = 'v123'") == "v123");
  }
  SUBCASE("column added") {
    server.set("schema.tape_data.extra", "varchar(10) not null");
    CHECK(server.said(tape("v1")) == "1364 HY000 Field 'extra' doesn't have a default value");
    server.set("schema.tape_data.extra", "varchar(10) not null default 'it''s'");
    CHECK(server.said(tape("v1")) == "");
    CHECK(server.one("select extra from tape_data") == "it's");
  }
  SUBCASE("table gone") {
    server.unset("schema.tape_data");
    CHECK(server.said("select count(*) as all_count from tape_data") ==
          "1146 42S02 Table 'live_demo.tape_data' doesn't exist");
    CHECK(server.said(tape("v1")) == "1146 42S02 Table 'live_demo.tape_data' doesn't exist");
  }
  SUBCASE("the same key twice") {
    REQUIRE(server.said(tape("v1")) == "");
    CHECK(server.said(tape("v1")) == "1062 23000 Duplicate entry 'tester-v1' for key 'PRIMARY'");
  }
  SUBCASE("values of another kind") {
    CHECK(server.said("update live_data set status = 'abc'") ==
          "1366 HY000 Incorrect integer value: 'abc' for column 'status' at row 1");
    CHECK(server.said("update tape_data set create_time='yesterday'") ==
          "1292 22007 Incorrect datetime value: 'yesterday' for column 'create_time' at row 1");
    CHECK(server.said("update live_data set stream_id=NULL") ==
          "1048 23000 Column 'stream_id' cannot be null");
  }
}

TEST_CASE("a userid of 51 characters goes live and loses its replay") {
  Server server;
  const std::string user(51, 'u');
  CHECK(server.said("REPLACE INTO live_data (userid, stream_id, play_url, hls_play_url) VALUES('" + user +
                    "','s','p','h')") == "");
  CHECK(server.said("INSERT INTO tape_data (userid, file_id) VALUES('" + user + "','f')") ==
        "1406 22001 Data too long for column 'userid' at row 1");
}

TEST_CASE("rows survive a change of other columns, and REPLACE takes the place of a row") {
  Server server;
  REQUIRE(server.said(tape("v1")) == "");
  server.set("schema.tape_data.title", "varchar(4)");
  CHECK(server.one("select title from tape_data") == "hello");
  server.unset("schema.tape_data.title");
  CHECK(server.one("select count(*) from tape_data") == "1");
  const std::string live = "REPLACE INTO live_data (userid, stream_id, play_url, hls_play_url) VALUES('a','";
  REQUIRE(server.said(live + "s1','p','h')") == "");
  REQUIRE(server.said(live + "s2','p','h')") == "");
  CHECK(server.one("select stream_id from live_data") == "s2");
  CHECK(server.one("select create_time from live_data") == "0000-00-00 00:00:00");
  server.database.clear();
  CHECK(server.one("select count(*) from live_data") == "0");
}

TEST_CASE("a quote that nobody escaped") {
  Server server;
  const std::string manual =
      "1064 42000 You have an error in your SQL syntax; check the manual that corresponds to your ";
  CHECK(server.said("select * from live_data where stream_id = '8888_te'st'") ==
        manual + "MySQL server version for the right syntax to use near 'st'' at line 1");
  server.set("behaviour.wording", "mariadb");
  CHECK(server.said("select * from live_data where stream_id = '8888_te'st'") ==
        manual + "MariaDB server version for the right syntax to use near 'st'' at line 1");
  CHECK(server.said("select * from tape_data where unix_timestamp(start_time) > abc") ==
        "1054 42S22 Unknown column 'abc' in 'WHERE'");
  CHECK(server.said("select sleep(9) from live_data") ==
        "1305 42000 FUNCTION live_demo.sleep does not exist");
  CHECK(server.said("") == manual + "MariaDB server version for the right syntax to use near '' at line 1");
}

TEST_CASE("the server that does not run, and a type that is none") {
  Server server;
  CHECK_FALSE(server.database.refuses_connections());
  server.set("running", "false");
  CHECK(server.database.refuses_connections() == "Connection refused");
  CHECK(Database::check(server.setup));
  for (const char* type :
       {"varchar", "varchar(0)", "blob", "int(4", "int not", "int primary", "int default"}) {
    REQUIRE(server.setup.set("console.db.schema.tape_data.extra", json::Value(type)));
    const auto checked = Database::check(server.setup);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().message.starts_with("console.db.schema.tape_data: column 'extra' cannot be '"));
  }
}
