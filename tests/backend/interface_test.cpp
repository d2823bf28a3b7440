// interface.php as recorded: envelope, log lines, the quirks of its strings and numbers; and the check of
// rooms.
#include "backend/interface.h"

#include "backend/backend_scene.h"
#include "backend/online_check.h"

using namespace faultcast;
using namespace faultcast::backend_test;

namespace {

using Json = nlohmann::ordered_json;
using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("going live: the push URL, the row, the log, byte for byte as recorded") {
  Scene scene;
  scene.now = 1795332800000;
  scene.set("backend.push_domain", "livepush.myqcloud.com");
  const std::string body =
      R"({"Action": "RequestLVBAddr", "userid": "tester", "groupid": "@TGS#1", "title": "hello", "userinfo": )"
      R"({"nickname": "n", "headpic": "http://h", "frontcover": "http://c", "location": "sz"}})";
  const Got got = scene.post("/interface.php", body);
  CHECK(got.op == "interface");
  const auto said = Json::parse(got.body);
  const std::string url = said["returnData"]["pushurl"];
  CHECK(
      url.starts_with("rtmp://8888.livepush.myqcloud.com/live/8888_tester?bizid=8888&record_interval=10800&"
                      "record=flv|hls&txSecret="));
  CHECK(url.ends_with("&txTime=6b02c4f0"));
  CHECK(got.body.starts_with(R"({"returnValue":0,"returnMsg":"return successfully!","returnData":{"pushurl":)"
                             R"("rtmp:\/\/8888.livepush.myqcloud.com\/live\/8888_tester?bizid=8888&)"));
  CHECK(got.body.ends_with(R"(","timestamp":1795332800}})"));
  CHECK(got.body.size() == 263);
  const auto lines = scene.lines("interface_info");
  REQUIRE(lines.size() == 5);
  CHECK(lines[0] == "[interface.php][main][7][INFO][0] request:" + body + "]");
  CHECK(lines[1] ==
        "[RequestLVBAddr.php][process][29][INFO][0] RequstLVBAddr args=array (\n  'userid' => 'tester',\n  "
        "'groupid' => '@TGS#1',\n  'title' => 'hello',\n  'userinfo' => \n  array (\n    'nickname' => "
        "'n',\n    "
        "'headpic' => 'http://h',\n    'frontcover' => 'http://c',\n    'location' => 'sz',\n  ),\n)]");
  const std::string secret = url.substr(url.find("&txSecret="));
  CHECK(lines[2] == "[RequestLVBAddr.php][process][47][INFO][0] " + secret + "::6b02c4f0]");
  CHECK(lines[3] == "[RequestLVBAddr.php][process][63][INFO][0] RequstLVBAddr::process() succeed]");
  CHECK(lines[4] == "[interface.php][main][16][INFO][0] response(263):" + got.body + "]");
  CHECK(scene.lines("mysql_info")[0].starts_with(
      "[simple_mysql_session.class.php][ExecuteUpdateSql][93][INFO][0] REPLACE INTO live_data "
      "(`userid`,`stream_id`,`groupid`,`title`,`push_url`,`play_url`,`hls_play_url`,`status`,`create_time`,"
      "`nickname`,`headpic`,`frontcover`,`location`) VALUES('tester','8888_tester','@TGS#1','hello','" +
      url + "','http://8888.liveplay.myqcloud.com/live/8888_tester.flv',"));
  CHECK(scene.column("live_data", "status") == "0");
  CHECK(scene.column("live_data", "create_time") == "2026-11-22 15:33:20");
  // The line's front: time, process, and a mark once parameters were checked.
  const auto all = scene.log.lines();
  CHECK(all[0].text.starts_with("[2026-11-22 15:33:20][2355"));
  CHECK(all[0].text.find(":1795332800][][[interface.php]") != std::string::npos);
  CHECK(all[1].text.find(":1795332800][][appid:][[RequestLVBAddr.php]") != std::string::npos);
}

TEST_CASE("ChangeStatus turns 0 and 1 round") {
  Scene scene;
  scene.go_live();
  const std::string done =
      R"({"returnValue":0,"returnMsg":"return successfully!","returnData":{"result":0}})";
  CHECK(scene.ask({{"Action", "ChangeStatus"}, {"userid", "tester"}, {"status", 0}}).body == done);
  CHECK(scene.column("live_data", "status") == "1");
  CHECK(
      scene.last("mysql_info") ==
      "[simple_mysql_session.class.php][ExecuteUpdateSql][93][INFO][0] UPDATE live_data SET `status`=1 WHERE "
      "`userid`='tester']");
  CHECK(scene.ask({{"Action", "ChangeStatus"}, {"userid", "tester"}, {"status", 1}}).body == done);
  CHECK(scene.column("live_data", "status") == "0");
  CHECK(scene.ask({{"Action", "ChangeStatus"}, {"userid", "tester"}, {"status", 5}}).body ==
        R"({"returnValue":4002,"returnMsg":"request para error","returnData":[]})");
}

TEST_CASE("the lists, byte for byte as recorded") {
  Scene scene;
  scene.now = 1795332800000;
  scene.go_live();
  scene.tell(Scene::event(1));
  const Got live = scene.ask({{"Action", "FetchList"}, {"flag", 1}, {"pageno", 1}, {"pagesize", 10}});
  CHECK(
      live.body ==
      R"({"returnValue":0,"returnMsg":"return successfully!","returnData":{"totalcount":"1","pusherlist":[{)"
      R"("userid":"tester","groupid":"@TGS#1","timestamp":1795332800,"type":0,"viewercount":0,"likecount":0,)"
      R"("title":"hello","playurl":"http:\/\/8888.liveplay.myqcloud.com\/live\/8888_tester.flv",)"
      R"("hls_play_url":"http:\/\/8888.liveplay.myqcloud.com\/live\/8888_tester.m3u8","desc":null,)"
      R"("forbid_status":0,"status":"1","fileid":"","userinfo":{"nickname":"n","headpic":"http:\/\/h",)"
      R"("frontcover":"http:\/\/c","location":"sz"}}]}})");
  CHECK(live.body.size() == 512);
  auto event = Scene::event(100);
  event["video_id"] = "flv1";
  event["video_url"] = "http://x/f0.flv";
  event["start_time"] = 1795332400;
  event["end_time"] = 1795332700;
  REQUIRE(scene.tell(event).code == "accepted");
  auto hls = event;  // of another time: a row of its own, counted and never shown
  hls["video_id"] = "m3u8";
  hls["file_format"] = "hls";
  hls["start_time"] = 1795331400;
  hls["end_time"] = 1795331700;
  REQUIRE(scene.tell(hls).code == "accepted");
  const Json replays = {{"Action", "FetchList"}, {"flag", 2}, {"pageno", 1}, {"pagesize", 10}};
  const std::string two = scene.ask(replays).body;
  CHECK(
      two ==
      R"({"returnValue":0,"returnMsg":"return successfully!","returnData":{"totalcount":"2","pusherlist":[{)"
      R"("userid":"tester","groupid":"","timestamp":1795332700,"type":1,"viewercount":0,"likecount":0,"title":)"
      R"("hello","playurl":"http:\/\/x\/f0.flv","hls_play_url":null,"desc":"","forbid_status":0,"status":null,)"
      R"("fileid":"flv1","userinfo":{"nickname":"n","headpic":"http:\/\/h","frontcover":"http:\/\/c",)"
      R"("location":"sz"}}]}})");
  CHECK(two.size() == 412);
  CHECK(scene.last("mysql_info") ==
        "[simple_mysql_session.class.php][ExecuteSelectSql][61][INFO][0] select * from tape_data where "
        "(1795332800 - unix_timestamp(create_time)) < 604800 AND play_url !=''  order by create_time desc "
        "limit "
        "0,10]");
  const auto both =
      Json::parse(scene.ask({{"Action", "FetchList"}, {"flag", 3}, {"pageno", 1}, {"pagesize", 10}}).body);
  CHECK(both["returnData"]["totalcount"] == 3);
  CHECK(both["returnData"]["pusherlist"].size() == 2);
  CHECK(
      scene.ask({{"Action", "FetchList"}, {"flag", 9}, {"pageno", 1}, {"pagesize", 10}}).body ==
      R"({"returnValue":0,"returnMsg":"return successfully!","returnData":{"totalcount":0,"pusherlist":[]}})");
  CHECK(scene.ask({{"Action", "FetchList"}, {"flag", 5}, {"pageno", 1}, {"pagesize", 10}}).code ==
        "db_error");
  scene.now += 604800 * 1000;  // a week later neither is listed
  const auto late = Json::parse(scene.ask(replays).body);
  CHECK(late["returnData"]["totalcount"] == "0");
  CHECK(late["returnData"]["pusherlist"].empty());
}

TEST_CASE("lists that fail") {
  Scene scene;
  const Json list = {{"Action", "FetchList"}, {"flag", 3}, {"pageno", 1}, {"pagesize", 10}};
  SUBCASE("a table is missing") {
    scene.unset("console.db.schema.tape_data");
    const Got got = scene.ask(list);
    CHECK(
        got.body ==
        R"({"returnValue":2003,"returnMsg":"db operator error | FetchList::process() fail db operator error",)"
        R"("returnData":[]})");
    CHECK(got.body.size() == 114);
    CHECK(scene.last("mysql_error")
              .starts_with("[dao_live.class.php][getTapeCount][269][ERROR][0] get tape_count "
                           "count error :mysqli_real_query failed, sql:select count(*) as "
                           "all_count from tape_data where ("));
    CHECK(scene.last("mysql_error").ends_with(", error:Table 'live_demo.tape_data' doesn't exist]"));
  }
  SUBCASE("no connection: HTTP 500 and nothing in it; what needs no database works") {
    scene.set("console.db.running", "false");
    const Got got = scene.ask(list);
    CHECK(got.status == 500);
    CHECK(got.body.empty());
    CHECK(got.code == "script_died");
    CHECK(
        scene.last("mysql_error") ==
        "[simple_mysql_session.class.php][__construct][27][ERROR][0] mysqli_connect failed, error:Connection "
        "refused]");
    CHECK(scene.lines("interface_info").size() == 2);  // no response line
    CHECK(scene.ask({{"Action", "GetCOSSign"}}).status == 200);
  }
}

TEST_CASE("GetCOSSign writes down what it signed") {
  Scene scene;
  const auto said = Json::parse(scene.ask({{"Action", "GetCOSSign"}}).body);
  const std::string sign = said["returnData"]["sign"];
  const auto lines = scene.lines("interface_info");
  REQUIRE(lines.size() == 4);
  CHECK(lines[1] == "[GetCOSSign.php][process][22][INFO][0] GetCOSSign args=array (\n)]");
  CHECK(
      lines[2].starts_with("[GetCOSSign.php][process][39][INFO][0] GetCOSSign::process() "
                           "succeed.a=1250000001&b=&k=&e=1795333088&t="
                           "1795333058&r="));
  CHECK(lines[2].ends_with("&f=::" + sign + "]"));
  CHECK(scene.log.lines()[1].text.find("[appid:]") == std::string::npos);
}

TEST_CASE("questions that are none") {
  Scene scene;
  CHECK(
      scene.post("/interface.php", "").body ==
      R"({"returnValue":4001,"returnMsg":"http post body is empty or invalid json format in post body from )"
      R"(client!","returnData":[]})");
  CHECK(
      scene.last("interface_error") ==
      "[interface.php][Process][33][ERROR][4001] http post body is empty or invalid json format in post body "
      "from client! | http post body is empty or invalid json format in post body from client!]");
  CHECK(scene.ask({{"a", 1}}).body ==
        R"({"returnValue":1000,"returnMsg":"invalid param in json from client!","returnData":[]})");
  CHECK(
      scene.last("interface_error") ==
      "[interface.php][Process][43][ERROR][1000] invalid param in json from client! | invalid param in json "
      "from client!]");
  CHECK(scene.ask({{"Action", "Nope"}}).body ==
        R"({"returnValue":1000,"returnMsg":"invalid interface name:Nope","returnData":[]})");
  const auto lines = scene.lines("interface_error");
  CHECK(lines[lines.size() - 2] ==
        "[GlobalFunctions.php][instance][35][ERROR][0] invalid fileName of "
        "/data/live_demo_service/common/../interface//Nope.php]");
  CHECK(lines.back() ==
        "[interface.php][Process][55][ERROR][1000] invalid param in json from client! | invalid interface "
        "name:Nope]");
  CHECK(scene.ask({{"Action", "FetchList"}, {"flag", 1}}).body ==
        R"({"returnValue":1000,"returnMsg":"invalid param in json from client! | pageno is null or empty!",)"
        R"("returnData":[]})");
  CHECK(scene.post("/interface.php", "[1]").code == "invalid_input");
}

