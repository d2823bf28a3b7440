// What is wrong with a file is told at its place, in one sentence each.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "words_of_test.h"

/// So that a failed comparison of sentences shows them.
template <>
struct doctest::StringMaker<std::vector<std::string>> {
  static doctest::String convert(const std::vector<std::string>& lines) {
    return ("\n    " + faultcast::join(lines, "\n    ")).c_str();
  }
};

using namespace faultcast;
using namespace faultcast::scenario;

namespace {

using Lines = std::vector<std::string>;

Lines complaints(std::string_view text, const std::string& file = "f.json") {
  json::Problems problems;
  const auto all = parse(test_words(), file, text, problems);
  CHECK(all.empty() != problems.empty());
  Lines lines;
  for (const auto& problem : problems) lines.push_back(problem.str());
  return lines;
}

/// A good file in whose second line stands `line` in place of one of its members.
Lines with_sides(std::string_view line) {
  return complaints(file_with(std::string(line) + "\n" + std::string(good_steps) + std::string(good_expect)));
}
Lines with_console(std::string_view line) {
  return with_sides(std::string(line) + R"(
"wrong_in_app": [{"set": "backend.PUSH_URL_KEY", "to": "x"}],)");
}
Lines with_app(std::string_view line) {
  return with_sides(std::string(line) + R"(
"wrong_in_console": [{"set": "console.live.push_key", "to": "x"}],)");
}
Lines with_steps(std::string_view line) {
  return complaints(file_with(std::string(line) + "\n" + std::string(good_sides) + std::string(good_expect)));
}
Lines with_expect(std::string_view line) {
  return complaints(file_with(std::string(line) + "\n" + std::string(good_sides) + std::string(good_steps)));
}
Lines with(std::string_view line) {
  return complaints(file_with(std::string(line) + "\n" + std::string(good_sides) + std::string(good_steps) +
                              std::string(good_expect)));
}

struct Row {
  std::string_view line, sentence;
};

template <class Told, std::size_t n>
void check_each(const Told& told, const Row (&rows)[n]) {
  for (const auto& row : rows) {
    CAPTURE(row.line);
    CHECK(told(row.line) == Lines{std::string(row.sentence)});
  }
}

}  // namespace

TEST_CASE("files that are no scenario at all") {
  CHECK(complaints("") == Lines{"f.json: the file is empty"});
  CHECK(complaints("[]") == Lines{"f.json:1:1: must be an object, but is an array"});
  CHECK(complaints("{\n,") == Lines{"f.json:2:1: unexpected ',', expected a key in double quotes or '}'"});
  CHECK(complaints("null") == Lines{"f.json:1:1: must be an object, but is null"});
  const std::string of_side = "is missing: changes, or an object with the 'why' of their absence";
  CHECK(complaints("{}") ==
        Lines{"f.json:1:1: 'title' is missing", "f.json:1:1: 'teach' is missing",
              "f.json:1:1: 'steps' is missing or empty", "f.json:1:1: 'expect' is missing or empty",
              "f.json:1:1: 'wrong_in_app' " + of_side, "f.json:1:1: 'wrong_in_console' " + of_side});
}

