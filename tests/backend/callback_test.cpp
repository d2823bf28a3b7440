// Live_callback.php case by case, as recorded with PHP 5.6 and 8.2: answers, rows, log lines.
#include "backend/callback.h"

#include "backend/backend_scene.h"

using namespace faultcast;
using namespace faultcast::backend_test;

namespace {

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a recording becomes a row; the same window in another format joins it") {
  Scene scene;
  scene.go_live();
  CHECK(Scene::event(100)["sign"] == "94ed434e45edc0ef3577999f78f20474");  // as recorded
  const Got got = scene.tell(Scene::event(100));
  CHECK(got.status == 200);
  CHECK(got.body == "{\"code\":0}");
  CHECK(got.code == "accepted");
  CHECK(got.op == "callback");
  REQUIRE(got.headers.find("Content-Type") != nullptr);
  CHECK(*got.headers.find("Content-Type") == "text/html; charset=UTF-8");
  CHECK(scene.column("tape_data", "file_id") == "v1795333057");
  CHECK(scene.column("tape_data", "play_url") == "http://1250000001.vod2.myqcloud.com/a/f0.flv");
  CHECK(scene.column("tape_data", "hls_play_url") == "NULL");
  CHECK(scene.last("component_info") == "[Live_callback.php][process][121][INFO][0] process result:0]");
  const auto sql = scene.lines("mysql_info");
  REQUIRE(sql.size() >= 3);
  CHECK(sql[sql.size() - 4] ==
        "[simple_mysql_session.class.php][ExecuteSelectSql][61][INFO][0] select * from live_data where "
        "stream_id = '8888_tester']");
  CHECK(sql[sql.size() - 2] ==
        "[simple_mysql_session.class.php][ExecuteUpdateSql][93][INFO][0] INSERT INTO tape_data "
        "(`userid`,`title`,`file_id`,`start_time`,`create_time`,`play_url`,`nickname`,`headpic`,`frontcover`,"
        "`location`) VALUES('tester','hello','v1795333057','2026-11-22 15:30:57','2026-11-22 "
        "15:35:57','http://1250000001.vod2.myqcloud.com/a/f0.flv','n','http://h','http://c','sz')]");

  auto hls = Scene::event(100);
  hls["file_format"] = "hls";
  hls["video_id"] = "vh";
  hls["video_url"] = "http://x/f0.m3u8";
  CHECK(scene.tell(hls).body == "{\"code\":0}");
  CHECK(scene.rows("tape_data") == 1);
  CHECK(scene.column("tape_data", "hls_play_url") == "http://x/f0.m3u8");
  CHECK(scene.last("mysql_info") ==
        "[simple_mysql_session.class.php][ExecuteUpdateSql][93][INFO][0] UPDATE tape_data SET "
        "`hls_play_url`='http://x/f0.m3u8' WHERE `userid`='tester' AND `file_id`='v1795333057']");
}

TEST_CASE("a server in another time zone does not see that the two belong together") {
  Scene scene;
  scene.set("console.db.time_zone", "+00:00");
  scene.go_live();
  auto hls = Scene::event(100);
  hls["file_format"] = "hls";
  hls["video_id"] = "vh";
  CHECK(scene.tell(Scene::event(100)).code == "accepted");
  CHECK(scene.tell(hls).code == "accepted");
  CHECK(scene.rows("tape_data") == 2);
}

