// Slice upload: parallel, serial, resumed, instant, under its legacy name; and everything that stops it. (COS
// v4 reference, 3.3)
#include <algorithm>

#include "base/random.h"
#include "v4_scene.h"

using namespace faultcast;
using namespace faultcast::cos_test;

namespace {

constexpr std::size_t slice = 64 << 10;

std::string some_bytes(std::size_t size) {
  std::string out(size, '\0');
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>((7 * i + 3) % 256);
  return out;
}

struct Slices : V4 {
  std::string path = "/live/big", whole = some_bytes(3 * slice + 10), sha = sha1_of(whole), session;

  Answered call(const std::string& op, http::Fields fields, std::optional<std::string> content = {}) {
    return ask({.op = op, .path = path, .fields = std::move(fields), .content = std::move(content)});
  }
  Answered init(http::Fields more = {}, const char* op = "upload_slice_init") {
    http::Fields fields = {{"filesize", std::to_string(whole.size())}, {"slice_size", std::to_string(slice)}};
    fields.insert(fields.end(), more.begin(), more.end());
    Answered got = call(op, fields);
    if (got.data().contains("session")) session = got.data()["session"];
    return got;
  }
  Answered data(std::size_t offset, const char* op = "upload_slice_data") {
    return call(op, {{"session", session}, {"offset", std::to_string(offset)}}, whole.substr(offset, slice));
  }
  Answered finish(http::Fields more = {}) {
    http::Fields fields = {{"session", session}, {"filesize", std::to_string(whole.size())}};
    fields.insert(fields.end(), more.begin(), more.end());
    return call("upload_slice_finish", fields);
  }
  void all() {
    for (std::size_t offset = 0; offset < whole.size(); offset += slice)
      CHECK(data(offset).name() == "SUCCESS");
  }
};

}  // namespace

TEST_CASE("in any order, with repeats: the whole is there, and every answer has its members") {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    Slices scene;
    const Answered begun = scene.init({{"sha", scene.sha}, {"biz_attr", "b"}});
    CHECK(members(begun.data()) == "session slice_size");
    CHECK(begun.data()["slice_size"] == slice);
    CHECK(begun.field("session") == scene.session);
    CHECK(scene.session.ends_with("1480000100"));
    std::vector<std::size_t> offsets = {0, slice, 2 * slice, 3 * slice, 0, 3 * slice};
    Random random(seed);
    for (std::size_t i = offsets.size(); i > 1; --i) std::swap(offsets[i - 1], offsets[random.below(i)]);
    for (const auto offset : offsets) {
      const Answered part = scene.data(offset);
      CHECK(members(part.data()) == "session offset datalen");
      CHECK(part.data()["session"] == scene.session);
      CHECK(part.data()["offset"] == offset);
      CHECK(part.data()["datalen"] == std::min(slice, scene.whole.size() - offset));
    }
    CHECK(scene.get("stat", scene.path).name() == "ERROR_CMD_FILE_NOTEXIST");
    CHECK(members(scene.finish({{"sha", scene.sha}}).data()) == "access_url resource_path source_url url");
    const Json stat = scene.get("stat", scene.path).data();
    CHECK(stat["sha"] == scene.sha);
    CHECK(stat["filesize"] == scene.whole.size());
    CHECK(stat["biz_attr"] == "b");
    CHECK(scene.state.uploads.empty());
  }
}

TEST_CASE("the server has the last word on the size of slices") {
  for (const auto& [asked, given] : {std::pair<const char*, std::uint64_t>{"1", 65536},
                                     {"524288", 524288},
                                     {"999999999", 3145728},
                                     {"", 1048576}}) {
    Slices scene;
    CHECK(scene.call("upload_slice_init", {{"filesize", "9"}, {"slice_size", asked}}).data()["slice_size"] ==
          given);
  }
}

TEST_CASE("serial mode: told at init, an offset that is ahead is refused, one that was there is not") {
  Slices scene;
  scene.set("console.cos_v4.behaviour.serial_upload", "true");
  CHECK(scene.init().data()["serial_upload"] == 1);
  check_refused({"ahead", "ERROR_PROCESS_OFFSET", -290, 400, ""}, scene.data(slice));
  CHECK(scene.data(0).name() == "SUCCESS");
  CHECK(scene.data(slice).name() == "SUCCESS");
  CHECK(scene.data(0).name() == "SUCCESS");
  scene.data(2 * slice), scene.data(3 * slice);
  CHECK(scene.finish().name() == "SUCCESS");
}

