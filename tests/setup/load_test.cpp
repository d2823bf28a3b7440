#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "setup/catalogue_of_test.h"

using namespace faultcast;
using namespace faultcast::setup;

namespace {

using Lines = std::vector<std::string>;

Lines complaints(std::string_view text) {
  json::Problems problems;
  Setup::from(test_catalogue(), json::Document::parse("s.json", text, problems), problems);
  Lines lines;
  for (const auto& problem : problems) lines.push_back(problem.str());
  return lines;
}

}  // namespace

TEST_CASE("a setup file is laid over the fallbacks") {
  const Setup setup = setup_of(R"({ "$schema": "x", // comments are fine
      "backend": {"APP_BIZID": 777, "DB": {"DBNAME": "live"}},
      "console": {"live": {"streams": {"777_a": {}}}, "cos": {"keys": {"AKIDa": {"secret_key": "k"}}}},
      "client": {"COS_BUCKET": "b"} })");
  CHECK(setup.text("backend.APP_BIZID") == "777");
  CHECK(setup.text("console.live.bizid") == "8888");
  CHECK(setup.keys("console.live.streams") == Lines{"777_a"});
  CHECK(setup.has("console.live.streams.777_a.banned"));
  CHECK(setup.text("console.cos.keys.AKIDa.secret_key") == "k");
  CHECK(setup.text("client.kTCCOSBucket") == "b");
}

TEST_CASE("every mistake of a setup file is told at its place") {
  struct Row {
    std::string_view text;
    Lines sentences;
  };
  const Row rows[] = {
      {"[]", {"s.json:1:1: a setup must be an object, but is an array"}},
      {R"({"consol": {}})", {"s.json:1:2: unknown setting 'consol'"}},
      {R"({"console": 1})",
       {"s.json:1:2: 'console' is a group of settings and must be an object, but is a number"}},
      {R"({"console": {"live": {"bizid": {"x": 1}}}})",
       {"s.json:1:23: 'console.live.bizid' is one setting, not a group, but is an object"}},
      {R"({"console": {"live": {"streams": {"a": "b"}}}})",
       {"s.json:1:35: 'console.live.streams.a' is a group of settings and must be an object, but is a "
        "string"}},
      {R"({"console": {"live": {"streams": {"a.b": {}}}}})",
       {"s.json:1:35: 'a.b' cannot be a key of a setting, which has letters, digits, '_' and '-' only"}},
      {"{\"client\": {\"kTCCOSBucket\": \"a\",\n \"COS_BUCKET\": \"b\"}}",
       {"s.json:2:2: 'client.COS_BUCKET' is the same setting as 'client.kTCCOSBucket', which is given too"}},
      {"{\"backend\": {\"APP_BIZD\": \"1\",\n  \"DB\": {\"PORT\": \"3306\", \"PORT\": 1}},\n \"client\": "
       "{\"stream\": 5}}",
       {"s.json:2:26: duplicate key 'PORT', first at 2:10",
        "s.json:1:14: unknown setting 'backend.APP_BIZD' (did you mean 'backend.APP_BIZID'?)",
        "s.json:2:10: 'backend.DB.PORT' must be a number, but is a string",
        "s.json:3:13: 'client.stream' must be a string, but is a number"}},
      {R"({"backend": {"COSKEY_SECRECTID": "@env:FAULTCAST_TEST_NOT_THERE"}})",
       {"s.json:1:14: 'backend.COSKEY_SECRECTID': the environment variable 'FAULTCAST_TEST_NOT_THERE' is not "
        "set"}},
      {R"({"backend": {"COSKEY_SECRECTID": "@file:not-there.txt"}})",
       {"s.json:1:14: 'backend.COSKEY_SECRECTID': the file 'not-there.txt' cannot be opened"}},
      {R"({"backend": {"COSKEY_SECRECTID": "@file:/"}})",
       {"s.json:1:14: 'backend.COSKEY_SECRECTID': '/' is a folder"}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(complaints(row.text) == row.sentences);
  }
}

TEST_CASE("values come from the environment and from files beside the setup, which lose one line end") {
  const auto folder = std::filesystem::temp_directory_path() / "faultcast_setup_load_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "key.txt") << "secret-of-the-file\n\n";
  std::ofstream(folder / "crlf.txt") << "id\r\n";
  std::ofstream(folder / "setup.json") << R"({"console": {"live": {"push_key": "@file:key.txt"}},
      "backend": {"COSKEY_SECRECTID": "@file:crlf.txt", "APP_BIZID": "@env:FAULTCAST_TEST_BIZID"}})";
  ::setenv("FAULTCAST_TEST_BIZID", "4711", 1);
  json::Problems problems;
  const Setup setup = Setup::read(test_catalogue(), (folder / "setup.json").string(), problems);
  CHECK(problems.empty());
  CHECK(setup.text("console.live.push_key") == "secret-of-the-file\n");
  CHECK(setup.text("backend.COSKEY_SECRECTID") == "id");
  CHECK(setup.text("backend.APP_BIZID") == "4711");
  std::ofstream(folder / "key.txt") << std::string(64 * 1024 + 1, 'k');
  Setup::read(test_catalogue(), (folder / "setup.json").string(), problems);
  CHECK(problems.size() == 1);
  std::filesystem::remove_all(folder);
}

TEST_CASE("a setup file that cannot be read is one problem") {
  json::Problems problems;
  const Setup setup = Setup::read(test_catalogue(), "not-there.json", problems);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].str() == "not-there.json: there is no such file");
  CHECK(setup == Setup(test_catalogue()));
}
