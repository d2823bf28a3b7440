#include "json/document.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/text.h"

using namespace faultcast;
using namespace faultcast::json;

namespace {

/// All problems of a text, a line each.
std::vector<std::string> complaints(std::string_view text) {
  Problems problems;
  Document::parse("f.json", text, problems);
  std::vector<std::string> lines;
  for (const auto& problem : problems) lines.push_back(problem.str());
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "every member and element knows where it stood, in characters, behind comments and both line ends") {
  Problems problems;
  const auto document = Document::parse("f.json",
                                        "\xEF\xBB\xBF// 头像\n"
                                        "{ /* 推流 */ \"键\": \"值\", \"list\": [1, -2.5e3 ,\"x\"],\r\n"
                                        "  \"in\": {\"a/b\": true, \"~\": [null]} }\n",
                                        problems);
  CHECK(problems.empty());
  CHECK(document.at("") == Position{2, 1});
  CHECK(document.at("/键") == Position{2, 12});
  CHECK(document.at("/list") == Position{2, 22});
  CHECK(document.at("/list/0") == Position{2, 31});
  CHECK(document.at("/list/1") == Position{2, 34});
  CHECK(document.at("/list/2") == Position{2, 42});
  CHECK(document.at("/in") == Position{3, 3});
  CHECK(document.at("/in/a~1b") == Position{3, 10});
  CHECK(document.at("/in/~0/0") == Position{3, 29});
  CHECK(document.value()["list"][1] == -2500.0);
  CHECK(document.value().dump() == R"({"键":"值","list":[1,-2500.0,"x"],"in":{"a/b":true,"~":[null]}})");
}

TEST_CASE("an unknown pointer stands where its nearest parent stands") {
  Problems problems;
  const auto document = Document::parse("f.json", "{\"a\": {\n\"b\": [7]}}", problems);
  CHECK(document.at("/a/b/9") == Position{2, 1});
  CHECK(document.at("/a/none/deeper") == Position{1, 2});
  CHECK(document.find("/a/b/1") == nullptr);
  CHECK(document.find("/a/b/0/x") == nullptr);
  REQUIRE(document.find("/a/b/0"));
  CHECK(*document.find("/a/b/0") == 7);
}

TEST_CASE("each duplicate key is a problem of its own and the first value stays") {
  Problems problems;
  const auto document = Document::parse(
      "f.json", "{\"a\": 1, \"b\": {\"c\": 1,\n \"c\": {\"d\": 2}, \"e\": 3},\n \"a\": [1, 2]}", problems);
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].str() == "f.json:2:2: duplicate key 'c', first at 1:16");
  CHECK(problems[1].str() == "f.json:3:2: duplicate key 'a', first at 1:2");
  CHECK(document.value().dump() == R"({"a":1,"b":{"c":1,"e":3}})");
  CHECK(document.at("/b/e") == Position{2, 17});
}

