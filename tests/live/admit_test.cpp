#include "live/admit.h"

#include <doctest/doctest.h>

#include "live/codes.h"
#include "live/fits.h"
#include "live_rows.h"
#include "sign/txsecret.h"

using namespace faultcast;
using namespace faultcast::live;
using namespace faultcast::live_test;

namespace {

std::string name_with(const std::string& stream, const std::string& with_key, const std::string& txtime,
                      const std::string& before = "bizid=8888&") {
  return stream + "?" + before + "txSecret=" + sign::txsecret(with_key, stream, txtime) + "&txTime=" + txtime;
}

Verdict judge(const std::string& name, const setup::Setup& with = demo(), const state::Live& state = {},
              Millis at = live_test::now,
              const std::string& tc_url = "rtmp://8888.livepush2.myqcloud.com/live",
              const std::string& app = "live") {
  return admit(parse_push(app, tc_url, name), with, state, at);
}

setup::Setup with(const std::string& path, const std::string& value) {
  setup::Setup changed = demo();
  REQUIRE(changed.set_text(path, value));
  return changed;
}

const std::string good = name_with("8888_anchor01", key, "58a1fbf0");

}  // namespace

TEST_CASE("a push is split at the first '?'; parameters of app and tcUrl are merged, the publish name wins") {
  const Push push = parse_push("live?bizid=1&a=2", "rtmp://H.Example.com:1935/live?b=3",
                               "8888_x?bizid=8888&record=flv|hls&q=a%20b");
  CHECK(push.stream == "8888_x");
  CHECK(push.query == "bizid=8888&record=flv|hls&q=a%20b");
  CHECK(push.app == "live");
  CHECK(push.host == "h.example.com");
  CHECK(*push.parameter("bizid") == "8888");
  CHECK(*push.parameter("a") == "2");
  CHECK(*push.parameter("b") == "3");
  CHECK(*push.parameter("q") == "a b");
  CHECK(push.parameter("c") == nullptr);
  CHECK(parse_push("live", "rtmp://user:pw@h/live", "x").host == "h");
  CHECK(parse_push("live", "rtmp://[::1]:1935/live", "x").host == "::1");
  CHECK(parse_push("live", "", "").host.empty());
}

TEST_CASE("the reference's vectors: V1, V2, V5 accepted, V3, V4, V6 refused") {
  CHECK(judge("8888_anchor01?bizid=8888&txSecret=b266ceffb8ed6c1cc04e616aa37a856f&txTime=58a1fbf0")
            .code->name == "ok");
  CHECK(judge("8888_anchor01?bizid=8888&txSecret=8f969e5c6087b777c3cbb910f020ad54&txTime=58A1FBF0")
            .code->name == "ok");
  CHECK(
      judge("8888_user_01?bizid=8888&txSecret=2ca2af8730b6b55ca6aacf8fa7d5ffe2&txTime=58a1fbf0").code->name ==
      "ok");
  CHECK(judge("8888_anchor01?bizid=8888&txSecret=bd7bb78613ef803ec504d37d76aef2df&txTime=58a1fbf0")
            .code->name == "txsecret_wrong");
  CHECK(judge("9999_anchor01?bizid=9999&txSecret=8b1e91bbb5c13dd77460f8975761bad4&txTime=58a1fbf0", demo(),
              {}, live_test::now, "rtmp://9999.livepush2.myqcloud.com/live")
            .code->name == "tenant_unknown");
  CHECK(judge("8888_anchor01?bizid=8888&txSecret=c6b56485898a86f8c2e4ee6cd5e290f2&txTime=54a48e00")
            .code->name == "txtime_expired");
}

TEST_CASE("valid while now <= txTime, to the second") {
  CHECK(judge(good, demo(), {}, 1487010800000).ok());
  const Verdict late = judge(good, demo(), {}, 1487010801000);
  CHECK(late.code->name == "txtime_expired");
  CHECK(late.because.en.find("1 s before") != std::string::npos);
}

TEST_CASE(
    "a txTime that is no hexadecimal number is refused even with a fitting MD5; a decimal one is far ahead") {
  CHECK(judge(name_with("8888_a", key, "tomorrow")).code->name == "txtime_expired");
  CHECK(judge(name_with("8888_a", key, "1487010800")).ok());
  CHECK(judge(name_with("8888_a", key, "ffffffffffffffff")).ok());
}

