// The server's side of HTTP: whole or cut, the same events come out; they stay below the limits and in their
// order; and a head that is written again reads the same. The first byte of the input is the size of the
// pieces.

#include <optional>
#include <string>
#include <vector>

#include "fuzz/require.h"
#include "http/server_session.h"
#include "http/writer.h"

using namespace faultcast;
using namespace faultcast::http;

namespace {

constexpr Limits limits = {.head = 512, .headers = 12, .body = 2048};

struct Request {
  RequestHead head;
  Bytes body;
  bool ended = false;
  std::uint64_t raw_size = 0;
  Bytes raw;
};
struct Seen {
  std::vector<Request> requests;
  std::optional<Broken> broken;
};

Seen read_all(ByteView in, std::size_t fragment) {
  ServerSession session(limits);
  Seen seen;
  while (!in.empty()) {
    const std::size_t size = std::min(fragment, in.size());
    const Bytes piece(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(size));
    in = in.subspan(size);
    ByteView left = piece;
    while (auto event = session.next(left)) {
      require(!seen.broken, "nothing after Broken");
      const bool open = !seen.requests.empty() && !seen.requests.back().ended;
      if (auto* head = std::get_if<RequestHead>(&*event)) {
        require(!open, "a head only behind the end of the last request");
        seen.requests.emplace_back().head = std::move(*head);
      } else if (const auto* body = std::get_if<BodyPiece>(&*event)) {
        require(open && !body->bytes.empty(), "data only inside a request");
        append(seen.requests.back().body, body->bytes);
      } else if (std::holds_alternative<RequestEnd>(*event)) {
        require(open, "an end only inside a request");
        seen.requests.back().ended = true;
        seen.requests.back().raw = session.raw();
        seen.requests.back().raw_size = session.raw_size();
      } else {
        seen.broken = std::get<Broken>(*event);
      }
    }
    require(left.empty(), "a session that wants more has used all");
    require(session.raw().size() <= 16384 && session.raw().size() <= session.raw_size(), "few raw bytes");
  }
  return seen;
}

bool same(const RequestHead& a, const RequestHead& b) {
  return a.method == b.method && a.target == b.target && a.minor == b.minor && a.headers == b.headers &&
         a.host == b.host && a.port == b.port && a.path == b.path && a.query == b.query &&
         a.absolute == b.absolute && a.length == b.length && a.chunked == b.chunked &&
         a.expects_continue == b.expects_continue && a.keep_alive == b.keep_alive;
}
bool same(const Request& a, const Request& b) {
  return same(a.head, b.head) && a.body == b.body && a.ended == b.ended && a.raw == b.raw &&
         a.raw_size == b.raw_size;
}
bool same(const Seen& a, const Seen& b) {
  if (a.requests.size() != b.requests.size() || a.broken.has_value() != b.broken.has_value()) return false;
  for (std::size_t i = 0; i < a.requests.size(); ++i)
    if (!same(a.requests[i], b.requests[i])) return false;
  return !a.broken || (a.broken->status == b.broken->status && a.broken->reason == b.broken->reason);
}

void check_limits(const Seen& seen) {
  for (const Request& request : seen.requests) {
    const RequestHead& head = request.head;
    std::size_t size = head.method.size() + head.target.size();
    for (const Header& header : head.headers.list) size += header.name.size() + header.value.size();
    require(size <= limits.head && head.headers.list.size() <= limits.headers, "a head below its limits");
    require(request.body.size() <= limits.body, "a body below its limit");
    require(!head.length || !request.ended || request.body.size() == *head.length, "a body as announced");
    require(head.has_body() || request.body.empty(), "no body that was not announced");
    require(head.path.starts_with('/'), "a path begins with /");
    require(head.keep_alive || &request == &seen.requests.back(), "nothing behind the last request");
  }
  require(!seen.broken || (seen.broken->status >= 400 && !seen.broken->reason.empty()), "a reason");
}

/// The same but for a Content-Length that the writer adds at the end.
void check_written(const RequestHead& head) {
  const Bytes wire = write_request(head.method, head.target, head.headers, {});
  ServerSession session;
  ByteView in = wire;
  const auto event = session.next(in);
  require(event && std::holds_alternative<RequestHead>(*event), "what was written is a request");
  const auto& read = std::get<RequestHead>(*event);
  Headers headers = read.headers;
  if (headers.list.size() == head.headers.list.size() + 1) headers.list.pop_back();
  require(read.method == head.method && read.target == head.target && headers == head.headers &&
              read.host == head.host && read.path == head.path,
          "what was written reads the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2 || size > 16384) return 0;
  const ByteView in(data + 1, size - 1);
  const Seen whole = read_all(in, SIZE_MAX);
  require(same(whole, read_all(in, data[0] % 64 + 1)), "events do not depend on the cuts");
  check_limits(whole);
  for (const Request& request : whole.requests) check_written(request.head);
  return 0;
}