TEST_CASE("resumed: init says so, list gives the session and its parts, the rest is sent") {
  Slices scene;
  const std::string sums = fmt::format(
      R"([{{"offset":0,"datalen":{},"datasha":"declared"}},{{"offset":-1}},{{"datasha":1}},5])", slice);
  scene.init({{"sha", scene.sha}, {"uploadparts", sums}});
  const std::string first = scene.session;
  scene.data(0), scene.data(2 * slice);
  check_refused({"again", "_ERROR_FILE_NOT_FINISH_UPLOAD", -4019, 400, ""}, scene.init({{"sha", scene.sha}}));
  const Json list = scene.call("upload_slice_list", {}).data();
  CHECK(members(list) == "session slice_size filesize sha listparts");
  CHECK(list["session"] == first);
  CHECK(list["slice_size"] == slice);
  CHECK(list["filesize"] == scene.whole.size());
  CHECK(list["sha"] == scene.sha);
  REQUIRE(list["listparts"].size() == 2);
  CHECK(members(list["listparts"][0]) == "offset datalen datasha");
  CHECK(list["listparts"][0]["datasha"] == "declared");
  CHECK(list["listparts"][1]["offset"] == 2 * slice);
  CHECK(list["listparts"][1]["datalen"] == slice);
  CHECK(list["listparts"][1]["datasha"] == sha1_of(scene.whole.substr(2 * slice, slice)));
  scene.data(slice), scene.data(3 * slice);
  CHECK(scene.finish({{"sha", scene.sha}}).name() == "SUCCESS");
  CHECK(members(scene.call("upload_slice_list", {}).data()) == "access_url resource_path source_url url");
}

TEST_CASE("instant: a content that is known anywhere in the bucket is not sent again") {
  Slices scene;
  scene.upload("/elsewhere", scene.whole);
  const Answered got = scene.init({{"sha", upper(scene.sha)}, {"biz_attr", "b"}});
  CHECK(members(got.data()) == "access_url resource_path source_url url");
  CHECK(got.field("instant") == "true");
  CHECK(scene.get("stat", scene.path).data()["sha"] == scene.sha);
  CHECK(scene.get("stat", scene.path).data()["biz_attr"] == "b");
  CHECK(scene.state.uploads.empty());
  scene.path = "/taken";
  scene.upload("/taken", "other");
  CHECK(scene.init({{"sha", scene.sha}}).name() == "ERROR_CMD_COS_FILE_EXIST");
  CHECK(scene.init({{"sha", scene.sha}, {"insertOnly", "0"}}).field("instant") == "true");
  // Of another size it is another content.
  CHECK(scene.call("upload_slice_init", {{"filesize", "5"}, {"sha", scene.sha}}).data().contains("session"));
}

TEST_CASE("under its legacy name it begins without content, goes on with it, and ends by itself") {
  Slices scene;
  CHECK(members(scene.init({{"sha", scene.sha}}, "upload_slice").data()) == "session slice_size");
  for (std::size_t offset = 0; offset < 3 * slice; offset += slice)
    CHECK(members(scene.data(offset, "upload_slice").data()) == "session offset datalen");
  CHECK(members(scene.data(3 * slice, "upload_slice").data()) == "access_url resource_path source_url url");
  CHECK(scene.get("stat", scene.path).data()["sha"] == scene.sha);
  CHECK(scene.data(0, "upload_slice").name() == "ERROR_CGI_WRONG_SESSION");
}

TEST_CASE("a session lives as long as the setup says") {
  Slices scene;
  scene.set("console.cos_v4.behaviour.session_life_s", "10");
  scene.init();
  scene.now += 9999;
  CHECK(scene.data(0).name() == "SUCCESS");
  scene.now += 1;
  check_refused({"too late", "ERROR_CGI_WRONG_SESSION", -5983, 400, ""}, scene.data(slice));
  CHECK(scene.call("upload_slice_list", {}).name() == "ERROR_CMD_FILE_NOTEXIST");
  CHECK(scene.init().name() == "SUCCESS");
}

