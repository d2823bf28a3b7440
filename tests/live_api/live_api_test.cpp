#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/digest.h"
#include "http/server_session.h"
#include "live_api/codes.h"
#include "live_api/interfaces.h"
#include "live_api/observables.h"
#include "live_api/service.h"
#include "service/settings.h"

using namespace faultcast;
using live_api::Json;

namespace {

setup::Catalogue& catalogue() {
  static setup::Catalogue all = [] {
    using Kind = setup::Setting::Kind;
    setup::Catalogue c;
    c.add(common_settings());
    c.add(live_api::settings());
    static const std::vector<setup::Setting> live = {
        {.path = "console.live.appid", .kind = Kind::text, .fallback = "\"1250000001\""},
        {.path = "console.live.api_key",
         .kind = Kind::text,
         .fallback = "\"mockapikey00000000000000000000aa\""},
        {.path = "console.live.api_key_previous", .kind = Kind::text, .fallback = "\"oldapikey\""},
        {.path = "console.live.push_key", .kind = Kind::text, .fallback = "\"pushkey\""},
        {.path = "console.live.streams.*.banned", .kind = Kind::boolean, .fallback = ""}};
    c.add(live);
    return c;
  }();
  return all;
}

struct Answered {
  std::string code;
  int status = 0;
  Json json;
  Verdict verdict;
};

struct Scene {
  setup::Setup setup{catalogue()};
  state::Live state;
  std::vector<std::string> cuts;
  Millis now = 1471850187'000;
  std::string key = "mockapikey00000000000000000000aa";
  live_api::LiveApi service{{setup, state, [this](const std::string& stream, bool forbidden) {
                               cuts.push_back(stream + (forbidden ? " forbidden" : " cut"));
                             }}};

  [[nodiscard]] std::string signed_query(const std::string& interface, const std::string& more) const {
    const std::string t = std::to_string(now / 1000);
    return "cmd=1250000001&interface=" + interface + more + "&t=" + t + "&sign=" + md5_hex(key + t);
  }
  Answered raw(const std::string& request, std::size_t fragment = SIZE_MAX) {
    http::ServerSession session;
    http::RequestHead head;
    std::unique_ptr<Transaction> transaction;
    ByteView in = as_bytes(request);
    while (!in.empty()) {
      ByteView piece = in.first(std::min(fragment, in.size()));
      in = in.subspan(piece.size());
      while (auto event = session.next(piece)) {
        if (auto* read = std::get_if<http::RequestHead>(&*event)) {
          head = std::move(*read);
          transaction = service.plan(head, {});
        } else if (const auto* body = std::get_if<http::BodyPiece>(&*event)) {
          transaction->take(body->bytes);
        } else if (std::holds_alternative<http::RequestEnd>(*event)) {
          const About about = transaction->about();
          Answer answer = transaction->answer(now, nullptr);
          for (const auto& row : live_api::observables())
            if (row.op == about.op)
              for (const auto& [name, value] : about.fields)
                CHECK_MESSAGE(std::find(row.fields.begin(), row.fields.end(), name) != row.fields.end(),
                              name);
          return {std::string(answer.verdict.code->name), answer.reply.status,
                  Json::parse(answer.reply.body, nullptr, false), std::move(answer.verdict)};
        }
      }
    }
    return {};
  }
  Answered get(const std::string& query, const std::string& headers = "Host: fcgi.video.qcloud.com\r\n") {
    return raw("GET /common_access?" + query + " HTTP/1.1\r\n" + headers + "\r\n");
  }
  Answered call(const std::string& interface, const std::string& more = "") {
    return get(signed_query(interface, more));
  }
};

const std::string channel = "&Param.s.channel_id=8888_anchor01";

}  // namespace

TEST_CASE("a call as the stock backend makes it, at every fragment size") {
  Scene scene;
  scene.state.known["8888_anchor01"] = 1;
  scene.state.publishing["8888_anchor01"] = {};
  const std::string request = "GET /common_access?" + scene.signed_query("Live_Channel_GetStatus", channel) +
                              " HTTP/1.1\r\nHost: fcgi.video.qcloud.com\r\nAccept: */*\r\n\r\n";
  for (std::size_t fragment = 1; fragment <= request.size();
       fragment = fragment < 16 ? fragment + 1 : fragment * 2) {
    const auto got = scene.raw(request, fragment);
    CHECK(got.json.dump() ==
          R"({"ret":0,"retcode":0,"errmsg":"return successfully","message":"return successfully",)"
          R"("output":[{"rate_type":0,"recv_type":1,"status":1,"height":0,"width":0}]})");
  }
}