TEST_CASE("a wrong signature looks like success before PHP 8, and ends the script since") {
  Scene scene;
  scene.go_live();
  const std::string expected = sign::callback_sign("cbkey", 1795333657);
  const std::string line = "[Live_callback.php][init][48][ERROR][0]  check_sign error:{}:" + expected + "]";
  auto event = Scene::event(100);
  event["sign"] = sign::callback_sign("another", 1795333657);
  const std::string check_sign = fmt::format(fmt::runtime(line), event["sign"].get<std::string>());
  SUBCASE("5.6, recording") {
    const Got got = scene.tell(event);
    CHECK(got.status == 200);
    CHECK(got.body == "{\"code\":0}");
    CHECK(got.code == "sign_wrong");
    CHECK(got.answer.verdict.setting == "backend.CALL_BACK_KEY");
    CHECK(scene.lines("component_error") ==
          Lines{check_sign,
                "[Live_callback.php][process][108][ERROR][0] tape duration too short:0|8888_tester|]"});
    CHECK(scene.last("component_info") == "[Live_callback.php][process][121][INFO][0] process result:0]");
  }
  SUBCASE("5.6, start and end of the stream") {
    for (const int type : {0, 1}) {
      event["event_type"] = type;
      const Got got = scene.tell(event);
      CHECK(got.status == 500);
      CHECK(got.body.empty());
      CHECK(got.code == "sign_wrong_died");
    }
    CHECK(scene.lines("component_error") == Lines{check_sign, check_sign});
    CHECK(scene.column("live_data", "status") == "0");
  }
  SUBCASE("8.2") {
    scene.set("backend.php", "8.2");
    for (const int type : {0, 1, 100}) {
      event["event_type"] = type;
      const Got got = scene.tell(event);
      CHECK(got.status == 500);
      CHECK(got.body.empty());
    }
    CHECK(scene.lines("component_error") == Lines{check_sign, check_sign, check_sign});
    scene.set("backend.display_errors", "true");
    const Got shown = scene.tell(event);
    CHECK(shown.status == 200);
    CHECK(shown.body.find("Undefined constant \"EC_SYSTEM_INVALID_SIGN\"") != std::string::npos);
  }
  SUBCASE("an upper-case signature is a wrong one, and an empty key never fits") {
    event["sign"] = upper(expected);
    CHECK(scene.tell(event).code == "sign_wrong");
    CHECK(scene.lines("component_error").front() == fmt::format(fmt::runtime(line), upper(expected)));
    scene.set("backend.CALL_BACK_KEY", "");
    CHECK(scene.tell(Scene::event(100)).code == "sign_wrong");
  }
  CHECK(scene.rows("tape_data") == 0);
}

TEST_CASE("PHP's loose comparison lets some signatures in") {
  Scene scene;
  scene.go_live();
  auto event = Scene::event(100);
  event["sign"] = true;
  CHECK(scene.tell(event).code == "accepted");
  event["sign"] = 0;  // the right one begins with "94ed"
  CHECK(scene.tell(event).code == "sign_wrong");
  CHECK(scene.last("component_info") == "[Live_callback.php][process][121][INFO][0] process result:0]");
  event["sign"] = 94;
  CHECK(scene.tell(event).code == "accepted");
  scene.set("backend.php", "8.2");
  CHECK(scene.tell(event).code == "sign_wrong_died");
}

TEST_CASE("numbers may be strings, t may be old, and the file format chooses the column") {
  Scene scene;
  scene.go_live();
  auto event = Scene::event(100);
  event["event_type"] = "100";
  event["start_time"] = "1795332657";
  event["end_time"] = "1795332957";
  event["t"] = "1795236557";
  event["file_format"] = "mp4";
  event["sign"] = sign::callback_sign("cbkey", 1795236557);
  CHECK(scene.tell(event).code == "accepted");
  CHECK(scene.column("tape_data", "hls_play_url") == "http://1250000001.vod2.myqcloud.com/a/f0.flv");
  CHECK(scene.column("tape_data", "play_url") == "NULL");
}

TEST_CASE("60 seconds are too short, 61 are not") {
  Scene scene;
  scene.go_live();
  auto event = Scene::event(100);
  event["start_time"] = 1795332897;
  const Got got = scene.tell(event);
  CHECK(got.body == "{\"code\":0}");
  CHECK(got.code == "tape_too_short");
  CHECK(scene.last("component_error") ==
        "[Live_callback.php][process][108][ERROR][0] tape duration too short:60|8888_tester|v1795333057]");
  event["start_time"] = 1795332896;
  CHECK(scene.tell(event).code == "accepted");
  CHECK(scene.rows("tape_data") == 1);
}

TEST_CASE("start and end of the stream set its status, known or not; other events do nothing") {
  Scene scene;
  scene.go_live();
  CHECK(scene.tell(Scene::event(1)).body == "{\"code\":0}");
  CHECK(scene.column("live_data", "status") == "1");
  CHECK(
      scene.last("mysql_info") ==
      "[simple_mysql_session.class.php][ExecuteUpdateSql][93][INFO][0] UPDATE live_data SET `status`=1 WHERE "
      "`stream_id`='8888_tester']");
  CHECK(scene.tell(Scene::event(200)).body == "{\"code\":0}");
  CHECK(scene.column("live_data", "status") == "1");
  CHECK(scene.tell(Scene::event(0)).body == "{\"code\":0}");
  CHECK(scene.column("live_data", "status") == "0");
  auto ghost = Scene::event(1);
  ghost["stream_id"] = "8888_ghost";
  CHECK(scene.tell(ghost).body == "{\"code\":0}");
  CHECK(scene.worked == 5);  // the last and going live
}

