#include "rtmp/aggregate.h"

#include <algorithm>

namespace faultcast::rtmp {

namespace {
constexpr std::size_t tag_header = 11;
constexpr std::size_t back_pointer = 4;
}  // namespace

AggregateReader::AggregateReader(const Message& message)
    : body_(message.body.begin(), message.body.end()), outer_(message) {}

std::optional<Message> AggregateReader::next() {
  const ByteView rest = ByteView(body_).subspan(at_);
  if (rest.size() < tag_header) return std::nullopt;
  const std::uint8_t type = rest[0];
  const bool is_splittable =
      type == MessageType::audio || type == MessageType::video || type == MessageType::data_amf0;
  const std::size_t size = get_be24(rest.data() + 1);
  if (!is_splittable || rest.size() < tag_header + size) return std::nullopt;

  const std::uint32_t timestamp = get_be24(rest.data() + 4) | std::uint32_t{rest[7]} << 24;
  if (!first_timestamp_) first_timestamp_ = timestamp;
  Message out = outer_;
  out.type = type;
  out.timestamp = outer_.timestamp + (timestamp - *first_timestamp_);
  out.body = rest.subspan(tag_header, size);
  // The last tag may lack its back pointer.
  at_ = std::min(at_ + tag_header + size + back_pointer, body_.size());
  return out;
}

}  // namespace faultcast::rtmp
