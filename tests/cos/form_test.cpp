// The parameters of a call, in every shape that SDKs give them. (COS v4 reference, 5.1 and 5.2; COS legacy
// reference, 5 and 6)
#include "cos/form.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "json/untrusted.h"
#include "store/folder_of_test.h"

using namespace faultcast;
using namespace faultcast::cos;
using Trouble = Form::Trouble;

namespace {

std::string crlf(std::string_view text) {
  return replace_all(std::string(text), "\n", "\r\n");
}

http::RequestHead head_with(const std::string& type, const std::string& query = {}) {
  http::RequestHead head;
  if (!type.empty()) head.headers.add("Content-Type", type);
  head.query = query;
  return head;
}

/// Read in pieces of this size.
Form read(const http::RequestHead& head, std::string_view body, std::size_t cut = SIZE_MAX,
          store::BlobWriter writer = store::BlobWriter(store::Disk::temporary())) {
  Form form(head, std::move(writer));
  for (ByteView rest = as_bytes(body); !rest.empty(); rest = rest.subspan(std::min(cut, rest.size())))
    form.take(rest.first(std::min(cut, rest.size())));
  form.finish();
  return form;
}

std::string value(const Form& form, std::string_view name) {
  const std::string* found = form.field(name);
  return found == nullptr ? "-" : *found;
}
std::string content(const Form& form) {
  return form.content() ? std::string(as_text(form.content()->read(0, 1000))) : "-";
}

const std::string multipart = "multipart/form-data; boundary=B";

}  // namespace

TEST_CASE("an upload as each SDK writes it, cut at every place") {
  struct Sdk {
    const char* who;
    std::string type, body;
  };
  const Sdk rows[] = {
      {"PHP: names only", "multipart/form-data; boundary=---------------------0123456789abcdef",
       crlf("-----------------------0123456789abcdef\nContent-Disposition: form-data; name=\"op\"\n\nupload\n"
            "-----------------------0123456789abcdef\nContent-Disposition: form-data; "
            "name=\"insertOnly\"\n\n0\n"
            "-----------------------0123456789abcdef\nContent-Disposition: form-data; "
            "name=\"filecontent\"\n\npicture\n"
            "-----------------------0123456789abcdef--\n")},
      {"Python: a file name on every field", multipart,
       crlf("--B\nContent-Disposition: form-data; name=\"filecontent\"; "
            "filename=\"filecontent\"\n\npicture\n"
            "--B\nContent-Disposition: form-data; name=\"op\"; filename=\"op\"\n\nupload\n"
            "--B\nContent-Disposition: form-data; name=\"insertOnly\"; "
            "filename=\"insertOnly\"\n\n0\n--B--\n")},
      {"Java: types and encodings, fileContent", "multipart/form-data; boundary=\"B\"",
       crlf("--B\nContent-Disposition: form-data; name=\"op\"\nContent-Type: text/plain; charset=UTF-8\n"
            "Content-Transfer-Encoding: 8bit\n\nupload\n--B\nContent-Disposition: form-data; "
            "name=\"insertOnly\"\n\n0\n"
            "--B\nContent-Disposition: form-data; name=\"fileContent\"; filename=\"file\"\n"
            "Content-Type: application/octet-stream\n\npicture\n--B--\n")},
      {"legacy PHP: lower-case headers, no quotes", "Multipart/Form-Data; Boundary=B",
       crlf("--B\ncontent-disposition: form-data; name=op\n\nupload\n--B\ncontent-disposition: form-data; "
            "name=insertonly\n\n0\n--B\ncontent-disposition: form-data; name=fileContent; "
            "filename=C:\\a.jpg\n\n"
            "picture\n--B--\n")},
      {".NET: a line end in front, no line end behind", multipart,
       crlf("\n--B\nContent-Disposition: form-data; name=\"op\"\n\nupload\n--B\nContent-Disposition: "
            "form-data; "
            "name=\"insertOnly\"\n\n0\n--B\nContent-Disposition: form-data; name=\"FILECONTENT\"; "
            "filename=\"a\"\n\n"
            "picture\n--B--")},
      {"a body whose last boundary does not close", multipart,
       crlf(
           "--B\nContent-Disposition: form-data; name=\"op\"\n\nupload\n--B\nContent-Disposition: form-data; "
           "name=\"insertOnly\"\n\n0\n--B\nContent-Disposition: form-data; "
           "name=\"filecontent\"\n\npicture\n--B")},
  };
  for (const auto& row : rows)
    for (std::size_t cut = 1; cut <= row.body.size(); cut = cut < 20 ? cut + 1 : cut * 2) {
      CAPTURE(row.who);
      CAPTURE(cut);
      const Form form = read(head_with(row.type), row.body, cut);
      CHECK(form.trouble() == Trouble::none);
      CHECK(value(form, "op") == "upload");
      CHECK(value(form, "insertonly") == "0");
      CHECK(form.fields().size() == 2);
      CHECK(content(form) == "picture");
    }
}