TEST_CASE("account and signature: in order, each with its setting") {
  Scene scene;
  const std::string good = scene.signed_query("Live_Channel_GetStatus", channel);
  const auto code = [&](const std::string& from, const std::string& to) {
    return scene.get(replace_all(good, from, to));
  };
  CHECK(code("interface", "interface").code == "no_such_stream");
  CHECK(code("cmd=", "appid=").code == "no_such_stream");
  CHECK(code("cmd=1250000001", "cmd=1250000002").code == "cmd_invalid");
  CHECK(code("cmd=1250000001", "appid=x").code == "appid_invalid");
  CHECK(code("cmd=1250000001&", "").code == "cmd_invalid");
  CHECK(code("cmd=1250000001", "cmd=1250000002").verdict.setting == "backend.APP_ID");
  CHECK(code("&sign=", "&sign=0").code == "sign_wrong");
  CHECK(code("&sign=", "&sing=").code == "sign_wrong");
  CHECK(code("&t=", "&t=0").code == "sign_wrong");
  CHECK(code("Live_Channel_GetStatus", "Live_Channel_Get").code == "interface_unknown");
  CHECK(scene.get(good, "").code == "no_host");
  CHECK(scene.get(good, "").status == 404);
  const std::string browser = "Host: h\r\nUser-Agent: Mozilla/5.0\r\n";
  CHECK(scene.get(good, browser).status == 403);
  CHECK(scene.get(good, browser + "Cookie: a=b; skey=1\r\n").status == 200);
  CHECK(code("&sign=", "&sign=0").json["ret"] == 10005);
  REQUIRE(scene.setup.set("console.live_api.behaviour.ret_sign", 777));
  scene.service.setup_changed();
  CHECK(code("&sign=", "&sign=0").json["ret"] == 777);
}

TEST_CASE("a wrong sign: what it would have been right for") {
  Scene scene;
  const std::string t = std::to_string(scene.now / 1000);
  const std::pair<std::string, const char*> rows[] = {{md5_hex("oldapikey" + t), "last rotation"},
                                                      {md5_hex("pushkey" + t), "push anti-leech key"},
                                                      {md5_hex(t), "empty key"},
                                                      {md5_hex(scene.key + " " + t), "blank behind"},
                                                      {md5_hex(" " + scene.key + t), "blank before"},
                                                      {md5_hex(scene.key + "\n" + t), "line end behind"},
                                                      {md5_hex(scene.key + "\r\n" + t), "CR LF"},
                                                      {md5_hex(t + scene.key), "wrong order"},
                                                      {upper(md5_hex(scene.key + t)), "upper case"}};
  for (const auto& [sign, words] : rows) {
    CAPTURE(words);
    const auto got = scene.get("cmd=1250000001&interface=Live_Channel_GetStatus&t=" + t + "&sign=" + sign);
    CHECK(got.code == "sign_wrong");
    REQUIRE(got.verdict.fits.size() == 1);
    CHECK(got.verdict.fits[0].en.find(words) != std::string::npos);
  }
  CHECK(scene.get("cmd=1250000001&interface=x&t=" + t + "&sign=zz").verdict.fits.empty());
}