TEST_CASE("several problems of one file are told at once, in its order") {
  const std::string allowed =
      "$schema, title, doc, aliases, tags, setup, healthy, teach, cases, wrong_in_app, wrong_in_console, "
      "given, "
      "faults, steps, expect";
  CHECK(complaints(R"({
  "title": {"en": "t"},
  "titl": 1,
  "wrong_in_app": [{"set": "backend.PUSH_KEY", "to": 1}, {"set": "backend.PUSH_KEY", "set": "x"}],
  "wrong_in_console": [{"unset": "console.live.push_kye"}],
  "steps": [{"psh": {}}],
  "expect": [{"wire": "live.publish", "code": "txsecret_rong", "coun": 1}]
})") == Lines{
            "f.json:1:1: 'teach' is missing",
            "f.json:2:3: 'zh' is missing",
            "f.json:3:3: unknown key 'titl', allowed are " + allowed + " (did you mean 'title'?)",
            "f.json:4:21: unknown setting 'backend.PUSH_KEY' (did you mean 'backend.PUSH_URL_KEY'?)",
            "f.json:4:58: 'to' is missing",
            "f.json:4:86: duplicate key 'set', first at 4:59",
            "f.json:5:25: unknown setting 'console.live.push_kye' (did you mean 'console.live.push_key'?)",
            "f.json:6:14: unknown step 'psh', known are push, upload, copy, ban (did you mean 'push'?)",
            "f.json:7:39: unknown code 'live:txsecret_rong' (did you mean 'live:txsecret_wrong'?)",
            "f.json:7:64: unknown key 'coun', allowed with live.publish are stream, code, count, none, "
            "strict (did "
            "you mean 'count'?)",
        });
}

TEST_CASE("the head of a file") {
  const Row rows[] = {
      {R"("doc": "one",)", "f.json:2:1: 'doc' is a section like \"1.2\", or is left out"},
      {R"("doc": "1.",)", "f.json:2:1: 'doc' is a section like \"1.2\", or is left out"},
      {R"("aliases": "1.2",)", "f.json:2:1: 'aliases' must be an array of strings, but is a string"},
      {R"("aliases": ["a", " "],)", "f.json:2:18: an empty string in 'aliases'"},
      {R"("aliases": ["a", "a"],)", "f.json:2:18: alias 'a' already stands for f.json"},
      {R"("aliases": ["f"],)", "f.json:2:13: alias 'f' already stands for f.json"},
      {R"("setup": 1,)", "f.json:2:1: 'setup' must be a string, but is a number"},
      {R"("cases": [],)", "f.json:2:1: 'cases' is empty"},
      {R"("cases": [{"id": "A"}],)", "f.json:2:12: the id of a case is lower-case words joined by '-'"},
      {R"("cases": [{"id": "a"}, {"id": "a"}],)", "f.json:2:25: case 'a' is there twice"},
      {R"("cases": [{}],)", "f.json:2:11: 'id' is missing"},
      {R"("cases": [{"id": "a", "teach": {}}],)",
       "f.json:2:23: unknown key 'teach', allowed are id, title, wrong_in_app, wrong_in_console, given, "
       "faults, "
       "steps, expect"},
      {R"("cases": [{"id": "a", "expect": []}],)", "f.json:2:11: 'expect' is missing or empty"},
  };
  check_each(with, rows);
  for (const char* name :
       {"Push.json", "push--key.json", "push_key.json", "-a.json", "push key.json", ".json"}) {
    CAPTURE(name);
    json::Problems problems;
    CHECK(parse(test_words(), name,
                file_with(std::string(good_sides) + std::string(good_steps) + std::string(good_expect)),
                problems)
              .empty());
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].sentence ==
          "the name of a scenario file is lower-case words joined by '-', then .json");
  }
}

TEST_CASE("texts for people are there in both languages") {
  const std::string rest = std::string(good_sides) + std::string(good_steps) + std::string(good_expect);
  CHECK(complaints("{" + rest + "\n\"title\": {\"en\": \"t\", \"zh\": \" \"}, \"healthy\": false}") ==
        Lines{"f.json:1:1: 'teach' is missing", "f.json:3:22: 'zh' of 'title' is empty"});
  CHECK(complaints("{" + rest + R"(
"title": {"en": "t", "zh": "t"},
"teach": {"cause": {"en": "a", "zh": "a"}, "check": {"en": "a"}}})") ==
        Lines{"f.json:4:1: 'cure' is missing", "f.json:4:44: 'zh' is missing"});
}