TEST_CASE("content is bytes: a NUL, line ends, something like a boundary") {
  const std::string bytes("\0\r\n--C\r\n\0\r\n--", 13);
  const std::string body =
      crlf("--B\nContent-Disposition: form-data; name=\"filecontent\"\n\n") + bytes + "\r\n--B--\r\n";
  const Form form = read(head_with(multipart), body, 1);
  REQUIRE(form.trouble() == Trouble::none);
  CHECK(content(form) == bytes);
}

TEST_CASE(
    "JSON: numbers as numbers or as text, switches, nothing, objects; by its look, whatever the type says") {
  const char* body = R"( {"op":"update","flag":"193","num":5,"neg":-7,"on":true,"off":false,"none":null,
      "custom_headers":{"Content-Type":"a/b"},"text":"{\"a\":1}","empty":"","biz_attr":"中"} )";
  for (const char* type : {"application/json", "text/plain", "application/x-www-form-urlencoded", ""}) {
    const Form form = read(head_with(type), body, 3);
    CHECK(form.trouble() == Trouble::none);
    for (const auto& [name, right] : {std::pair{"op", "update"},
                                      {"flag", "193"},
                                      {"num", "5"},
                                      {"neg", "-7"},
                                      {"on", "1"},
                                      {"off", "0"},
                                      {"none", "-"},
                                      {"empty", "-"},
                                      {"custom_headers", "{\"Content-Type\":\"a/b\"}"},
                                      {"text", "{\"a\":1}"},
                                      {"biz_attr", "中"}})
      CHECK(value(form, name) == right);
    CHECK(form.field("empty", true) != nullptr);
    CHECK(form.field("none", true) != nullptr);
    CHECK(form.field("absent", true) == nullptr);
    CHECK_FALSE(form.content());
  }
}

TEST_CASE("urlencoded, where '+' is a blank; a query, where it is not") {
  const Form body =
      read(head_with("application/x-www-form-urlencoded"), "op=move&dest_fileid=%2Fa+b&OP=second");
  CHECK(value(body, "op") == "move");
  CHECK(value(body, "dest_fileid") == "/a b");
  const Form query = read(head_with("", "op=move&dest_fileid=%2Fa+b&to_over_write=1"), "");
  CHECK(query.trouble() == Trouble::none);
  CHECK(value(query, "op") == "move");
  CHECK(value(query, "dest_fileid") == "/a+b");
}

TEST_CASE("several sources at once: the body's fields, then the query's; an empty one does not count") {
  const Form json =
      read(head_with("application/json", "op=delete&num=5&sign=x"), R"({"OP":"list","num":""})");
  CHECK(value(json, "op") == "list");
  CHECK(value(json, "num") == "5");
  CHECK(value(json, "sign") == "x");
  const std::string form_body = crlf("--B\nContent-Disposition: form-data; name=\"Op\"\n\nupload\n--B--\n");
  CHECK(value(read(head_with(multipart, "op=delete"), form_body), "op") == "upload");
}