TEST_CASE("the tenant: whatever names one must name the same, and ours") {
  const auto named = [&](const std::string& host, const std::string& stream, const std::string& before) {
    return judge(name_with(stream, key, "58a1fbf0", before), demo(), {}, live_test::now,
                 "rtmp://" + host + "/live")
        .code->name;
  };
  CHECK(named("127.0.0.1", "8888_a", "") == "ok");
  CHECK(named("127.0.0.1", "freeform", "bizid=8888&") == "ok");
  CHECK(named("8888.livepush.myqcloud.com", "freeform", "") == "ok");
  CHECK(named("127.0.0.1", "freeform", "") == "tenant_unknown");
  CHECK(named("9999.livepush.myqcloud.com", "8888_a", "bizid=8888&") == "tenant_mismatch");
  CHECK(named("127.0.0.1", "9999_a", "bizid=8888&") == "tenant_mismatch");
  CHECK(named("9999.livepush.myqcloud.com", "8888_a", "txHost=8888.livepush.myqcloud.com&") == "ok");
  const auto required = with("console.live.behaviour.bizid_required", "true");
  CHECK(judge(name_with("8888_a", key, "58a1fbf0", ""), required).code->name == "tenant_unknown");
}

TEST_CASE("a wrong bizid with the right key is told as such") {
  const Verdict verdict = judge(name_with("9999_a", key, "58a1fbf0", "bizid=9999&"), demo(), {},
                                live_test::now, "rtmp://127.0.0.1/live");
  CHECK(verdict.setting == "backend.APP_BIZID");
  REQUIRE_FALSE(verdict.fits.empty());
  CHECK(verdict.fits[0].en.find("only the bizid is wrong") != std::string::npos);
}

TEST_CASE("the checks come in the service's order") {
  CHECK(judge("").code->name == "name_empty");
  CHECK(judge(good, demo(), {}, live_test::now, "rtmp://h/other", "other").code->name == "app_unknown");
  CHECK(judge(good, with("console.live.behaviour.app_check", "false"), {}, live_test::now,
              "rtmp://127.0.0.1/o", "o")
            .ok());
  CHECK(judge(good, with("console.live.account", "stopped")).code->name == "account_stopped");
  CHECK(judge(good, with("console.live.account", "arrears")).code->name == "account_in_arrears");
  CHECK(judge("8888_anchor01").code->name == "query_lost");
  CHECK(judge("8888_anchor01?bizid=8888&record=flv").code->name == "signature_missing");
  CHECK(judge("8888_anchor01?bizid=8888&txSecret=&txTime=").code->name == "signature_missing");
  const Verdict shell = judge("8888_anchor01?bizid=8888");
  CHECK(shell.code->name == "signature_missing");
  REQUIRE_FALSE(shell.fits.empty());
  CHECK(shell.fits[0].en.find("quotes") != std::string::npos);
  CHECK(judge("8888_anchor01", with("console.live.push_auth", "off")).ok());
  CHECK(judge(good, with("console.live.streams.8888_anchor01.banned", "true")).code->name == "stream_banned");
  CHECK(judge(good, with("console.live.streams.8888_other.banned", "true")).ok());
  state::Live taken;
  taken.publishing["8888_anchor01"] = {7, live_test::now - 5000};
  CHECK(judge(good, demo(), taken).code->name == "name_in_use");
  state::Live lingering;
  lingering.lingering["8888_anchor01"] = live_test::now + 1;
  CHECK(judge(good, demo(), lingering).code->name == "name_in_use");
  CHECK(judge(good, demo(), lingering, live_test::now + 1).ok());
}

TEST_CASE("tcUrl host check: off, names, strict; a push domain of one's own; txHost") {
  const auto host = [&](const std::string& mode, const std::string& at, const std::string& more = "") {
    auto changed = with("console.live.behaviour.tcurl_host_check", mode);
    (void)changed.set_text("console.live.push_domains.own", "push.example.com");
    return judge(good + more, changed, {}, live_test::now, "rtmp://" + at + "/live").code->name;
  };
  CHECK(host("off", "elsewhere.example.com") == "ok");
  CHECK(host("names", "elsewhere.example.com") == "tcurl_host_wrong");
  CHECK(host("names", "127.0.0.1:1935") == "ok");
  CHECK(host("names", "localhost") == "ok");
  CHECK(host("strict", "127.0.0.1") == "tcurl_host_wrong");
  CHECK(host("strict", "8888.livepush.myqcloud.com:1935") == "ok");
  CHECK(host("strict", "push.example.com") == "ok");
  CHECK(host("strict", "127.0.0.1", "&txHost=push.example.com") == "ok");
  CHECK(host("names", "8888.livepush.myqcloud.com", "&txHost=elsewhere.example.com") == "tcurl_host_wrong");
}