TEST_CASE("what is no event") {
  Scene scene;
  for (const char* body : {"", "notjson", "{}", "[]", "0", "\"\"", "null"}) {
    CHECK_MESSAGE(scene.tell(std::string(body)).body == "{\"code\":4001}", body);
    CHECK(scene.last("component_error") ==
          "[Live_callback.php][init][25][ERROR][0]  request para EC_SYSTEM_INVALID_JSON_FORMAT]");
  }
  CHECK(scene.tell(std::string(600, '[') + std::string(600, ']')).code == "callback_invalid_json");
  for (const char* name : {"t", "sign", "event_type", "stream_id"}) {
    auto event = Scene::event(100);
    event.erase(name);
    CHECK(scene.tell(event).body == "{\"code\":4002}");
    CHECK(scene.last("component_error") ==
          "[Live_callback.php][init][38][ERROR][0]  request para EC_SYSTEM_INVALID_PARA]");
  }
  for (const char* name : {"video_id", "video_url", "start_time", "end_time", "file_format"}) {
    auto event = Scene::event(100);
    event.erase(name);
    CHECK(scene.tell(event).body == "{\"code\":4002}");
    CHECK(scene.last("component_error") ==
          "[Live_callback.php][init][68][ERROR][0]  EC_SYSTEM_INVALID_PARA error]");
  }
  CHECK(scene.last("component_info") == "[Live_callback.php][process][121][INFO][0] process result:4002]");
  CHECK(scene.tell(std::string("5")).body == "{\"code\":4002}");
}

TEST_CASE("the schema was changed: the callback arrives, the row does not") {
  Scene scene;
  scene.go_live();
  auto event = Scene::event(100);
  event["file_format"] = "hls";
  const std::string insert =
      "INSERT INTO tape_data "
      "(`userid`,`title`,`file_id`,`start_time`,`create_time`,`hls_play_url`,`nickname`,"
      "`headpic`,`frontcover`,`location`) VALUES('tester','hello','v1795333057','2026-11-22 "
      "15:30:57','2026-11-22 "
      "15:35:57','http://1250000001.vod2.myqcloud.com/a/f0.flv','n','http://h','http://c','sz')";
  const std::string begin =
      "[dao_live.class.php][addTapeFile][664][ERROR][0] add tape data:8888_tester:mysqli_real_query failed, "
      "sql:";
  SUBCASE("column dropped") {
    scene.unset("console.db.schema.tape_data.hls_play_url");
    CHECK(scene.tell(event).body == "{\"code\":2003}");
    CHECK(scene.last("mysql_error") ==
          begin + insert + ", error:Unknown column 'hls_play_url' in 'field list']");
    CHECK(scene.last("component_info") == "[Live_callback.php][process][121][INFO][0] process result:2003]");
    scene.set("backend.php", "8.2");  // mysqli throws the server's words alone
    scene.tell(event);
    CHECK(scene.last("mysql_error") ==
          "[dao_live.class.php][addTapeFile][664][ERROR][0] add tape data:8888_tester:Unknown column "
          "'hls_play_url' in 'field list']");
    scene.set("backend.mysqli_report_off", "true");
    scene.tell(event);
    CHECK(scene.last("mysql_error") ==
          begin + insert + ", error:Unknown column 'hls_play_url' in 'field list']");
  }
  SUBCASE("column added") {
    scene.set("console.db.schema.tape_data.extra", "int not null");
    CHECK(scene.tell(event).code == "callback_db_error");
    CHECK(scene.last("mysql_error") ==
          begin + insert + ", error:Field 'extra' doesn't have a default value]");
  }
  SUBCASE("table gone: the SELECT before fails first") {
    scene.unset("console.db.schema.tape_data");
    CHECK(scene.tell(event).body == "{\"code\":2003}");
    const auto lines = scene.lines("mysql_error");
    REQUIRE(lines.size() == 2);
    CHECK(
        lines[0].starts_with("[dao_live.class.php][getTheSameStreamTape][536][ERROR][0] getLiveUser error "
                             ":tester:mysqli_real_query failed, sql:select * from tape_data where userid = "
                             "'tester' and ((unix_timestamp(start_time) > 1795332657 AND "));
    CHECK(lines[0].ends_with(", error:Table 'live_demo.tape_data' doesn't exist]"));
    CHECK(lines[1] == "[dao_live.class.php][addTapeFile][600][ERROR][0]  getTheSameStreamTape Error:]");
  }
  SUBCASE("unknown stream, and one with a quote in it") {
    event["stream_id"] = "8888_ghost";
    CHECK(scene.tell(event).code == "stream_unknown");
    CHECK(scene.lines("mysql_error") ==
          Lines{"[dao_live.class.php][addTapeFile][592][ERROR][0] getLiveUser Error:8888_ghost]"});
    scene.set("console.db.behaviour.wording", "mariadb");
    event["stream_id"] = "8888_te'st";
    CHECK(scene.tell(event).body == "{\"code\":2003}");
    CHECK(
        scene.lines("mysql_error")[1] ==
        "[dao_live.class.php][getLiveUser][507][ERROR][0] getLiveUser error :8888_te'st:mysqli_real_query "
        "failed, sql:select * from live_data where stream_id = '8888_te'st', error:You have an error in your "
        "SQL syntax; check the manual that corresponds to your MariaDB server version for the right syntax "
        "to "
        "use near 'st'' at line 1]");
  }
  SUBCASE("times that are none") {
    event["start_time"] = "abc";
    CHECK(scene.tell(event).body == "{\"code\":2003}");
    CHECK(scene.last("mysql_error") ==
          "[dao_live.class.php][addTapeFile][600][ERROR][0]  getTheSameStreamTape Error:]");
    scene.set("backend.php", "8.2");
    CHECK(scene.tell(event).status == 500);
    event["start_time"] = -1e300;
    CHECK(scene.tell(event).status == 200);
  }
  CHECK(scene.rows("tape_data") == 0);
}