TEST_CASE("what cannot be read is one kind of trouble each, with a sentence") {
  struct Bad {
    const char* what;
    std::string type, body;
    Trouble trouble;
  };
  const std::string part = crlf("--B\nContent-Disposition: form-data; name=\"filecontent\"\n\nx\n");
  const Bad rows[] = {
      {"no part", multipart, "nothing", Trouble::form},
      {"nothing", multipart, "", Trouble::form},
      {"ends in a head", multipart, "--B\r\nContent-Dis", Trouble::form},
      {"ends in a content", multipart, crlf("--B\nContent-Disposition: form-data; name=\"a\"\n\nx"),
       Trouble::form},
      {"no boundary", "multipart/form-data", part, Trouble::form},
      {"another multipart", "multipart/mixed; boundary=B", part, Trouble::form},
      {"JSON that ends", "application/json", "{\"op\":\"a=b\"", Trouble::json},
      {"a JSON array", "", "[\"a=b\"]", Trouble::json},
      {"a JSON text", "", "\"a=b\"", Trouble::json},
      {"a word", "", "upload", Trouble::json},
      {"fields without end", multipart,
       crlf("--B\nContent-Disposition: form-data; name=\"a\"\n\n") +
           std::string(Form::most_fields_bytes + 1, 'x'),
       Trouble::size},
      {"text without end", "", "a=" + std::string(Form::most_fields_bytes, 'x'), Trouble::size},
      {"JSON nested without end", "", "{\"a\":" + std::string(500'000, '['), Trouble::json},
      {"JSON nested without end, and closed", "",
       "{\"a\":" + std::string(500'000, '[') + std::string(500'000, ']') + "}", Trouble::json},
  };
  for (const auto& row : rows)
    for (const std::size_t cut : {std::size_t{1000}, SIZE_MAX}) {
      CAPTURE(row.what);
      const Form form = read(head_with(row.type), row.body, cut);
      CHECK(form.trouble() == row.trouble);
      CHECK_FALSE(form.reason().empty());
    }
}

TEST_CASE("at the limit it is none: as many bytes of fields as may be, and content beyond it") {
  const std::string fields = crlf("--B\nContent-Disposition: form-data; name=\"a\"\n\n") +
                             std::string(Form::most_fields_bytes, 'x') + "\r\n";
  const std::string body = fields + crlf("--B\nContent-Disposition: form-data; name=\"filecontent\"\n\n") +
                           std::string(3'000'000, 'y') + "\r\n--B--\r\n";
  const Form form = read(head_with(multipart), body);
  CHECK(form.trouble() == Trouble::none);
  CHECK(form.content()->size() == 3'000'000);
  const std::string text = "a=" + std::string(Form::most_fields_bytes - 2, 'x');
  CHECK(read(head_with(""), text).trouble() == Trouble::none);
}

TEST_CASE("a content that cannot be stored") {
  store::FolderOfTest folder;
  auto disk = *store::Disk::kept(folder.path());
  folder.remove();
  const std::string body = crlf("--B\nContent-Disposition: form-data; name=\"filecontent\"\n\n") +
                           std::string(3'000'000, 'y') + "\r\n--B--\r\n";
  const Form form = read(head_with(multipart), body, SIZE_MAX, store::BlobWriter(disk));
  CHECK(form.trouble() == Trouble::disk);
  CHECK_FALSE(form.reason().empty());
}

TEST_CASE("JSON may be nested as deeply as headers need, and brackets in texts are none") {
  const auto nested = [](int depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(json::parse_untrusted(nested(32)).is_array());
  CHECK(json::parse_untrusted(nested(33)).is_discarded());
  CHECK(json::parse_untrusted("\"" + std::string(100, '[') + "\"").is_string());
  CHECK(json::parse_untrusted("\"\\\"" + std::string(100, '[') + "\"").is_string());
  CHECK(json::parse_untrusted("[[],[],[" + std::string("[],").append(300, ' ') + "[]]]").is_array());
  CHECK(json::parse_untrusted("{").is_discarded());
}
