#include "http/wire.h"

using namespace faultcast;
using namespace faultcast::http;
using namespace std::string_literals;

namespace {

/// "part name filename=… | Header: value", "data: …", "part end", "form end", "broken: reason".
Lines read_form(std::string_view bytes, std::size_t fragment = 0, const std::string& boundary = "b") {
  MultipartParser parser(boundary);
  Lines lines;
  const Each tell{[&](const PartBegin& part) {
                    lines.push_back(fmt::format("part {}{}{}", part.name,
                                                part.filename ? " filename=" + *part.filename : "",
                                                listed(part.headers)));
                  },
                  [&](const PartData& part) {
                    CHECK_FALSE(part.bytes.empty());
                    add_data(lines, "data: ", part.bytes);
                  },
                  [&](const PartEnd&) { lines.emplace_back("part end"); },
                  [&](const FormEnd&) { lines.emplace_back("form end"); },
                  [&](const FormBroken& broken) { lines.push_back("broken: " + broken.reason); }};
  const auto over = [&] {
    return !lines.empty() && (lines.back() == "form end" || lines.back().starts_with("broken: "));
  };
  cut(bytes, fragment, [&](ByteView in) {
    while (const auto event = parser.next(in)) {
      CHECK_FALSE(over());
      std::visit(tell, *event);
    }
    CHECK(in.empty());
  });
  if (!over()) std::visit(tell, parser.finish());
  return lines;
}

void check_form(std::string_view bytes, const Lines& expected, const std::string& boundary = "b") {
  for (const std::size_t fragment : fragment_sizes) {
    CAPTURE(fragment);
    CHECK(join(read_form(bytes, fragment, boundary), "\n") == join(expected, "\n"));
  }
}

/// A form with one part "a" of that data.
std::string with_data(std::string_view data) {
  return fmt::format("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{}\r\n--b--\r\n", data);
}
void check_data(std::string_view data) {
  Lines expected = {"part a | Content-Disposition: form-data; name=\"a\"", fmt::format("data: {}", data),
                    "part end", "form end"};
  if (data.empty()) expected.erase(expected.begin() + 1);
  check_form(with_data(data), expected);
}

/// The line that tells of a part with this Content-Disposition, without its headers.
std::string part_of(std::string_view disposition) {
  const Lines lines = read_form(fmt::format("--b\r\nContent-Disposition: {}\r\n\r\n\r\n--b--", disposition));
  return lines.front().substr(0, lines.front().find(" |"));
}

}  // namespace

TEST_CASE("fields and a file, in any order") {
  const std::string op = "part op | Content-Disposition: form-data; name=\"op\"";
  const std::string file =
      "part filecontent filename=a.mp4 | Content-Disposition: form-data; name=\"filecontent\"; "
      "filename=\"a.mp4\" | Content-Type: video/mp4";
  check_form(
      "--b\r\nContent-Disposition: form-data; name=\"op\"\r\n\r\nupload\r\n"
      "--b\r\nContent-Disposition: form-data; name=\"filecontent\"; filename=\"a.mp4\"\r\n"
      "Content-Type: video/mp4\r\n\r\n\0\r\n\xff--\r\r\n"
      "--b\r\nContent-Disposition: form-data; name=\"sha\"\r\n\r\nabc\r\n--b--\r\n"s,
      {op, "data: upload", "part end", file, "data: \0\r\n\xff--\r"s, "part end",
       "part sha | Content-Disposition: form-data; name=\"sha\"", "data: abc", "part end", "form end"});
}

TEST_CASE("what the object store's SDKs send") {
  // PHP's slices: header names in lower case, 21 dashes in the boundary (COS legacy reference, 6)
  const std::string dashes = std::string(21, '-') + "0cc175b9c0f1b6a831c399e269772661";
  const std::string file =
      "part fileContent filename=/tmp/a b.mp4 | content-disposition: form-data; name=\"fileContent\"; "
      "filename=\"/tmp/a b.mp4\"";
  check_form(
      "--" + dashes + "\r\ncontent-disposition: form-data; name=\"op\"\r\n\r\nupload_slice_data\r\n--" +
          dashes +
          "\r\ncontent-disposition: form-data; name=\"fileContent\"; filename=\"/tmp/a b.mp4\"\r\n\r\n--" +
          std::string(21, '-') + "\r\n--" + dashes + "--\r\n",
      {"part op | content-disposition: form-data; name=\"op\"", "data: upload_slice_data", "part end", file,
       "data: --" + std::string(21, '-'), "part end", "form end"},
      dashes);
  // Python: every field is a file
  check_form("--b\r\nContent-Disposition: form-data; name=\"op\"; filename=\"op\"\r\n\r\nupload\r\n--b--\r\n",
             {"part op filename=op | Content-Disposition: form-data; name=\"op\"; filename=\"op\"",
              "data: upload", "part end", "form end"});
  // .NET: the body begins with CRLF
  check_form(
      "\r\n--b\r\nContent-Disposition: form-data; name=\"op\"\r\n\r\nupload\r\n--b--\r\n",
      {"part op | Content-Disposition: form-data; name=\"op\"", "data: upload", "part end", "form end"});
  // Java: types and encodings on every part
  const std::string java =
      "part op | Content-Disposition: form-data; name=\"op\" | Content-Type: text/plain; charset=UTF-8 | "
      "Content-Transfer-Encoding: 8bit";
  check_form(
      "--b\r\nContent-Disposition: form-data; name=\"op\"\r\nContent-Type: text/plain; charset=UTF-8\r\n"
      "Content-Transfer-Encoding: 8bit\r\n\r\nupload\r\n--b--\r\n",
      {java, "data: upload", "part end", "form end"});
  // C++: libcurl, the file named "data"
  CHECK(part_of("form-data; name=\"filecontent\"; filename=\"data\"") == "part filecontent filename=data");
}

