// The client's side of HTTP: whole or cut, the same events come out, below the limits and in their order. The
// first byte of the input is the size of the pieces, the second says what the first four answers are to.

#include <string>
#include <vector>

#include "fuzz/require.h"
#include "http/client_session.h"

using namespace faultcast;
using namespace faultcast::http;

namespace {

constexpr Limits limits = {.head = 512, .headers = 12, .body = 2048};

/// Events as text; the data of a body in one piece.
struct Seen {
  std::vector<std::string> events;
  bool open = false, broken = false;
  std::size_t body = 0;

  void add(const ClientEvent& event) {
    require(!broken, "nothing after Broken");
    if (const auto* head = std::get_if<ReplyHead>(&event)) {
      require(!open, "a head only behind the end of the last answer");
      require(head->status >= 100 && head->status <= 999, "a status of three digits");
      open = true;
      body = 0;
      std::string line = "head " + std::to_string(head->status) + head->reason + std::to_string(head->minor) +
                         (head->keep_alive ? "k" : "") + (head->chunked ? "c" : "") +
                         (head->length ? std::to_string(*head->length) : "");
      std::size_t size = head->reason.size();
      for (const Header& header : head->headers.list) {
        line += "\n" + header.name + ":" + header.value;
        size += header.name.size() + header.value.size();
      }
      require(size <= limits.head && head->headers.list.size() <= limits.headers, "a head below its limits");
      events.push_back(line);
    } else if (const auto* piece = std::get_if<BodyPiece>(&event)) {
      require(open && !piece->bytes.empty(), "data only inside an answer");
      body += piece->bytes.size();
      require(body <= limits.body, "a body below its limit");
      if (!events.back().starts_with("body")) events.emplace_back("body");
      events.back() += as_text(piece->bytes);
    } else if (std::holds_alternative<ReplyEnd>(event)) {
      require(open, "an end only inside an answer");
      open = false;
      events.emplace_back("end");
    } else {
      broken = true;
      events.push_back("broken " + std::get<Broken>(event).reason);
    }
  }
};

Seen read_all(ByteView in, std::size_t fragment, unsigned methods) {
  ClientSession session(limits);
  for (int i = 0; i < 4; ++i, methods >>= 2) {
    constexpr const char* names[] = {"GET", "HEAD", "CONNECT", "POST"};
    session.expect_answer_to(names[methods & 3]);
  }
  Seen seen;
  while (!in.empty()) {
    const std::size_t size = std::min(fragment, in.size());
    const Bytes piece(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(size));
    in = in.subspan(size);
    ByteView left = piece;
    while (const auto event = session.next(left)) seen.add(*event);
    require(left.empty(), "a session that wants more has used all");
  }
  if (const auto event = session.ended()) seen.add(*event);
  require(!seen.open || seen.broken, "what is open at the end is broken");
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 3 || size > 16384) return 0;
  const ByteView in(data + 2, size - 2);
  const Seen whole = read_all(in, SIZE_MAX, data[1]);
  require(whole.events == read_all(in, data[0] % 64 + 1, data[1]).events, "events do not depend on the cuts");
  return 0;
}
