#include "scenario/load.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "words_of_test.h"

using namespace faultcast;
using namespace faultcast::scenario;

namespace {

std::vector<Scenario> good(std::string_view text, const std::string& file = "folder/push-key-wrong.json") {
  json::Problems problems;
  auto all = parse(test_words(), file, text, problems);
  for (const auto& problem : problems) MESSAGE(problem.str());
  REQUIRE(problems.empty());
  return all;
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (const auto part : parts) all += part;
  return all;
}

}  // namespace

TEST_CASE("a whole file becomes one scenario") {
  const auto all = good(R"({ // comments are allowed
    "$schema": "../scenario.schema.json",
    "title": {"en": "refused", "zh": "被拒绝"},
    "doc": "1.2", "aliases": ["1.2", "PUSH_URL_KEY"], "tags": ["live"], "setup": "other",
    "wrong_in_app": [{"set": "backend.PUSH_URL_KEY", "to": "${console.live.push_key}x"}, {"unset": "client.bucket"}],
    "wrong_in_console": [{"set": "console.cos.keys.${backend.COSKEY_SECRECTID}.secret_key", "to": "k"},
                         {"answer": "live:account_stopped", "on": {"match": {"app": "live"}}},
                         {"set": "console.cos.keys.${backend.COSKEY_SECRECTID}", "to": {"secret_key": "${rtmp}"}}],
    "faults": [{"id": "cut", "on": {"service": "live", "op": "publish", "match": {"stream": "*_a"}},
                "when": {"after": 1, "times": 2, "one_in": 3}, "do": {"cut_after": {"bytes": 20000}, "delay": {"time": "1s"}}}],
    "steps": [{"push": {"seconds": 2, "wrong": "twice"}}, {"upload": "avatar.jpg"},
              {"ban": {}, "after": "live.publish"}, {"ban": {}, "after": {"wire": "cos.upload", "count": 3}}],
    "expect": [{"wire": "live.publish", "code": "txsecret_wrong", "stream": {"contains": "_"}, "count": 4, "strict": true},
               {"wire": "cos.upload", "code": -97, "message": {"matches": "^ERROR_[A-Z]+$"}},
               {"client": "log", "contains": "ERROR"},
               {"backend": "answer", "status": {"between": [200, 299]}, "returnCode": {"absent": true}},
               {"row": "tape_data", "none": true},
               {"order": [{"wire": "live.publish"}, {"client": "log", "text": "x"}]}],
    "teach": {"cause": {"en": "a", "zh": "甲"}, "check": {"en": "b", "zh": "乙"}, "cure": {"en": "c", "zh": "丙"}}
  })");
  REQUIRE(all.size() == 1);
  const Scenario& one = all[0];
  CHECK(one.id == "push-key-wrong");
  CHECK(one.file == "folder/push-key-wrong.json");
  CHECK(one.title == Text{"refused", "被拒绝"});
  CHECK(one.doc == "1.2");
  CHECK(one.aliases == std::vector<std::string>{"1.2", "PUSH_URL_KEY"});
  CHECK(one.tags == std::vector<std::string>{"live"});
  CHECK(one.setup == "other");
  CHECK(one.teach.cure == Text{"c", "丙"});

  REQUIRE(one.app.changes.size() == 2);
  CHECK(one.app.changes[0].path == "backend.PUSH_URL_KEY");
  CHECK(*one.app.changes[0].to == "${console.live.push_key}x");
  CHECK(one.app.changes[0].at == json::Position{5, 22});
  CHECK(one.app.changes[1].kind == Change::Kind::unset);
  REQUIRE(one.console.changes.size() == 3);
  CHECK(one.console.changes[1].code == "live:account_stopped");
  CHECK(one.console.changes[1].on == fault::On{"live", "connect", {{"app", "live"}}});

  REQUIRE(one.faults.size() == 1);
  CHECK(one.faults[0].on == fault::On{"live", "publish", {{"stream", "*_a"}}});
  CHECK(one.faults[0].when == fault::When{1, 2, 3});
  REQUIRE(one.faults[0].effects.size() == 2);
  CHECK(fault::name_of(one.faults[0].effects[0]) == "cut_after");
  CHECK(std::get<fault::CutAfter>(one.faults[0].effects[0]).bytes == 20000);
  CHECK(std::get<fault::Delay>(one.faults[0].effects[1]).time == 1000);

  REQUIRE(one.steps.size() == 4);
  CHECK(one.steps[0].verb == "push");
  CHECK(one.steps[0].arguments->dump() == R"({"seconds":2,"wrong":"twice"})");
  CHECK(one.steps[1].arguments->dump() == R"({"file":"avatar.jpg"})");
  CHECK_FALSE(one.steps[1].after);
  CHECK(one.steps[2].after->wire == "live.publish");
  CHECK(one.steps[2].after->count == 1);
  CHECK(one.steps[3].after->count == 3);

  REQUIRE(one.expect.size() == 6);
  CHECK(one.expect[0].observer == "wire");
  CHECK(one.expect[0].what == "live.publish");
  CHECK(one.expect[0].count == 4);
  CHECK(one.expect[0].strict);
  REQUIRE(one.expect[0].fields.size() == 2);
  CHECK(one.expect[0].fields[0].first == "code");
  CHECK(one.expect[0].fields[1].second.kind == Matcher::Kind::contains);
  CHECK(one.expect[2].fields[0].first == "text");
  CHECK(one.expect[2].fields[0].second.kind == Matcher::Kind::contains);
  CHECK(*one.expect[2].fields[0].second.value == "ERROR");
  CHECK(one.expect[3].fields[0].second.value->dump() == "[200,299]");
  CHECK(one.expect[3].fields[1].second.kind == Matcher::Kind::absent);
  CHECK(one.expect[4].none);
  CHECK(one.expect[5].observer.empty());
  REQUIRE(one.expect[5].order.size() == 2);
  CHECK(one.expect[5].order[1].observer == "client");
}