TEST_CASE("what a wrong txSecret would fit") {
  struct Row {
    std::string name, says, setting;
  };
  const std::string k = key;
  const Row rows[] = {
      {name_with("8888_a", previous_key, "58a1fbf0"), "the previous push key", "backend.PUSH_URL_KEY"},
      {name_with("8888_a", "mockapikey00000000000000000000aa", "58a1fbf0"), "the API key",
       "backend.PUSH_URL_KEY"},
      {name_with("8888_a", k + " ", "58a1fbf0"), "with a blank behind it", "backend.PUSH_URL_KEY"},
      {name_with("8888_a", k + "\n", "58a1fbf0"), "with a line end behind it", "backend.PUSH_URL_KEY"},
      {name_with("8888_a", std::string(previous_key) + " ", "58a1fbf0"), "the previous push key with a blank",
       "backend.PUSH_URL_KEY"},
      {name_with("8888_a", "MOCKPUSHKEY0123456789ABCDEFABCD0", "58a1fbf0"), "in upper case",
       "backend.PUSH_URL_KEY"},
      {name_with("8888_a", "", "58a1fbf0"), "an empty push key", "backend.PUSH_URL_KEY"},
      {"8888_a?bizid=8888&txSecret=" + sign::txsecret(k, "8888_a", "58a1fbf0") + "&txTime=58A1FBF0",
       "txTime in lower case", "backend.PUSH_URL_KEY"},
      {"8888_a?bizid=8888&txSecret=" + sign::txsecret(k, "8888_a", "58A1FBF0") + "&txTime=58a1fbf0",
       "txTime in upper case", "backend.PUSH_URL_KEY"},
      {"8888_a?bizid=8888&txSecret=" + sign::txsecret(k, "8888_a", "1487010800") + "&txTime=58a1fbf0",
       "txTime in decimal", "backend.PUSH_URL_KEY"},
      {"8888_a?bizid=8888&txSecret=" + sign::txsecret(k, "a", "58a1fbf0") + "&txTime=58a1fbf0",
       "stream id 'a'", "backend.PUSH_URL_KEY"},
      {"a?bizid=8888&txSecret=" + sign::txsecret(k, "8888_a", "58a1fbf0") + "&txTime=58a1fbf0",
       "bizid 8888 (stream id '8888_a')", "backend.APP_BIZID"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    const Verdict verdict = judge(row.name);
    CHECK(verdict.code->name == "txsecret_wrong");
    REQUIRE_FALSE(verdict.fits.empty());
    CHECK(verdict.fits[0].en.find(row.says) != std::string::npos);
    CHECK_FALSE(verdict.fits[0].zh.empty());
    CHECK(verdict.setting == row.setting);
  }
}

TEST_CASE("a txSecret right but for its spelling is told; one that fits nothing claims nothing") {
  const std::string right = sign::txsecret(key, "8888_a", "58a1fbf0");
  const Verdict spelled = judge("8888_a?bizid=8888&txSecret=" + upper(right) + "&txTime=58a1fbf0");
  CHECK(spelled.code->name == "txsecret_wrong");
  CHECK(spelled.fits[0].en.find("spelling") != std::string::npos);
  const Verdict nothing =
      judge("8888_a?bizid=8888&txSecret=00000000000000000000000000000000&txTime=58a1fbf0");
  CHECK(nothing.fits[0].en.find("fits no key") != std::string::npos);
  CHECK(fits_of(parse_push("live", "", "8888_a?txSecret=00000000000000000000000000000000&txTime=1"), demo())
            .empty());
}

TEST_CASE("txtime_case any: both spellings fit") {
  const auto any = with("console.live.behaviour.txtime_case", "any");
  const std::string name =
      "8888_a?bizid=8888&txSecret=" + sign::txsecret(key, "8888_a", "58a1fbf0") + "&txTime=58A1FBF0";
  CHECK(judge(name, any).ok());
  CHECK(judge(name).code->name == "txsecret_wrong");
}

TEST_CASE("at connect only what connect shows is judged") {
  const auto at_connect = [&](const std::string& tc_url, const setup::Setup& s) {
    const auto verdict = judge_connect(parse_push("live", tc_url, ""), s);
    return verdict ? std::string(verdict->code->name) : "ok";
  };
  CHECK(at_connect("rtmp://8888.livepush.myqcloud.com/live", demo()) == "ok");
  CHECK(at_connect("rtmp://127.0.0.1/live", demo()) == "ok");
  CHECK(at_connect("rtmp://9999.livepush.myqcloud.com/live", demo()) == "tenant_unknown");
  CHECK(at_connect("rtmp://127.0.0.1/live", with("console.live.account", "stopped")) == "account_stopped");
  CHECK(at_connect("rtmp://x.example.com/live", with("console.live.behaviour.tcurl_host_check", "names")) ==
        "tcurl_host_wrong");
}

TEST_CASE("the code table: every row has its sentence in both languages, source and certainty, once") {
  for (const auto& row : codes()) {
    CAPTURE(row.name);
    CHECK_FALSE(row.sentence_en.empty());
    CHECK_FALSE(row.sentence_zh.empty());
    CHECK_FALSE(row.source.empty());
    CHECK_FALSE(row.certainty.empty());
    CHECK(&code(row.name) == &row);
    if (!row.ok && row.op == "publish") CHECK_FALSE(row.next_en.empty());
  }
}