TEST_CASE("changes of the app") {
  const Row rows[] = {
      {R"("wrong_in_app": 1,)",
       "f.json:2:1: 'wrong_in_app' must be an array of changes, or an object with the 'why' of its absence, "
       "but is a "
       "number"},
      {R"("wrong_in_app": {},)", "f.json:2:1: 'why' is missing"},
      {R"("wrong_in_app": [1],)", "f.json:2:18: must be an object, but is a number"},
      {R"("wrong_in_app": [{}],)", "f.json:2:18: a change needs 'set' with 'to', 'unset', or 'answer'"},
      {R"("wrong_in_app": [{"sett": "x"}],)",
       "f.json:2:19: unknown key 'sett', allowed are set, to, unset, answer, on (did you mean 'set'?)"},
      {R"("wrong_in_app": [{"set": "backend.APP_BIZID"}],)", "f.json:2:18: 'to' is missing"},
      {R"("wrong_in_app": [{"set": "backend.APP_BIZID", "unset": "x", "to": 1}],)",
       "f.json:2:47: unknown key 'unset', allowed are set, to"},
      {R"("wrong_in_app": [{"set": "backend", "to": "x"}],)",
       "f.json:2:37: 'backend' is a group of settings, below it: APP_BIZID, PUSH_URL_KEY, COSKEY_SECRECTID"},
      {R"("wrong_in_app": [{"set": "console.live.bizid", "to": "1"}],)",
       "f.json:2:19: 'console.live.bizid' is not of this side: wrong_in_app changes backend and client only"},
      {R"("wrong_in_app": [{"set": "client.COS_BUCKET", "to": 5}],)",
       "f.json:2:47: 'client.bucket' must be a string, but is a number"},
      {R"("wrong_in_app": [{"set": "client.cos_sdk", "to": "v5"}],)",
       "f.json:2:44: 'client.cos_sdk' cannot be 'v5', allowed are v4, v3 (did you mean 'v4'?)"},
      {R"("wrong_in_app": [{"set": "client.bucket", "to": "${backend.APP_BIZD}"}],)",
       "f.json:2:43: unknown placeholder '${backend.APP_BIZD}' (did you mean '${backend.APP_BIZID}'?)"},
      {R"("wrong_in_app": [{"set": "client.bucket", "to": "${htp}"}],)",
       "f.json:2:43: unknown placeholder '${htp}' (did you mean '${http}'?)"},
      {R"("wrong_in_app": [{"set": "client.bucket", "to": "${http"}],)",
       "f.json:2:43: '${http' has no closing '}'"},
      {R"("wrong_in_app": [{"answer": "live:ok"}],)",
       "f.json:2:19: only the console can force a verdict: 'answer' is for wrong_in_console"},
      {R"("wrong_in_app": [{"unset": "client.bucket", "to": 1}],)",
       "f.json:2:45: unknown key 'to', allowed are unset"},
      {R"("wrong_in_app": [],)",
       "f.json:1:1: nothing is wrong in the app: no change, no fault, no step with 'wrong'"},
  };
  check_each(with_app, rows);
}

TEST_CASE("changes of the console") {
  const Row rows[] = {
      {R"("wrong_in_console": [],)", "f.json:1:1: nothing is wrong in the console: no change, no fault"},
      {R"("wrong_in_console": [{"set": "backend.APP_BIZID", "to": "1"}],)",
       "f.json:2:23: 'backend.APP_BIZID' is not of this side: wrong_in_console changes console only"},
      {R"("wrong_in_console": [{"set": "console.cos.keys.a.b.secret_key", "to": "1"}],)",
       "f.json:2:23: unknown setting 'console.cos.keys.a.b.secret_key' (did you mean "
       "'console.cos.keys.a.secret_key'?)"},
      {R"("wrong_in_console": [{"set": "console.cos.keys.${backend.NO}.secret_key", "to": "1"}],)",
       "f.json:2:23: unknown placeholder '${backend.NO}' (did you mean '${backend}'?)"},
      {R"("wrong_in_console": [{"set": "console.cos.keys.a", "to": {"secret_kye": "1"}}],)",
       "f.json:2:59: unknown setting 'console.cos.keys.a.secret_kye' (did you mean "
       "'console.cos.keys.a.secret_key'?)"},
      {R"("wrong_in_console": [{"set": "console.cos.keys", "to": {"a b": {"secret_key": "1"}}}],)",
       "f.json:2:57: 'a b' cannot be a key of a setting, which has letters, digits, '_' and '-' only"},
      {R"("wrong_in_console": [{"set": "console.cos.keys", "to": {"a": {"secret_key": 1}}}],)",
       "f.json:2:63: 'console.cos.keys.a.secret_key' must be a string, but is a number"},
      {R"("wrong_in_console": [{"answer": "live:txsecret_wrnog"}],)",
       "f.json:2:23: unknown code 'live:txsecret_wrnog' (did you mean 'live:txsecret_wrong'?)"},
      {R"("wrong_in_console": [{"answer": "zzzzzzzzzzzz"}],)",
       "f.json:2:23: unknown code 'zzzzzzzzzzzz', a code is written service:name"},
      {R"("wrong_in_console": [{"answer": "live:ok", "on": {"service": "lve"}}],)",
       "f.json:2:51: unknown service 'lve', known are cos, live (did you mean 'live'?)"},
      {R"("wrong_in_console": [{"answer": "live:ok", "on": {"op": "upload", "service": "live"}}],)",
       "f.json:2:51: unknown operation 'upload', known are connect, listen, publish"},
  };
  check_each(with_console, rows);
  CHECK(
      with_sides(
          R"("wrong_in_app": {"why": {"en": "a", "zh": "a"}}, "wrong_in_console": {"why": {"en": "a", "zh": "a"}},)") ==
      Lines{"f.json:1:1: no side of this scenario can be played: both say why not"});
}

TEST_CASE("faults") {
  const Row rows[] = {
      {R"("faults": {},)", "f.json:2:1: 'faults' must be an array, but is an object"},
      {R"("faults": [{"id": "a", "do": {}}],)",
       "f.json:2:24: 'do' has no effect, allowed are delay, bandwidth, slice, stall, cut_after, reset, "
       "refuse_accept, "
       "close_before_answer, answer_code, rewrite_field"},
      {R"("faults": [{"id": "a", "do": {"dely": {}}}],)",
       "f.json:2:31: unknown effect 'dely', allowed are delay, bandwidth, slice, stall, cut_after, reset, "
       "refuse_accept, close_before_answer, answer_code, rewrite_field (did you mean 'delay'?)"},
      {R"("faults": [{"id": "a", "do": {"reset": 1}}],)", "f.json:2:31: must be an object, but is a number"},
      {R"("faults": [{"id": "a", "do": {"answer_code": {"code": "live:no"}}}],)",
       "f.json:2:47: unknown code 'live:no' (did you mean 'live:ok'?)"},
      {R"("faults": [{"id": "", "do": {"reset": {}}}],)", "f.json:2:13: 'id' is empty"},
      {R"("faults": [{"id": "a", "do": {"reset": {}}}, {"id": "a", "do": {"reset": {}}}],)",
       "f.json:2:47: fault 'a' is there twice"},
      {R"("faults": [{"do": {"reset": {}}}],)", "f.json:2:12: 'id' is missing"},
      {R"("faults": [{"id": "a", "when": {"one_in": 0}, "do": {"reset": {}}}],)",
       "f.json:2:33: 'one_in' must be 1 or more"},
      {R"("faults": [{"id": "a", "when": {"times": -1}, "do": {"reset": {}}}],)",
       "f.json:2:33: 'times' must be a whole number, 0 or more, but is -1"},
      {R"("faults": [{"id": "a", "on": {"service": "live", "op": "publish", "match": {"steam": "x"}}, "do": {"reset": {}}}],)",
       "f.json:2:77: 'steam' is no field of live.publish, known are stream, code (did you mean 'stream'?)"},
      {R"("faults": [{"id": "a", "on": {"match": {"steam": 1}}, "do": {"reset": {}}}],)",
       "f.json:2:41: 'steam' must be a string, where * is anything, but is a number"},
  };
  check_each(with, rows);
}

TEST_CASE("steps") {
  const Row rows[] = {
      {R"("steps": [1],)", "f.json:2:11: a step must be an object, but is a number"},
      {R"("steps": [],)", "f.json:1:1: 'steps' is missing or empty"},
      {R"("steps": [{}],)", "f.json:2:11: this step does nothing, known are push, upload, copy, ban"},
      {R"("steps": [{"push": {}, "ban": {}}],)",
       "f.json:2:24: a step is one act, but this is 'push' and 'ban'"},
      {R"("steps": [{"push": {"second": 1}}],)",
       "f.json:2:21: unknown key 'second', allowed are seconds, wrong (did you mean 'seconds'?)"},
      {R"("steps": [{"push": "5"}],)",
       "f.json:2:12: 'seconds' must be a whole number, 0 or more, but is a string"},
      {R"("steps": [{"upload": {}}],)", "f.json:2:12: 'file' is missing"},
      {R"("steps": [{"copy": "a"}],)", "f.json:2:12: 'copy' needs an object with 'to'"},
      {R"("steps": [{"ban": 1}],)", "f.json:2:12: 'ban' takes no arguments, write an empty object"},
      {R"("steps": [{"upload": {"file": "${backend.X}"}}],)",
       "f.json:2:23: unknown placeholder '${backend.X}' (did you mean '${backend}'?)"},
      {R"("steps": [{"ban": {}, "after": "live.publsh"}],)",
       "f.json:2:23: nothing on the wire is called 'live.publsh', known are live.publish, cos.upload (did "
       "you mean "
       "'live.publish'?)"},
      {R"("steps": [{"ban": {}, "after": 1}],)",
       "f.json:2:23: 'after' must be a string like \"live.publish\", or an object of 'wire' and 'count', but "
       "is a "
       "number"},
      {R"("steps": [{"ban": {}, "after": {"wire": "cos.upload", "count": 0}}],)",
       "f.json:2:55: 'count' must be 1 or more"},
      {R"("steps": [{"ban": {}, "after": {"count": 1}}],)", "f.json:2:23: 'wire' is missing"},
  };
  check_each(with_steps, rows);
}

TEST_CASE("expectations") {
  const Row rows[] = {
      {R"("expect": [],)", "f.json:1:1: 'expect' is missing or empty"},
      {R"("expect": ["x"],)", "f.json:2:12: an expectation must be an object, but is a string"},
      {R"("expect": [{"code": 1}],)",
       "f.json:2:12: an expectation names its observer: wire, client, backend, or row (or it is an 'order')"},
      {R"("expect": [{"wire": 1}],)", "f.json:2:13: 'wire' must be a string, but is a number"},
      {R"("expect": [{"wire": "log"}],)",
       "f.json:2:13: 'wire' does not see 'log', known are live.publish, cos.upload"},
      {R"("expect": [{"client": "lgo"}],)", "f.json:2:13: 'client' does not see 'lgo', known are log"},
      {R"("expect": [{"wire": "cos.upload", "code": -98}],)",
       "f.json:2:35: 'cos' has no code with the number -98"},
      {R"("expect": [{"wire": "live.publish", "code": 3}],)",
       "f.json:2:37: the codes of 'live' have no numbers, only names"},
      {R"("expect": [{"wire": "cos.upload", "code": "txsecret_wrong"}],)",
       "f.json:2:35: unknown code 'cos:txsecret_wrong' (did you mean 'live:txsecret_wrong'?)"},
      {R"("expect": [{"wire": "cos.upload", "bucket": [1]}],)",
       "f.json:2:35: must be a string, a number, true, false, or a matcher, but is an array"},
      {R"("expect": [{"wire": "cos.upload", "bucket": {}}],)",
       "f.json:2:35: a matcher is one of contains, matches, between, absent"},
      {R"("expect": [{"wire": "cos.upload", "bucket": {"contain": "x"}}],)",
       "f.json:2:46: unknown matcher 'contain', allowed are contains, matches, between, absent (did you mean "
       "'contains'?)"},
      {R"("expect": [{"wire": "cos.upload", "bucket": {"contains": ""}}],)",
       "f.json:2:46: 'contains' must be a string that is not empty"},
      {R"("expect": [{"wire": "cos.upload", "bucket": {"matches": "a("}}],)",
       "f.json:2:46: 'matches' is no regular expression (ECMAScript): 'a('"},
      {R"("expect": [{"wire": "cos.upload", "bucket": {"matches": 5}}],)",
       "f.json:2:46: 'matches' must be a regular expression in a string"},
      {R"("expect": [{"wire": "cos.upload", "bucket": {"between": [2, 1]}}],)",
       "f.json:2:46: 'between' must be two numbers, the smaller one first"},
      {R"("expect": [{"wire": "cos.upload", "bucket": {"absent": false}}],)",
       "f.json:2:46: 'absent' can only be true"},
      {R"("expect": [{"wire": "cos.upload", "bucket": "${nowhere.at.all}"}],)",
       "f.json:2:35: unknown placeholder '${nowhere.at.all}'"},
      {R"("expect": [{"wire": "cos.upload", "count": "1"}],)",
       "f.json:2:35: 'count' must be a whole number, 0 or more, but is a string"},
      {R"("expect": [{"wire": "cos.upload", "count": 0}],)",
       "f.json:2:35: a 'count' of 0 is written as \"none\": true"},
      {R"("expect": [{"wire": "cos.upload", "none": true, "count": 1}],)",
       "f.json:2:49: 'count' says nothing where 'none' is true"},
      {R"("expect": [{"wire": "cos.upload", "strict": true}],)", "f.json:2:35: 'strict' is about a 'count'"},
      {R"("expect": [{"order": [{"wire": "cos.upload"}]}],)",
       "f.json:2:13: 'order' needs two expectations or more"},
      {R"("expect": [{"order": [{"wire": "cos.upload"}, {"client": "log", "none": true}]}],)",
       "f.json:2:65: what is not there has no place in an 'order'"},
      {R"("expect": [{"order": [{"wire": "cos.upload"}, {"order": []}]}],)",
       "f.json:2:48: there is no 'order' within an 'order'"},
      {R"("expect": [{"order": [], "wire": "cos.upload"}],)",
       "f.json:2:26: unknown key 'wire', allowed are order"},
  };
  check_each(with_expect, rows);
}

TEST_CASE("a healthy scenario with something wrong") {
  const auto healthy = [](std::string_view more) {
    return complaints("{\"title\": {\"en\": \"t\", \"zh\": \"t\"}, \"healthy\": true," + std::string(more) +
                      std::string(good_expect) + "\"tags\": []}");
  };
  CHECK(healthy(good_steps).empty());
  CHECK(healthy(std::string(good_steps) + R"("wrong_in_app": [],)") ==
        Lines{"f.json:1:1: a healthy scenario has neither 'wrong_in_app' nor 'wrong_in_console'"});
  CHECK(healthy(std::string(good_steps) + R"("faults": [{"id": "f", "do": {"reset": {}}}],)") ==
        Lines{"f.json:1:1: a healthy scenario has no 'faults'"});
  CHECK(healthy(R"("steps": [{"push": {"wrong": "twice"}}],)") ==
        Lines{"f.json:1:1: a healthy scenario has no step with 'wrong'"});
}