TEST_CASE("names: quoted or not, in any order and case, escaped, empty, missing") {
  CHECK(part_of("form-data; name=op") == "part op");
  CHECK(part_of("form-data; filename=\"x\"; name=\"op\"") == "part op filename=x");
  CHECK(part_of("form-data;NAME = op ;FileName= x y ") == "part op filename=x y");
  CHECK(part_of("form-data; name=\"a;b=\\\"c\\\"\"; filename=\"\"") == "part a;b=\"c\" filename=");
  CHECK(part_of("form-data; name=a; filename=\"C:\\dir\\x\"") == "part a filename=C:\\dir\\x");
  CHECK(part_of("form-data; name=a; filename=\"C:\\\\dir\"") == "part a filename=C:\\dir");
  CHECK(part_of("form-data; name=a; filename*=UTF-8''%e4%b8%ad%27") == "part a filename=\xe4\xb8\xad'");
  CHECK(part_of("form-data; name=a; filename*=utf-8'en'x; filename=y") == "part a filename=y");
  CHECK(part_of("form-data; name=\"\xe4\xb8\xad\"") == "part \xe4\xb8\xad");
  CHECK(part_of("form-data; name=\"open") == "part open");
  CHECK(part_of("form-data; name") == "part ");
  CHECK(part_of("form-data;;; name=a; name=b;") == "part a");
  CHECK(part_of("") == "part ");
  check_form(
      "--b\r\n\r\nx\r\n--b\r\nContent-Type: a/b\r\n\r\ny\r\n--b--\r\n",
      {"part ", "data: x", "part end", "part  | Content-Type: a/b", "data: y", "part end", "form end"});
}

TEST_CASE("part headers: folded, with blanks around, without a colon") {
  check_form(
      "--b\r\nContent-Disposition: form-data;\r\n  name=\"a\"\r\nX :\t y \r\nnonsense\r\n\r\nz\r\n--b--",
      {"part a | Content-Disposition: form-data; name=\"a\" | X: y", "data: z", "part end", "form end"});
}

TEST_CASE("LF for CRLF, blanks behind a boundary, text before and behind the form") {
  check_form("pre\n--x\n--b\nContent-Disposition: form-data; name=a\n\nx\ny\n--b--\n--b\nepilogue",
             {"part a | Content-Disposition: form-data; name=a", "data: x\ny", "part end", "form end"});
  check_form("--bb\r\n--b \t\r\n\r\nx\r\n--b  \r\n\r\ny\r\n--b--  \r\nrest\r\n--b--",
             {"part ", "data: x", "part end", "part ", "data: y", "part end", "form end"});
  check_form("--b\r\n\r\nx\r\n--b         \r\n--b--",
             {"part ", "data: x\r\n--b         ", "part end", "form end"});
}

TEST_CASE("a form that ends short: with its last boundary begun it is whole, else it is broken") {
  const Lines whole = {"part ", "data: x", "part end", "form end"};
  check_form("--b\r\n\r\nx\r\n--b--", whole);
  const Lines unended = {"part ", "data: x", "form end"};
  check_form("--b\r\n\r\nx\r\n--b-", unended);
  check_form("--b\r\n\r\nx\r\n--b", unended);
  check_form("--b\r\n\r\nx\r\n--b\r", unended);
  check_form("--b\r\n\r\nx\r\n--b\r\n", whole);
  const Lines broken = {"part ", "data: x", "broken: the form ends without its closing boundary"};
  check_form("--b\r\n\r\nx\r\n--", broken);
  check_form("--b\r\n\r\nx\r\n", broken);
  check_form("--b\r\n\r\nx", broken);
  check_form("--b\r\n\r\n", {"part ", "broken: the form ends without its closing boundary"});
  check_form("--b\r\nContent", {"broken: the form ends in the middle of a part's head"});
  check_form("nothing\r\nof the kind", {"broken: the form's boundary does not occur in it"});
  check_form("", {"broken: the form's boundary does not occur in it"});
  check_form("--b--", {"form end"});
  check_form("--b", {"form end"});
}

