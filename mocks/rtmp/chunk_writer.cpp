#include "rtmp/chunk_writer.h"

#include <algorithm>
#include <cstdlib>

namespace faultcast::rtmp {

namespace {

void put_basic_header(Bytes& to, std::uint8_t format, std::uint32_t chunk_stream) {
  const auto top = static_cast<std::uint8_t>(format << 6);
  if (chunk_stream < 64) {
    to.push_back(static_cast<std::uint8_t>(top | chunk_stream));
  } else if (chunk_stream < 320) {
    to.push_back(top);
    to.push_back(static_cast<std::uint8_t>(chunk_stream - 64));
  } else {
    to.push_back(top | 1);
    to.push_back(static_cast<std::uint8_t>(chunk_stream - 64));
    to.push_back(static_cast<std::uint8_t>((chunk_stream - 64) >> 8));
  }
}

}  // namespace

ChunkWriter::Shape ChunkWriter::shape_for(const Message& message) {
  if (headers_ == Headers::full) return {0, message.timestamp};
  const auto length = static_cast<std::uint32_t>(message.body.size());
  const auto last = std::find_if(last_.begin(), last_.end(),
                                 [&](const Last& l) { return l.chunk_stream == message.chunk_stream; });
  const Last now{message.chunk_stream, message.stream_id, message.timestamp, length, message.type, false, 0};
  if (last == last_.end()) {
    last_.push_back(now);
    return {0, message.timestamp};
  }
  const std::uint32_t delta = message.timestamp - last->timestamp;
  const bool goes_back = static_cast<std::int32_t>(delta) < 0;
  if (goes_back || last->stream_id != message.stream_id) {
    *last = now;
    return {0, message.timestamp};
  }
  const bool same_body = last->length == length && last->type == message.type;
  const bool same_delta = last->has_delta && last->delta == delta;
  *last = now;
  last->has_delta = true;
  last->delta = delta;
  if (!same_body) return {1, delta};
  return {static_cast<std::uint8_t>(same_delta ? 3 : 2), delta};
}

void ChunkWriter::write(Bytes& to, const Message& message) {
  if (message.chunk_stream < 2 || message.chunk_stream > 65599 || message.body.size() > 0xFFFFFF)
    std::abort();
  const Shape shape = shape_for(message);
  const bool is_extended = shape.time >= extended_mark;

  put_basic_header(to, shape.format, message.chunk_stream);
  if (shape.format <= 2) put_be24(to, is_extended ? extended_mark : shape.time);
  if (shape.format <= 1) {
    put_be24(to, static_cast<std::uint32_t>(message.body.size()));
    to.push_back(message.type);
  }
  if (shape.format == 0) put_le32(to, message.stream_id);

  ByteView rest = message.body;
  for (bool is_first = true; is_first || !rest.empty(); is_first = false) {
    if (!is_first) put_basic_header(to, 3, message.chunk_stream);
    if (is_extended) put_be32(to, shape.time);
    const ByteView part = rest.first(std::min<std::size_t>(rest.size(), chunk_size_));
    append(to, part);
    rest = rest.subspan(part.size());
  }
}

}  // namespace faultcast::rtmp