TEST_CASE("t may lie ahead, and a little behind") {
  Scene scene;
  const std::string query = scene.signed_query("Live_Channel_GetStatus", channel);
  const Millis then = scene.now;
  for (const auto& [later, code] : {std::pair<Millis, const char*>{-86400'000, "no_such_stream"},
                                    {0, "no_such_stream"},
                                    {60'000, "no_such_stream"},
                                    {60'001, "t_expired"}}) {
    scene.now = then + later;
    CHECK_MESSAGE(scene.get(query).code == code, later);
  }
}

TEST_CASE("status of a stream: live, ended, forbidden, never pushed") {
  Scene scene;
  const auto status = [&] {
    const auto got = scene.call("Live_Channel_GetStatus", channel);
    return got.code == "ok" ? got.json["output"][0]["status"].get<int>() : got.json["ret"].get<int>();
  };
  CHECK(status() == 20601);
  scene.state.known["8888_anchor01"] = 1;
  CHECK(status() == 0);
  scene.state.publishing["8888_anchor01"] = {};
  CHECK(status() == 1);
  REQUIRE(scene.setup.set("console.live.streams.8888_anchor01.banned", true));
  CHECK(status() == 3);
}

TEST_CASE("forbid, allow, cut") {
  Scene scene;
  scene.state.known["8888_anchor01"] = 1;
  const auto forbidden = [&] { return scene.state.forbids("8888_anchor01", scene.now); };
  CHECK(scene.call("Live_Channel_SetStatus", channel + "&Param.n.status=0").code == "ok");
  CHECK(forbidden());
  CHECK(scene.call("Live_Channel_GetStatus", channel).json["output"][0]["status"] == 3);
  const Millis then = scene.now;
  scene.now = then + 7776000'000;
  CHECK_FALSE(forbidden());
  scene.now = then;
  CHECK(scene.call("Live_Channel_SetStatus", channel + "&Param.n.status=1").code == "ok");
  CHECK_FALSE(forbidden());
  CHECK(scene.call("Live_Channel_SetStatus", channel + "&Param.n.status=2").code == "ok");
  CHECK_FALSE(forbidden());
  CHECK(scene.call("Live_Channel_SetStatus", channel + "&Param.n.status=3").code == "parameter_wrong");
  CHECK(scene.call("Live_Channel_SetStatus", "&Param.n.status=0").code == "parameter_wrong");
  CHECK(scene.cuts == std::vector<std::string>{"8888_anchor01 forbidden", "8888_anchor01 cut"});

  const std::string end = std::to_string(scene.now / 1000 + 100);
  CHECK(scene.call("channel_manager", channel + "&Param.s.action=forbid&Param.n.abstime_end=" + end).code ==
        "ok");
  CHECK(forbidden());
  scene.now += 100'000;
  CHECK_FALSE(forbidden());
  scene.now = then;
  CHECK(scene.call("channel_manager", channel + "&Param.s.action=resume").code == "ok");
  CHECK_FALSE(forbidden());
  CHECK(scene.call("channel_manager", channel + "&Param.s.action=stop").code == "parameter_wrong");
  CHECK(scene.call("channel_manager", channel + "&Param.s.action=forbid&Param.n.abstime_end=x").code ==
        "parameter_wrong");
}

TEST_CASE("lists: pages, order, status") {
  Scene scene;
  for (int i = 0; i < 25; ++i) scene.state.known[fmt::format("8888_{:02}", 24 - i)] = i * 1000;
  scene.state.publishing["8888_07"] = {};
  const auto ids = [&](const char* interface, const std::string& more) {
    const auto got = scene.call(interface, more);
    if (got.code != "ok") return got.code;
    std::string out = got.json["output"]["all_count"].dump() + ":";
    for (const auto& one : got.json["output"]["channel_list"])
      out += " " + one["channel_id"].get<std::string>().substr(5);
    return out;
  };
  const char* all = "Live_Channel_GetChannelList";
  CHECK(ids(all, "") == "25: 24 23 22 21 20 19 18 17 16 15");
  CHECK(ids(all, "&Param.n.page_no=3") == "25: 04 03 02 01 00");
  CHECK(ids(all, "&Param.n.page_no=4") == "25:");
  CHECK(ids(all, "&Param.n.order_type=1&Param.n.page_size=11") == "25: 00 01 02 03 04 05 06 07 08 09 10");
  CHECK(ids(all, "&Param.n.status=1") == "1: 07");
  CHECK(ids("Live_Channel_GetLiveChannelList", "") == "1: 07");
  for (const char* wrong :
       {"&Param.n.page_size=9", "&Param.n.page_size=101", "&Param.n.page_no=0", "&Param.n.page_no=x"})
    CHECK_MESSAGE(ids(all, wrong) == "parameter_wrong", wrong);
}

TEST_CASE("mixing fails until all inputs are live; it answers code, not ret") {
  Scene scene;
  const auto mix = [&](const std::string& body) {
    return scene.raw("POST /common_access?" + scene.signed_query("Mix_StreamV2", "") +
                     " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                     body);
  };
  const std::string two = R"({"interface":{"interfaceName":"Mix_StreamV2","para":{"input_stream_list":)"
                          R"([{"input_stream_id":"8888_a"},{"input_stream_id":"8888_b"}]}}})";
  scene.state.publishing["8888_a"] = {};
  CHECK(mix(two).code == "inputs_not_live");
  CHECK(mix(two).json["code"] != 0);
  CHECK_FALSE(mix(two).json.contains("ret"));
  scene.state.publishing["8888_b"] = {};
  CHECK(mix(two).json["code"] == 0);
  CHECK(mix(two).json["message"] == "Success!");
  for (const char* wrong :
       {"", "[]", "{}", R"({"interface":1})", R"({"interface":{"para":{"input_stream_list":[]}}})",
        R"({"interface":{"para":{"input_stream_list":[1]}}})",
        R"({"interface":{"para":{"input_stream_list":[{},{},{},{},{}]}}})"})
    CHECK_MESSAGE(mix(wrong).code == "parameter_wrong", wrong);
  CHECK(mix(std::string(70'000, ' ')).code == "parameter_wrong");
  const std::string deep =
      R"({"interface":{"para":)" + std::string(30'000, '[') + std::string(30'000, ']') + "}}";
  CHECK(mix(deep).code == "parameter_wrong");
}

TEST_CASE("what is not imitated says so in the journal, and is answered as an account without it") {
  Scene scene;
  const auto got = scene.call("Get_LivePushStat");
  CHECK(got.code == "not_imitated");
  CHECK(got.json["message"] == "cmd is invalid");
  CHECK(got.json["ret"] != 0);
}
