#pragma once
// Chunks in, messages out (RTMP ingest, 2.1 to 2.4). A message that lies whole in the input within one chunk
// is handed out as a view into the input; any other is put together in a buffer of its chunk stream, which
// grows with what arrived and is given back after delivery if it became large.

#include <array>
#include <vector>

#include "rtmp/limits.h"
#include "rtmp/message.h"

namespace faultcast::rtmp {

class ChunkReader {
 public:
  explicit ChunkReader(const Limits& limits) : limits_(limits) {}

  enum class Outcome { more, message, broken };

  /// Takes bytes off the front of `in` until a message is complete or nothing is left. The body is valid
  /// until the next call. Set Chunk Size and Abort have taken effect here already; they are handed out like
  /// all others. Once broken, it stays so.
  Outcome next(ByteView& in, Message& out);

  [[nodiscard]] const Broken& broken() const { return broken_; }
  [[nodiscard]] std::uint32_t chunk_size() const { return chunk_size_; }
  /// Memory of the bodies that are being put together.
  [[nodiscard]] std::size_t bytes_held() const;

 private:
  struct Stream {
    std::uint32_t id = 0;
    std::uint32_t timestamp = 0;
    std::uint32_t delta = 0;  ///< what a type 3 chunk adds when it begins a message
    std::uint32_t length = 0;
    std::uint32_t message_stream = 0;
    std::uint32_t extended = 0;  ///< the extended timestamp as it was on the wire
    std::uint8_t type = 0;
    bool has_extended = false;
    bool open = false;  ///< a message has begun and is not complete
    Bytes body;         ///< what arrived of it, unless it is handed out as a view
  };
  struct Header {
    std::size_t size = 0;
    std::uint8_t format = 0;
    std::uint32_t chunk_stream = 0;
    std::uint32_t time_field = 0;  ///< the extended one where there is one
    std::uint32_t length = 0;
    std::uint32_t message_stream = 0;
    std::uint8_t type = 0;
    bool has_extended = false;
  };
  enum class Parse { more, whole, refused };
  static constexpr std::size_t header_max = 3 + 11 + 4;
  static constexpr std::size_t none = SIZE_MAX;

  bool take_header(ByteView& in);
  Parse parse_header(ByteView from, Header& header);
  bool begin_chunk(const Header& header);
  bool begin_message(const Header& header, Stream& stream);
  bool check_length(std::uint8_t type, std::uint32_t length);
  bool take_body(ByteView& in, Message& out);
  void take_continuations(ByteView& in);
  bool apply(const Message& message);
  std::size_t find(std::uint32_t chunk_stream);
  void release();
  bool refuse(std::string reason, std::string detail);

  Limits limits_;
  std::uint32_t chunk_size_ = 128;
  std::uint32_t chunk_left_ = 0;  ///< bytes of the current chunk's body still to come
  bool in_chunk_ = false;
  std::uint8_t pending_size_ = 0;
  std::array<std::uint8_t, header_max> pending_{};  ///< a header that the input cut
  std::size_t current_ = none;
  std::size_t delivered_ = none;
  std::size_t announced_ = 0;  ///< sum of the lengths of all open messages
  std::vector<Stream> streams_;
  Broken broken_;
};

}  // namespace faultcast::rtmp
