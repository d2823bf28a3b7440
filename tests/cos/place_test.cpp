#include "cos/place.h"

#include <doctest/doctest.h>

using namespace faultcast;
using namespace faultcast::cos;

namespace {

std::string read_place(std::string_view path) {
  const auto place = parse_place(path, "/files/v2/");
  return place ? place->appid + " " + place->bucket + " " + place->key + (place->utf8 ? "" : " (no UTF-8)")
               : "-";
}

std::string_view fault_of(std::string_view path, bool folder) {
  const auto place = parse_place(path, "/files/v2/");
  REQUIRE(place);
  return wrong_key(*place, folder);
}

}  // namespace

TEST_CASE("which object a URL means") {
  CHECK(read_place("/files/v2/1250000001/harness/a/b.png") == "1250000001 harness a/b.png");
  CHECK(read_place("/files/v2/1250000001/harness/d/") == "1250000001 harness d/");
  CHECK(read_place("/files/v2/1250000001/harness/") == "1250000001 harness ");
  CHECK(read_place("/files/v2/1250000001/harness") == "1250000001 harness ");
  CHECK(read_place("/files/v2/1/b/%E5%A4%B4%E5%83%8F%201.png") == "1 b 头像 1.png");
  CHECK(read_place("/files/v2/1/b/a%2Fb") == "1 b a/b");
  CHECK(read_place("/files/v2/1/b/a+b%") == "1 b a+b%");
  CHECK(read_place("/files/v2/1/b%01/a") == "1 b\\x01 a");
  CHECK(read_place("/files/v2/1/b/a%00") == "1 b a\\x00 (no UTF-8)");
  CHECK(read_place("/files/v2/1/b/%FF") == "1 b \\xff (no UTF-8)");
  CHECK(read_place("/files/v2/1/b/%C0%AE") == "1 b \\xc0\\xae (no UTF-8)");
  for (const char* none :
       {"/files/v1/1/b/a", "/files/v2/", "/files/v2/1", "/files/v2/1/", "/files/v2/x/b/a", "/files/v2//b/a",
        "/files/v2/1//a", "/files/v2/%31/b/a", "/files/v2/-1/b/a", "/", ""})
    CHECK_MESSAGE(read_place(none) == "-", none);
}

TEST_CASE("what is wrong with a key, as a file's and as a folder's") {
  struct Row {
    const char *path, *as_file, *as_folder;
  };
  const char *bad = "ERROR_CMD_COS_INVALID_PATH", *surplus = "ERROR_CMD_PARAM_PAHT_FILE_SURPLUS_SLASH",
             *lacks = "ERROR_CMD_PARAM_PATH_DIR_MISSING_SLASH", *text = "ERROR_CMD_NOT_UTF8_ENCODING";
  const Row rows[] = {
      {"a", "", lacks},          {"a/b.png", "", lacks},
      {"a/", surplus, ""},       {"", "ERROR_CMD_PARAM_PATH_EMPTY", ""},
      {"/a", bad, bad},          {"a//b", bad, bad},
      {"a//", bad, bad},         {"..", bad, bad},
      {"../a", bad, bad},        {"a/..", bad, bad},
      {"a/../b/", bad, bad},     {"%2e%2E/a", bad, bad},
      {"a%2F..%2Fb", bad, bad},  {"./a", bad, bad},
      {"...", "", lacks},        {".a", "", lacks},
      {"%20/a", bad, bad},       {"a%20b", "", lacks},
      {"a%3F", bad, bad},        {"a*", bad, bad},
      {"a:b", bad, bad},         {"a%7Cb", bad, bad},
      {"a%5Cb", bad, bad},       {"a%3Cb", bad, bad},
      {"a%3Eb", bad, bad},       {"a%22b", bad, bad},
      {"%00", text, text},       {"a%FF", text, text},
      {"%ED%A0%80", text, text},
  };
  for (const auto& row : rows) {
    CAPTURE(row.path);
    CHECK(fault_of(std::string("/files/v2/1/b/") + row.path, false) == row.as_file);
    CHECK(fault_of(std::string("/files/v2/1/b/") + row.path, true) == row.as_folder);
  }
}

TEST_CASE("the resource of a place, encoded again") {
  CHECK(parse_place("/files/v2/1/b/%e5%a4%b4%201/", "/files/v2/")->resource() == "/1/b/%E5%A4%B4%201/");
  CHECK(parse_place("/files/v2/1/b", "/files/v2/")->resource() == "/1/b/");
}