TEST_CASE("each case is a scenario, and what it names replaces the file's member whole") {
  const auto all = good(file_with(joined({good_sides, good_steps, good_expect, R"("tags": ["x"],
    "cases": [{"id": "same"},
              {"id": "other", "title": {"en": "o", "zh": "另"}, "steps": [{"ban": {}}, {"push": {}}],
               "wrong_in_app": {"why": {"en": "cannot", "zh": "不能"}},
               "faults": [{"id": "f", "do": {"close_before_answer": {}}}]}],)"})));
  REQUIRE(all.size() == 2);
  CHECK(all[0].id == "push-key-wrong/same");
  CHECK(all[0].title.en == "t");
  CHECK(all[0].steps.size() == 1);
  CHECK(all[0].setup == "demo");
  CHECK(all[1].id == "push-key-wrong/other");
  CHECK(all[1].title.zh == "另");
  CHECK(all[1].steps.size() == 2);
  CHECK(all[1].app.missing);
  CHECK(all[1].app.why == Text{"cannot", "不能"});
  CHECK(all[1].app.changes.empty());
  CHECK(all[1].console.changes.size() == 1);
  CHECK(all[1].expect.size() == 1);
  CHECK(all[1].faults.size() == 1);
  CHECK(all[1].tags == std::vector<std::string>{"x"});
  CHECK(all[0].faults.empty());
}

TEST_CASE("a case may bring what the file leaves out") {
  const auto all = good(file_with(joined({good_sides, R"("cases": [{"id": "a", "steps": [{"push": {}}],
    "expect": [{"wire": "live.publish", "none": true}]}],)"})));
  CHECK(all.size() == 1);
}

TEST_CASE("a healthy scenario has no wrong side and plays as the app's") {
  const auto all = good(R"({"title": {"en": "t", "zh": "题"}, "healthy": true, "steps": [{"push": {}}],
                            "expect": [{"wire": "live.publish", "code": "ok"}]})",
                        "all-well.json");
  REQUIRE(all.size() == 1);
  CHECK(all[0].healthy);
  CHECK_FALSE(all[0].app.missing);
  CHECK(all[0].console.missing);
  CHECK(all[0].side(SideName::console).why.empty());
}

TEST_CASE("a wrong act of a step, or a fault, is enough to be wrong") {
  good(file_with(R"("wrong_in_app": [], "wrong_in_console": {"why": {"en": "w", "zh": "因"}},
    "steps": [{"push": {"wrong": "twice"}}], "expect": [{"wire": "live.publish"}],)"));
  good(file_with(R"("wrong_in_app": [], "wrong_in_console": [], "faults": [{"id": "f", "do": {"reset": {}}}],
    "steps": [{"push": {}}], "expect": [{"wire": "live.publish"}],)"));
}

TEST_CASE("a tree is read in the order of its paths; ids and aliases stand for one file each") {
  const auto folder = std::filesystem::temp_directory_path() / "faultcast_load_tree_test";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder / "b");
  std::filesystem::create_directories(folder / "a");
  const auto write = [&](const char* name, std::string_view aliases) {
    std::ofstream(folder / name) << file_with(joined({good_sides, good_steps, good_expect, "\n", aliases}));
  };
  write("b/one.json", R"("aliases": ["1.1", "first"],)");
  write("a/two.json", R"("aliases": ["2.2"],)");
  std::ofstream(folder / "scenario.schema.json") << "{}";
  std::ofstream(folder / "notes.txt") << "{";
  json::Problems problems;
  const auto all = load_tree(test_words(), folder.string(), problems);
  CHECK(problems.empty());
  REQUIRE(all.size() == 2);
  CHECK(all[0].id == "two");
  CHECK(all[1].id == "one");

  write("a/three.json", R"("aliases": ["1.1", "two"],)");
  write("a/one.json", "");
  const auto again = load_tree(test_words(), folder.string(), problems);
  CHECK(again.size() == 4);
  std::string told;
  for (const auto& problem : problems) told += problem.str() + "\n";
  const std::string a = (folder / "a").string(), b = (folder / "b").string();
  CHECK(told == b + "/one.json: 'one' is also the id of " + a + "/one.json\n" +  //
                    a + "/three.json:4:20: alias 'two' already stands for " + a + "/two.json\n" + b +
                    "/one.json:4:13: alias '1.1' already stands for " + a + "/three.json\n");
  std::filesystem::remove_all(folder);

  problems.clear();
  CHECK(load_tree(test_words(), folder.string(), problems).empty());
  CHECK(problems.size() == 1);
  CHECK(load(test_words(), (folder / "gone.json").string(), problems).empty());
  CHECK(problems.size() == 2);
}

TEST_CASE("a code and an observed word are found by their names alone") {
  const auto& words = test_words();
  REQUIRE(words.find_code("cos:sign_wrong"));
  CHECK(words.find_code("cos:sign_wrong")->number == -97);
  CHECK(words.find_code("live:sign_wrong") == nullptr);
  CHECK(words.find_code("cossign_wrong") == nullptr);
  CHECK(words.find_code("") == nullptr);
  CHECK(words.find_observed("wire", "live.publish") != nullptr);
  CHECK(words.find_observed("client", "live.publish") == nullptr);
}
