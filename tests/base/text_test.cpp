#include "base/text.h"

#include <doctest/doctest.h>

using namespace faultcast;

TEST_CASE("the nearest word is found, and none where nothing is near") {
  const std::vector<std::string> known = {"push_key", "push_key_previous", "api_key"};
  CHECK(nearest("pushkey", known) == "push_key");
  CHECK(nearest("PUSH_KEY", known) == "push_key");
  CHECK(nearest("ap_key", known) == "api_key");
  CHECK_FALSE(nearest("bizid", known));
}

TEST_CASE("texts are the same in any case only in letters of ASCII") {
  CHECK(same_in_any_case("Content-TYPE", "content-type"));
  CHECK(same_in_any_case("", ""));
  CHECK_FALSE(same_in_any_case("ab", "abc"));
  CHECK_FALSE(same_in_any_case("abc", "ab"));
  CHECK_FALSE(same_in_any_case("@[`{", "`{@["));  // 0x20 apart, and no letters
  CHECK_FALSE(same_in_any_case("\xc3\x84", "\xc3\xa4"));
}
TEST_CASE("printable text cannot draw on a terminal") {
  CHECK(printable("") == "");
  CHECK(printable(" ~") == " ~");
  CHECK(printable("plain\x7f") == "plain\\x7f");
  CHECK(printable("a\x1b[2Jb\n") == "a\\x1b[2Jb\\x0a");
  CHECK(printable("推流") == "推流");
  CHECK(printable("\xe6\x8e") == "\\xe6\\x8e");
  CHECK(printable("\xc2\x9b") == "\\xc2\\x9b");
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");
  CHECK(excerpt("推流失败", 7) == "推流…");
}

TEST_CASE("width on a terminal: Chinese takes two columns") {
  CHECK(display_width("push") == 4);
  CHECK(display_width("推流x") == 5);
}

TEST_CASE("numbers fill their text or are none") {
  CHECK(parse_unsigned("58a1fbf0", 16) == 1487010800ULL);
  CHECK(parse_unsigned("58A1FBF0", 16) == 1487010800ULL);
  CHECK_FALSE(parse_unsigned("58a1fbf0 ", 16));
  CHECK_FALSE(parse_unsigned("0x58", 16));
  CHECK_FALSE(parse_unsigned("", 10));
  CHECK_FALSE(parse_unsigned("99999999999999999999999", 10));
}

TEST_CASE("split, join, trim, replace") {
  CHECK(join(split("a|b||c", '|'), "+") == "a+b++c");
  CHECK(trim(" \t k e y \r\n") == "k e y");
  CHECK(replace_all("aaa", "a", "aa") == "aaaaaa");
  CHECK(replace_all("aaa", "", "b") == "aaa");
}
