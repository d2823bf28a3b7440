// Visitor's answers that come while they are sent.
#include "front/visitor.h"

namespace faultcast::front {

namespace {

constexpr std::size_t pushed_unsent_max = 256 * 1024;  // more waits in the body, which may skip what is old

}  // namespace

// What the peer still says is read and ignored, so that its leaving is noticed while nothing is sent.
void Visitor::begin_pushed() {
  enter(Phase::pushing);
  request_->pushed->begin([this] { push_more(); });
  push_more();
}

void Visitor::push_more() {
  while (phase_ == Phase::pushing && connection_->is_open() && connection_->unsent() < pushed_unsent_max) {
    const ByteView more = request_->pushed->take();
    if (!more.empty()) {
      send_piece(more);
      continue;
    }
    if (request_->pushed->over()) {
      if (request_->head.minor > 0) connection_->send(as_bytes("0\r\n\r\n"));
      end_pushed(PushedBody::End::over);
      leave();
    }
    return;
  }
  if (phase_ == Phase::pushing && unsent_then_ == 0) unsent_then_ = connection_->unsent();
}

// A chunk of its own, in one write; HTTP/1.0 knows no chunks.
void Visitor::send_piece(ByteView piece) {
  if (request_->head.minor == 0) {
    connection_->send(piece);
    return;
  }
  Bytes& chunk = front_.scratch();
  chunk.clear();
  append(chunk, fmt::format("{:x}\r\n", piece.size()));
  append(chunk, piece);
  append(chunk, "\r\n");
  connection_->send(chunk);
}

void Visitor::end_pushed(PushedBody::End how) {
  Exchange seen = exchange(request_->found.service->name(), "viewer");
  request_->pushed->tell(how, seen);
  front_.around().observer.saw(std::move(seen));
}

}  // namespace faultcast::front
