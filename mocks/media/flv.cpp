#include "media/flv.h"

#include <fmt/core.h>

#include <fstream>
#include <iterator>

namespace faultcast::media {

namespace {

constexpr std::size_t header_size = 9;
constexpr std::size_t tag_header = 11;
constexpr std::size_t back_pointer = 4;

tl::unexpected<Error> wrong(std::size_t at, std::string_view what) {
  return fail(fmt::format("FLV at byte {}: {}", at, what));
}

}  // namespace

Result<FlvFile> parse_flv(ByteView file) {
  if (file.size() < header_size || as_text(file.first(3)) != "FLV") return wrong(0, "no FLV header");
  std::size_t at = get_be32(file.data() + 5);
  if (at < header_size || at > file.size() || file.size() - at < back_pointer) {
    return wrong(5, fmt::format("a header of {} bytes in a file of {}", at, file.size()));
  }
  at += back_pointer;
  FlvFile out;
  while (at < file.size()) {
    const ByteView rest = file.subspan(at);
    if (rest.size() < tag_header) return wrong(at, "the file ends inside the header of a tag");
    const std::size_t size = get_be24(rest.data() + 1);
    if (rest.size() < tag_header + size + back_pointer) {
      return wrong(at, fmt::format("a tag of {} bytes, but the file ends before its end", size));
    }
    const std::uint8_t type = rest[0];
    if (type != 8 && type != 9 && type != 18) return wrong(at, fmt::format("a tag of type {}", type));
    const std::size_t pointed = get_be32(rest.data() + tag_header + size);
    if (pointed != tag_header + size) {
      return wrong(at + tag_header + size,
                   fmt::format("a back pointer of {}; the tag has {} bytes", pointed, tag_header + size));
    }
    const ByteView body = rest.subspan(tag_header, size);
    out.tags.push_back(
        {type, get_be24(rest.data() + 4) | std::uint32_t{rest[7]} << 24, {body.begin(), body.end()}});
    at += tag_header + size + back_pointer;
  }
  return out;
}

Result<FlvFile> read_flv(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(fmt::format("{}: cannot be opened", path));
  const Bytes bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) return fail(fmt::format("{}: cannot be read", path));
  auto parsed = parse_flv(bytes);
  if (!parsed) return fail(parsed.error().within(path));
  return parsed;
}

}  // namespace faultcast::media