TEST_CASE("the cloud's clock is not the backend's") {
  Scene scene;
  scene.set("console.clock_ahead_s", "14400");
  scene.set("backend.clock_ahead_s", "-60");
  CHECK(scene.ask({{"Action", "GetCOSSign"}}).code == "ok");
  CHECK(scene.lines("interface_info")[2].find("&t=1795318598&") != std::string::npos);
}

TEST_CASE("what the live API's answer says of a stream") {
  std::string why;
  CHECK(backend::stream_status(
            R"({"ret":0,"output":[{"recv_type":2,"status":0},{"recv_type":1,"status":1}]})", why) == 1);
  CHECK(backend::stream_status(R"({"ret":0,"output":[{"recv_type":1,"status":3}]})", why) == 3);
  CHECK(backend::stream_status(R"({"ret":20601,"output":null})", why) == 0);
  CHECK(why.empty());
  CHECK_FALSE(backend::stream_status(R"({"ret":10005,"message":"sign is invalid"})", why));
  CHECK(why == R"(Component_Video_Proxy failed {"ret":10005,"message":"sign is invalid"})");
  CHECK_FALSE(backend::stream_status("<html>", why));
  CHECK(why == "packReqSend failed |the answer is no JSON");
  CHECK_FALSE(backend::stream_status("[]", why));
}
