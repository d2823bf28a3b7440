#pragma once
// An aggregate message (type 22) taken apart: FLV tags, each with its back pointer (RTMP ingest, 6).

#include <optional>

#include "rtmp/message.h"

namespace faultcast::rtmp {

class AggregateReader {
 public:
  /// Keeps a copy of the body, since its tags are handed out one by one.
  explicit AggregateReader(const Message& message);

  /// The next tag as a message; views into this object. None at the end or at the first tag that is cut off,
  /// or is no audio, video or data (an aggregate inside an aggregate among them): what follows it cannot be
  /// trusted.
  std::optional<Message> next();

  [[nodiscard]] bool ended_well() const { return at_ == body_.size(); }
  [[nodiscard]] std::size_t bytes_held() const { return body_.capacity(); }

 private:
  Bytes body_;
  Message outer_;
  std::size_t at_ = 0;
  std::optional<std::uint32_t> first_timestamp_;
};

}  // namespace faultcast::rtmp
