#pragma once
// One FLV file while it is written: tags go through a buffer to the store, timestamps from 0 on and never
// back; the head, which says how long and how large all is, is made at the end and kept apart, so that
// nothing is patched. (RTMP ingest, 6)

#include "store/blob.h"

namespace faultcast::record {

/// A finished file: `head`, then the content of `body`.
struct StoredFile {
  Bytes head;
  std::shared_ptr<const store::Blob> body;
  [[nodiscard]] std::uint64_t size() const { return head.size() + body->size(); }
};

class FlvFile {
 public:
  /// The file begins with what has this timestamp. `metadata`: the stream's onMetaData, or empty.
  FlvFile(std::shared_ptr<store::Disk> disk, std::uint32_t first_timestamp, ByteView metadata);

  /// One audio or video tag; `body` is shorter than 2^24. Fails once if the disk does, and from then on.
  Result<void> add(std::uint8_t type, std::uint32_t timestamp, ByteView body);
  [[nodiscard]] std::uint32_t first_timestamp() const { return first_; }
  /// From the first timestamp to the latest, ms.
  [[nodiscard]] std::uint32_t length_ms() const { return latest_; }
  Result<StoredFile> finish();

 private:
  [[nodiscard]] Bytes head(std::uint64_t body_size) const;

  store::BlobWriter writer_;
  Bytes buffer_;
  Bytes metadata_;
  std::uint32_t first_;
  std::uint32_t last_[2] = {0, 0};  ///< of audio and of video
  std::uint32_t latest_ = 0;
  bool has_audio_ = false, has_video_ = false;
};

}  // namespace faultcast::record
