#pragma once
// Messages in, chunks out (RTMP ingest, 2.1 and 2.2). Extended timestamps are repeated on type 3 chunks, as
// ffmpeg, librtmp and GStreamer do.

#include <vector>

#include "rtmp/message.h"

namespace faultcast::rtmp {

class ChunkWriter {
 public:
  /// `full`: every message has a whole header, nothing is remembered. `compressed`: a header says only what
  /// differs from the last one of its chunk stream.
  enum class Headers { full, compressed };
  explicit ChunkWriter(Headers headers) : headers_(headers) {}

  /// Appends the chunks of one message. Its chunk stream is 2..65599, its length below 2^24; else it aborts.
  void write(Bytes& to, const Message& message);

  /// Holds for the next message on; the owner has announced it by Set Chunk Size. 1..0x7FFFFFFF.
  void set_chunk_size(std::uint32_t size) { chunk_size_ = size; }
  [[nodiscard]] std::uint32_t chunk_size() const { return chunk_size_; }

 private:
  struct Last {
    std::uint32_t chunk_stream, stream_id, timestamp, length;
    std::uint8_t type;
    bool has_delta;
    std::uint32_t delta;
  };
  struct Shape {
    std::uint8_t format;
    std::uint32_t time;
  };
  Shape shape_for(const Message& message);

  Headers headers_;
  std::uint32_t chunk_size_ = 128;
  std::vector<Last> last_;
};

}  // namespace faultcast::rtmp