TEST_CASE("no database: the sign is checked first, then the script dies") {
  Scene scene;
  scene.go_live();
  scene.set("console.db.running", "false");
  const Got got = scene.tell(Scene::event(200));
  CHECK(got.status == 500);
  CHECK(got.body.empty());
  CHECK(got.code == "callback_died");
  CHECK(scene.lines("mysql_error") ==
        Lines{"[simple_mysql_session.class.php][__construct][27][ERROR][0] mysqli_connect failed, "
              "error:Connection refused]"});
  scene.set("backend.php", "8.2");
  CHECK(scene.tell(Scene::event(1)).status == 500);
  CHECK(scene.lines("mysql_error").size() == 1);  // mysqli_connect itself throws before the line
  auto wrong = Scene::event(100);
  wrong["sign"] = "x";
  CHECK(scene.tell(wrong).code == "sign_wrong_died");
}

TEST_CASE("paths that are no script, bodies that are too large, pieces of any size, forced verdicts") {
  Scene scene;
  scene.go_live();
  const std::string body = Scene::event(100).dump();
  for (std::size_t piece = 1; piece <= body.size(); ++piece) {
    scene.database.clear();
    scene.go_live();
    REQUIRE(scene.post("/callback/Live_callback.php", body, piece).code == "accepted");
    REQUIRE(scene.rows("tape_data") == 1);
  }
  const Got php = scene.post("/callback/tape_callback.php", body);
  CHECK(php.status == 404);
  CHECK(php.body == "File not found.\n");
  CHECK(php.code == "file_not_found");
  CHECK(scene.post("/callback/", body).body.find("<center>nginx</center>") != std::string::npos);
  CHECK(scene.post("/callback/Live_callback.php", std::string(backend::Backend::most_body + 1, ' ')).status ==
        413);
  CHECK(scene.post("/callback/Live_callback.php", std::string(backend::Backend::most_body, ' ')).status ==
        200);
  scene.database.clear();
  const Got forced = scene.post("/callback/Live_callback.php", body, SIZE_MAX,
                                &faultcast::code(scene.service.codes(), "callback_db_error"));
  CHECK(forced.body == "{\"code\":2003}");
  CHECK(scene.rows("tape_data") == 0);
}

TEST_CASE("two rooms of one stream, and two recordings of one time, are not told apart") {
  Scene scene;
  scene.go_live("te@ster");
  scene.go_live("te#ster");  // both push 8888_te_ster
  auto event = Scene::event(100);
  event["stream_id"] = "8888_te_ster";
  CHECK(scene.tell(event).code == "stream_unknown");
  scene.database.clear();

  scene.go_live();
  for (const char* id : {"v1", "v2"})  // as a hand or another time zone leaves them
    REQUIRE(scene.database.execute(
        fmt::format("INSERT INTO tape_data (userid, file_id, start_time, create_time) VALUES('tester','{}',"
                    "'2026-11-22 15:30:57','2026-11-22 15:35:57')",
                    id)));
  event = Scene::event(100);
  CHECK(scene.tell(event).code == "accepted");
  CHECK(scene.rows("tape_data") == 3);
  CHECK(scene.tell(event).code == "callback_db_error");  // the same once more
  CHECK(
      scene.last("mysql_error").ends_with(", error:Duplicate entry 'tester-v1795333057' for key 'PRIMARY']"));
}
