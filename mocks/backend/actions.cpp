// The Actions of interface.php that are played: going live, its end, the lists, the object store's signature.
#include "backend/cos_sign.h"
#include "backend/dao.h"
#include "backend/interface.h"
#include "backend/push_url.h"
#include "base/text.h"

namespace faultcast::backend {

namespace {

using php::Json;

ActionResult db_error(std::string_view action) {
  return {&code("db_error"), Json::array(), fmt::format("{}::process() fail db operator error", action)};
}

std::string text(const Json& arguments, const char* name) {
  const auto at = arguments.find(name);
  return at == arguments.end() ? std::string() : php::strval(*at);
}

ActionResult request_push_url(Script& script, const Json& arguments) {
  constexpr std::string_view file = "RequestLVBAddr.php";
  if (!script.connect()) return {&code("script_died")};
  const std::string user = text(arguments, "userid");
  const PushUrl url = make_push_url(script.setup(), user, script.true_time());
  const auto secret = url.query.find("&txSecret=");
  const auto time = url.query.find("&txTime=");
  script.info("interface", {file, "process", 47},
              fmt::format("{}::{}", url.query.substr(secret), url.query.substr(time + 8)));
  LiveEntry entry{user, url.stream, text(arguments, "groupid"), text(arguments, "title"), url.str(), {},
                  {},   {}};
  entry.play_url = fmt::format("http://{}.liveplay.myqcloud.com/live/{}.flv",
                               script.setup().text("backend.APP_BIZID"), url.stream);
  entry.hls_play_url = replace_all(entry.play_url, ".flv", ".m3u8");
  if (const auto info = arguments.find("userinfo"); info != arguments.end() && info->is_object())
    for (const char* name : {"nickname", "headpic", "frontcover", "location", "desc"})
      if (info->contains(name)) entry.more.emplace_back(name, php::strval((*info)[name]));
  if (!Dao(script).set_live(entry)) return db_error("RequestLVBAddr");
  script.info("interface", {file, "process", 63}, "RequstLVBAddr::process() succeed");
  Json data;
  data["pushurl"] = url.str();
  data["timestamp"] = script.time();
  return {&code("ok"), std::move(data)};
}

// The app's 0 is "on air", the table's is "off".
ActionResult change_status(Script& script, const Json& arguments) {
  if (!script.connect()) return {&code("script_died")};
  const Json& given = arguments["status"];
  const bool on = php::loosely_equal(given, 0, script.php8());
  if (!on && !php::loosely_equal(given, 1, script.php8())) return {&code("invalid_para")};
  if (!Dao(script).set_status_of_user(text(arguments, "userid"), on ? 1 : 0)) return db_error("ChangeStatus");
  script.info("interface", {"ChangeStatus.php", "process", 62}, "StopLVB::process() succeed");
  return {&code("ok"), Json{{"result", 0}}};
}

Json record(const database::Rows& rows, std::size_t row, bool tape) {
  const auto column = [&](const char* name) {
    const auto value = rows.at(row, name);
    return value ? Json(*value) : Json(nullptr);
  };
  const auto number = [&](const char* name) { return php::intval(rows.at(row, name)); };
  Json out;
  out["userid"] = column("userid");
  out["groupid"] = tape ? Json("") : column("groupid");
  // strtotime(), in the time of Asia/Shanghai; false where there is none, and with it 0
  std::string iso = rows.at(row, "create_time").value_or("");
  if (iso.size() == 19) iso[10] = 'T';
  out["timestamp"] = parse_iso8601(iso + "+08:00").value_or(0) / 1000;
  out["type"] = tape ? 1 : 0;
  out["viewercount"] = number("viewer_count");
  out["likecount"] = number("like_count");
  out["title"] = column("title");
  out["playurl"] = column("play_url");
  out["hls_play_url"] = column("hls_play_url");
  out["desc"] = tape ? Json("") : column("desc");
  out["forbid_status"] = number("forbid_status");
  out["status"] = tape ? Json(nullptr) : column("status");
  out["fileid"] = tape ? column("file_id") : Json("");
  for (const char* name : {"nickname", "headpic", "frontcover", "location"})
    out["userinfo"][name] = column(name);
  return out;
}

Dao::List live_list(bool only_on_air) {
  const char* where = only_on_air ? " where status = 1" : "";
  return {
      "live_data", where, where, {"dao_live.class.php", "getLiveCount", 240}, "get live_data count error"};
}

Dao::List tape_list(const Script& script) {
  const std::string young =
      fmt::format(" where ({} - unix_timestamp(create_time)) < {}", script.time(),
                  static_cast<std::int64_t>(script.setup().number("backend.TAPE_FILE_VALID_TIME")));
  return {"tape_data",
          young + " AND play_url !=''",
          young,
          {"dao_live.class.php", "getTapeCount", 269},
          "get tape_count count error"};
}

void add_records(Json& list, const database::Rows& rows, bool tape) {
  for (std::size_t row = 0; row < rows.rows.size(); ++row) list.push_back(record(rows, row, tape));
}

// 1: on air, 2: replays, 3: both, 4: all of live_data. The database is that of early 2017, without the short
// videos of flag 5. How 3 shares out a page that has room for both is inferred.
ActionResult fetch_list(Script& script, const Json& arguments) {
  if (!script.connect()) return {&code("script_died")};
  const std::int64_t flag = php::intval(arguments["flag"]);
  std::int64_t size = php::intval(arguments["pagesize"]);
  if (size < 10 || size > 100) size = 10;
  const std::int64_t page = std::clamp<std::int64_t>(php::intval(arguments["pageno"]), 1, 1'000'000);
  const std::int64_t from = (page - 1) * size;
  Dao dao(script);
  Json data;
  data["totalcount"] = 0;
  data["pusherlist"] = Json::array();
  std::vector<std::pair<Dao::List, bool>> lists;
  if (flag == 1 || flag == 3 || flag == 4) lists.emplace_back(live_list(flag != 4), false);
  if (flag == 2 || flag == 3) lists.emplace_back(tape_list(script), true);
  if (flag == 5)
    lists.emplace_back(
        Dao::List{
            "UGC_data", "", "", {"dao_live.class.php", "getUGCCount", 300}, "get UGC_count count error"},
        false);
  std::vector<std::string> counts;
  std::int64_t total = 0;
  for (const auto& [list, tape] : lists) {
    const auto count = dao.count(list);
    if (!count) return db_error("FetchList");
    counts.push_back(*count);
    total += php::intval(count);
  }
  std::int64_t skip = from;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const auto room = size - static_cast<std::int64_t>(data["pusherlist"].size());
    if (room <= 0) break;
    const auto rows = dao.page(lists[i].first, skip, room);
    if (!rows) return db_error("FetchList");
    add_records(data["pusherlist"], *rows, lists[i].second);
    skip = std::max<std::int64_t>(0, skip - php::intval(Json(counts[i])));
  }
  // One count is given as MySQL gave it, a sum as a number.
  if (counts.size() == 1) data["totalcount"] = counts[0];
  if (counts.size() > 1) data["totalcount"] = total;
  script.info("interface", {"FetchList.php", "process", 133}, "FetchList::process() succeed");
  return {&code("ok"), std::move(data)};
}

ActionResult get_cos_sign(Script& script, const Json&) {
  const CosSign made = make_cos_sign(script.setup(), script.true_time(), script.random());
  script.info("interface", {"GetCOSSign.php", "process", 39},
              fmt::format("GetCOSSign::process() succeed.{}::{}", made.plain, made.sign));
  return {&code("ok"), Json{{"sign", made.sign}}};
}

}  // namespace

const std::vector<Action>& actions() {
  static const std::vector<Action> rows = {
      {"RequestLVBAddr", "RequstLVBAddr", 29, true, {"userid", "groupid", "title"}, request_push_url},
      {"ChangeStatus", "ChangeStatus", 25, true, {"userid", "status"}, change_status},
      {"FetchList", "FetchList", 27, true, {"flag", "pageno", "pagesize"}, fetch_list},
      {"GetCOSSign", "GetCOSSign", 22, false, {}, get_cos_sign},
  };
  return rows;
}

}  // namespace faultcast::backend
