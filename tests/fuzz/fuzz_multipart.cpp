// Forms: whole or cut, the same parts come out, in their order; and data in which the boundary does not occur
// comes out of a form as it went in. The first byte of the input is the size of the pieces, the second the
// length of the boundary, which follows.

#include <string>
#include <vector>

#include "fuzz/require.h"
#include "http/multipart.h"

using namespace faultcast;
using namespace faultcast::http;

namespace {

/// Events as text; the data of a part in one piece.
struct Seen {
  std::vector<std::string> events;
  bool open = false, over = false;
  std::size_t parts = 0, data = 0;

  void add(const FormEvent& event) {
    require(!over, "nothing after the end");
    if (const auto* part = std::get_if<PartBegin>(&event)) {
      require(!open, "a part only behind the end of the last one");
      require(++parts <= MultipartParser::most_parts, "no more parts than allowed");
      open = true;
      std::string line = "part " + part->name + "/" + part->filename.value_or("-");
      for (const Header& header : part->headers.list) line += "\n" + header.name + ":" + header.value;
      require(line.size() <= 3 * MultipartParser::most_part_head, "a head below its limit");
      events.push_back(line);
    } else if (const auto* piece = std::get_if<PartData>(&event)) {
      require(open && !piece->bytes.empty(), "data only inside a part");
      data += piece->bytes.size();
      if (!events.back().starts_with("data")) events.emplace_back("data");
      events.back() += as_text(piece->bytes);
    } else if (std::holds_alternative<PartEnd>(event)) {
      require(open, "an end only inside a part");
      open = false;
      events.emplace_back("part end");
    } else if (std::holds_alternative<FormEnd>(event)) {
      over = true;
      events.emplace_back("form end");
    } else {
      over = true;
      events.push_back("broken " + std::get<FormBroken>(event).reason);
    }
  }
};

Seen read_all(ByteView in, std::size_t fragment, const std::string& boundary) {
  MultipartParser parser(boundary);
  Seen seen;
  while (!in.empty()) {
    const std::size_t size = std::min(fragment, in.size());
    const Bytes piece(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(size));
    in = in.subspan(size);
    ByteView left = piece;
    while (const auto event = parser.next(left)) seen.add(*event);
    require(left.empty(), "a parser that wants more has used all");
  }
  if (!seen.over) seen.add(parser.finish());
  return seen;
}

void check_framed(std::string_view data, std::size_t fragment, const std::string& boundary) {
  if (boundary.empty() || boundary.find_first_of("\r\n") != std::string::npos ||
      boundary.size() > MultipartParser::most_boundary ||
      data.find("--" + boundary) != std::string_view::npos)
    return;
  std::string form = "--" + boundary + "\r\n\r\n";
  form += data;
  form += "\r\n--" + boundary + "--";
  const Seen seen = read_all(as_bytes(form), fragment, boundary);
  std::vector<std::string> expected = {"part /-", "part end", "form end"};
  if (!data.empty()) expected.insert(expected.begin() + 1, "data" + std::string(data));
  require(seen.events == expected, "data comes out as it went in");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2 || size > 16384) return 0;
  const std::size_t fragment = data[0] % 64 + 1, length = std::min<std::size_t>(data[1] % 80, size - 2);
  const std::string boundary(data + 2, data + 2 + length);
  const ByteView in(data + 2 + length, size - 2 - length);
  const Seen whole = read_all(in, SIZE_MAX, boundary);
  require(whole.events == read_all(in, fragment, boundary).events, "parts do not depend on the cuts");
  require(whole.data <= in.size(), "no more data than bytes");
  check_framed(as_text(in), fragment, boundary);
  check_framed(as_text(in), SIZE_MAX, boundary);
  return 0;
}