TEST_CASE("a syntax error is one sentence that says where, what is there and what belongs there") {
  struct Row {
    std::string_view text, sentence;
  };
  const Row rows[] = {
      {"", "f.json: the file is empty"},
      {" // only a comment\n", "f.json: the file is empty"},
      {"{", "f.json:1:2: unexpected end of the file, expected a key in double quotes or '}'"},
      {"{\"a\" 1}", "f.json:1:6: unexpected number '1', expected ':' after the key"},
      {"{\"a\": }", "f.json:1:7: unexpected '}', expected a value"},
      {"{\"a\": 1,, \"b\": 2}", "f.json:1:9: unexpected ',', expected a key in double quotes"},
      {"{\"a\": 1\n \"b\": 2}", "f.json:2:2: unexpected string \"b\", expected ',' or '}'"},
      {"{\"a\": 1,\n}", "f.json:2:1: unexpected '}', expected a key in double quotes"},
      {"{a: 1}", "f.json:1:2: unexpected word 'a', expected a key in double quotes or '}'"},
      {"[1 /* one */ 2]", "f.json:1:14: unexpected number '2', expected ',' or ']'"},
      {"[1,]", "f.json:1:4: unexpected ']', expected a value"},
      {"[tru]", "f.json:1:2: unexpected word 'tru', expected a value or ']'"},
      {"[truex]", "f.json:1:6: unexpected word 'x', expected ',' or ']'"},
      {"[01]", "f.json:1:3: unexpected number '1', expected ',' or ']'"},
      {"[1.]", "f.json:1:2: '1.' is not a number"},
      {"[+1]", "f.json:1:2: '+1' is not a number"},
      {"[1e999]", "f.json:1:2: number '1e999' is too large or too small"},
      {"['x']", "f.json:1:2: strings are written in double quotes"},
      {"[\"x]\n", "f.json:1:2: this string is not closed in its line"},
      {"[\"x", "f.json:1:2: this string is not closed"},
      {"[\"推\tx\"]", "f.json:1:4: control character \\x09 in a string, write it as \\u0009"},
      {"[\"a\\q\"]", "f.json:1:4: '\\q' is no escape that JSON knows"},
      {"[\"\\u12G4\"]", "f.json:1:3: '\\u12G4' is no escape that JSON knows"},
      {"[\"\\ud800\"]", "f.json:1:3: '\\ud800' is no escape that JSON knows"},
      {"{} x", "f.json:1:4: unexpected word 'x', expected the end of the file"},
      {"{}\n{}", "f.json:2:1: unexpected '{', expected the end of the file"},
      {"{ /* never closed", "f.json:1:3: this comment is not closed"},
      {"{ / }", "f.json:1:3: a '/' that begins no comment"},
      {"{\"a\": \"\xff\"}", "f.json:1:8: byte \\xff is not valid UTF-8"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(complaints(row.text) == Lines{std::string(row.sentence)});
  }
  CHECK(complaints(std::string_view("{}\0{", 4)) == Lines{"f.json:1:3: a zero byte: this is no text file"});
}

TEST_CASE("64 levels are read, 65 are refused at the bracket that is too deep") {
  CHECK(complaints(std::string(64, '[') + std::string(64, ']')).empty());
  CHECK(complaints(std::string(65, '[') + std::string(65, ']')) ==
        Lines{"f.json:1:65: nested deeper than 64 levels"});
  CHECK(complaints(std::string(1'000'000, '[')) == Lines{"f.json:1:65: nested deeper than 64 levels"});
}

TEST_CASE("a text of more than 4 MiB is refused, one of exactly 4 MiB is read") {
  const std::string most = "[]" + std::string(4 * 1024 * 1024 - 2, ' ');
  CHECK(complaints(most).empty());
  CHECK(complaints(most + " ") == Lines{"f.json: longer than 4 MiB"});
}

TEST_CASE("an object of a hundred thousand members is read without looking through them each time") {
  std::string wide = "{";
  for (int i = 0; i < 100'000; ++i) wide += "\"k" + std::to_string(i) + "\":0,";
  wide.back() = '}';
  Problems problems;
  const auto document = Document::parse("f.json", wide, problems);
  CHECK(problems.empty());
  CHECK(document.value().size() == 100'000);
}

TEST_CASE("what is no readable file is one sentence") {
  const auto folder = std::filesystem::temp_directory_path() / "faultcast_document_test";
  std::filesystem::create_directories(folder);
  const auto one = [](const std::string& path) {
    Problems problems;
    Document::read(path, problems);
    return problems.size() == 1 ? problems[0].sentence + "@" + std::to_string(problems[0].at.line)
                                : "not one problem";
  };
  CHECK(one((folder / "none.json").string()) == "there is no such file@0");
  CHECK(one(folder.string()) == "is a folder, not a file@0");
  const auto path = (folder / "a.json").string();
  std::ofstream(path) << "";
  CHECK(one(path) == "the file is empty@0");
  CHECK(one(path + "/below.json").find("@0") != std::string::npos);
  std::ofstream(path) << "[" << std::string(5 * 1024 * 1024, ' ');
  CHECK(one(path) == "longer than 4 MiB@0");
  std::ofstream(path) << "{\"x\": [1, 2]}";
  Problems problems;
  CHECK(Document::read(path, problems).at("/x/1") == Position{1, 11});
  CHECK(problems.empty());
  std::filesystem::remove_all(folder);
}

TEST_CASE("problems are put in the order of the file") {
  Problems problems = {
      {"other", {9, 9}, "stays"}, {"f", {3, 1}, "c"}, {"f", {1, 20}, "b"}, {"f", {1, 3}, "a"}};
  sort_by_position(problems, 1);
  std::string order;
  for (const auto& problem : problems) order += problem.sentence;
  CHECK(order == "staysabc");
}