TEST_CASE("parts without a byte, with the line's end before the boundary or without it") {
  check_data("");
  check_form("--b\r\n\r\nx\r\n--b\r\n\r\n--b--",
             {"part ", "data: x", "part end", "part ", "part end", "form end"});
  check_form("--b\r\n\r\n--b\r\n\r\n\r\n--b--", {"part ", "part end", "part ", "part end", "form end"});
}

TEST_CASE("data that looks like a boundary, cut anywhere") {
  for (const char* data :
       {"\r",       "\n",        "\r\n",         "\r\r\n\n",       "\r\n-",        "\r\n--",
        "\r\n--a",  "\r\n--bb",  "\n--B\n",      "\r\n--b!\r\n",   "\r\n--b-\r\n", "x--b--",
        " --b\r\n", "\r--b\r\n", "\r\n --b\r\n", "\r\n--b\r",      "\r\n--b\rx",   "\r\n--\r\n--\r\n",
        "-",        "--",        "\r\n\r\n-",    "\r\r\r\r\r\r\r", "\n\n\n\n\n\n"}) {
    CAPTURE(data);
    check_data(data);
    check_data(data + "x"s);
    check_data("x"s + data);
    check_data(repeat(data, 5) + "x");
  }
  // Every cut of two pieces, with a boundary that repeats its own beginning.
  const std::string boundary = "--aa--aa";
  const std::string form =
      "--" + boundary + "\r\n\r\n\r\n--" + boundary.substr(0, 4) + "\r\n--" + boundary + "--";
  for (std::size_t first = 1; first < form.size(); ++first) {
    CAPTURE(first);
    CHECK(read_form(form, first, boundary) ==
          Lines{"part ", "data: \r\n--" + boundary.substr(0, 4), "part end", "form end"});
  }
}

TEST_CASE("so many parts and so large a head, and no more") {
  const std::string part = "--b\r\n\r\nx\r\n";
  Lines expected;
  for (int i = 0; i < 100; ++i)
    for (const char* line : {"part ", "data: x", "part end"}) expected.emplace_back(line);
  expected.emplace_back("form end");
  check_form(repeat(part, 100) + "--b--", expected);
  expected.back() = "broken: the form has over 100 parts";
  check_form(repeat(part, 101) + "--b--", expected);

  const std::string header = "X: " + std::string(8192 - 7, 'x');
  check_form("--b\r\n" + header + "\r\n\r\ny\r\n--b--",
             {"part  | " + header, "data: y", "part end", "form end"});
  check_form("--b\r\n" + header + "x\r\n\r\ny\r\n--b--", {"broken: the head of a part is over 8192 bytes"});
  check_form("--b\r\n" + std::string(9000, 'x'), {"broken: the head of a part is over 8192 bytes"});
}

TEST_CASE("boundaries that are none") {
  check_form("--\r\n\r\n", {"broken: a boundary has 1 to 200 characters, not 0"}, "");
  check_form("x", {"broken: a boundary has 1 to 200 characters, not 201"}, std::string(201, 'b'));
  check_form("x", {"broken: the boundary holds the end of a line"}, "a\nb");
  check_form("--" + std::string(200, 'b') + "--", {"form end"}, std::string(200, 'b'));
}

TEST_CASE("data is handed out as views into the bytes given, all of it but for a delimiter's length") {
  const std::string data(100000, 'x');
  const std::string form = "--b\r\n\r\n" + data + "\r\n--";
  MultipartParser parser("b");
  ByteView in = as_bytes(form);
  REQUIRE(parser.next(in));
  const ByteView body = in;
  const auto event = parser.next(in);
  REQUIRE(event);
  const ByteView piece = std::get<PartData>(*event).bytes;
  CHECK(piece.data() == body.data());
  CHECK(piece.size() == data.size());
  CHECK_FALSE(parser.next(in));
  CHECK(in.empty());
}

TEST_CASE("the boundary of a Content-Type") {
  CHECK(multipart_boundary("multipart/form-data; boundary=abc") == "abc");
  CHECK(multipart_boundary("Multipart/Form-Data;charset=x; BOUNDARY=\"a b;c\" ; x=y") == "a b;c");
  CHECK(multipart_boundary("multipart/form-data; boundary=a=b ") == "a=b");
  CHECK_FALSE(multipart_boundary("multipart/form-data"));
  CHECK_FALSE(multipart_boundary("multipart/form-data; boundary="));
  CHECK_FALSE(multipart_boundary("multipart/form-data; xboundary=a"));
  CHECK_FALSE(multipart_boundary("multipart/mixed; boundary=a"));
  CHECK_FALSE(multipart_boundary("application/json"));
  CHECK_FALSE(multipart_boundary(""));
}