TEST_CASE("refusals along the way") {
  Slices scene;
  const auto code = [&](const std::string& op, http::Fields fields, std::optional<std::string> content = {}) {
    return scene.call(op, std::move(fields), std::move(content));
  };
  check_refused({"no filesize", "ERROR_CGI_PARAM_MISSING_FILESIZE", -5971, 400, ""},
                code("upload_slice_init", {}));
  check_refused({"filesize is text", "ERROR_CGI_PARAM_MISSING_FILESIZE", -5971, 400, ""},
                code("upload_slice_init", {{"filesize", "big"}}));
  check_refused({"too large", "ERROR_PROCESS_FILE_TOO_LARGE", -285, 400, ""},
                code("upload_slice_init", {{"filesize", "68719476737"}}));
  check_refused({"sha that is none", "ERROR_CMD_COS_INVALID_SHA", -168, 400, ""},
                code("upload_slice_init", {{"filesize", "9"}, {"sha", "x"}}));
  CHECK(code("upload_slice_init", {{"filesize", "9"}, {"sha", "\x01"}}).answer.verdict.facts ==
        std::vector<Fact>{{"sha", "\\x01", ""}});
  check_refused({"no slices", "ERROR_PROCESS_WRONG_SLICE_SIZE", -284, 400, ""},
                code("upload_slice_init", {{"filesize", "9"}, {"slice_size", "0"}}));
  check_refused({"no session", "ERROR_PROXY_NO_SESSION", -95, 400, ""},
                code("upload_slice_data", {{"offset", "0"}}, "x"));
  check_refused({"nobody's session", "ERROR_CGI_WRONG_SESSION", -5983, 400, ""},
                code("upload_slice_data", {{"offset", "0"}, {"session", "x"}}, "x"));
  scene.init({{"sha", scene.sha}});
  const std::string mine = scene.session, size = std::to_string(scene.whole.size());
  const auto data = [&](const char* offset, std::optional<std::string> content) {
    return code("upload_slice_data", {{"session", mine}, {"offset", offset}}, std::move(content));
  };
  check_refused({"no content", "ERROR_CGI_MISSING_FILECONTENT", -5990, 400, ""}, data("0", std::nullopt));
  check_refused({"no offset", "ERROR_PROCESS_OFFSET", -290, 400, ""}, data("", "x"));
  check_refused({"offset is text", "ERROR_PROCESS_OFFSET", -290, 400, ""}, data("x", "x"));
  check_refused({"nothing", "ERROR_PROCESS_SLICE_TOO_SMALL", -283, 400, ""}, data("0", ""));
  check_refused({"too large a slice", "ERROR_CGI_SLICE", -5991, 400, ""},
                data("0", std::string((3 << 20) + 1, 'x')));
  check_refused({"beyond the end", "ERROR_PROCESS_OFFSET", -290, 400, ""}, data(size.c_str(), "x"));
  scene.data(0);
  check_refused({"into another part", "ERROR_PROCESS_OFFSET", -290, 400, ""}, data("1", "x"));
  const std::string path = scene.path;
  scene.path = "/live/other";
  check_refused({"another file's session", "ERROR_CGI_WRONG_SESSION", -5983, 400, ""}, data("0", "x"));
  scene.path = path;

  const auto finish = [&](http::Fields fields) {
    fields.emplace_back("session", mine);
    return code("upload_slice_finish", std::move(fields));
  };
  check_refused({"finish without filesize", "ERROR_CGI_PARAM_MISSING_FILESIZE", -5971, 400, ""},
                finish({{"sha", scene.sha}}));
  check_refused({"another filesize", "ERROR_CMD_COS_FILE_SIZE_NOT_EQU", -175, 400, ""},
                finish({{"sha", scene.sha}, {"fileSize", "9"}}));
  check_refused({"no sha", "ERROR_CGI_FINISH_MISSING_SHA", -29094, 400, ""}, finish({{"filesize", size}}));
  check_refused({"another sha", "ErrNotSameSHA", -4016, 400, ""},
                finish({{"filesize", size}, {"sha", sha1_of("other")}}));
  check_refused({"too early", "ErrQueryOffset", -4014, 400, ""},
                finish({{"filesize", size}, {"sha", scene.sha}}));
  scene.whole[5] = 'x';
  scene.all();
  check_refused({"another content", "ErrNotSameSHA", -4016, 400, ""},
                finish({{"filesize", size}, {"sha", scene.sha}}));
  CHECK(scene.state.uploads.empty());
}

TEST_CASE("finish keeps what is there where insertOnly says so; a file of no bytes needs no slice") {
  Slices scene;
  scene.upload(scene.path, "old");
  scene.init();
  scene.all();
  check_refused({"there", "ERROR_CMD_COS_FILE_EXIST", -177, 400, ""}, scene.finish());
  scene.init({{"insertOnly", "0"}});
  scene.all();
  CHECK(scene.finish().name() == "SUCCESS");
  scene.whole.clear(), scene.path = "/live/empty";
  scene.init();
  CHECK(scene.finish().name() == "SUCCESS");
  CHECK(scene.get("stat", scene.path).data()["filesize"] == 0);
}
