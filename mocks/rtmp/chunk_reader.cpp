#include "rtmp/chunk_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

namespace faultcast::rtmp {

namespace {

/// A body buffer begins with at most this much, whatever length is announced.
constexpr std::size_t first_reserve_max = 64u << 10;
/// A larger one is not kept for the next message.
constexpr std::size_t keep_max = 8u << 10;
/// A type 3 chunk that begins a message right behind a type 0 header adds that header's timestamp; only
/// media, and only while it is small, because encoders exist that mean 0 (RTMP ingest, 2.1).
constexpr std::uint32_t repeated_timestamp_max = 1000;

constexpr std::array<std::size_t, 4> message_header_size = {11, 7, 3, 0};

}  // namespace

ChunkReader::Outcome ChunkReader::next(ByteView& in, Message& out) {
  release();
  while (broken_.reason.empty()) {
    if (!in_chunk_ && !take_header(in)) break;
    if (!take_body(in, out)) {
      if (in_chunk_) return Outcome::more;
      continue;
    }
    if (apply(out)) return Outcome::message;
  }
  return broken_.reason.empty() ? Outcome::more : Outcome::broken;
}

std::size_t ChunkReader::bytes_held() const {
  std::size_t sum = streams_.capacity() * sizeof(Stream);
  for (const Stream& stream : streams_) sum += stream.body.capacity();
  return sum;
}

/// True when a chunk has begun; false when the input ends inside its header or it was refused.
bool ChunkReader::take_header(ByteView& in) {
  Header header;
  if (pending_size_ == 0) {
    const Parse parsed = parse_header(in, header);
    if (parsed == Parse::refused) return false;
    if (parsed == Parse::whole) {
      in = in.subspan(header.size);
      return begin_chunk(header);
    }
    std::copy(in.begin(), in.end(), pending_.begin());
    pending_size_ = static_cast<std::uint8_t>(in.size());
    in = {};
    return false;
  }
  const std::size_t before = pending_size_;
  const std::size_t topped_up = std::min(in.size(), header_max - before);
  std::copy_n(in.begin(), topped_up, pending_.begin() + before);
  const Parse parsed = parse_header({pending_.data(), before + topped_up}, header);
  if (parsed == Parse::refused) return false;
  if (parsed == Parse::more) {
    pending_size_ = static_cast<std::uint8_t>(before + topped_up);
    in = in.subspan(topped_up);
    return false;
  }
  if (header.size >= before) {
    in = in.subspan(header.size - before);
    pending_size_ = 0;
  } else {
    // What looked like an extended timestamp was the body: it stays pending and is read before the input.
    std::copy(pending_.begin() + header.size, pending_.begin() + before, pending_.begin());
    pending_size_ = static_cast<std::uint8_t>(before - header.size);
  }
  return begin_chunk(header);
}

ChunkReader::Parse ChunkReader::parse_header(ByteView from, Header& header) {
  if (from.empty()) return Parse::more;
  header.format = from[0] >> 6;
  header.chunk_stream = from[0] & 0x3F;
  std::size_t at = 1;
  if (header.chunk_stream < 2) {
    at = header.chunk_stream + 2;
    if (from.size() < at) return Parse::more;
    header.chunk_stream = 64u + from[1] + (at == 3 ? 256u * from[2] : 0u);
  }
  if (from.size() < at + message_header_size[header.format]) return Parse::more;
  const std::uint8_t* fields = from.data() + at;
  at += message_header_size[header.format];
  header.size = at;

  if (header.format == 3) {
    const std::size_t known = find(header.chunk_stream);
    if (known == none || !streams_[known].has_extended) return Parse::whole;
    // Some senders repeat the extended timestamp here, others do not: it is one if it is the same as before
    // (2.2).
    for (std::size_t i = 0; i < 4; ++i) {
      if (from.size() == at + i) return Parse::more;
      if (from[at + i] != static_cast<std::uint8_t>(streams_[known].extended >> (24 - 8 * i)))
        return Parse::whole;
    }
    header.size = at + 4;
    return Parse::whole;
  }
  header.time_field = get_be24(fields);
  if (header.format <= 1) {
    header.length = get_be24(fields + 3);
    header.type = fields[6];
  }
  if (header.format == 0) header.message_stream = get_le32(fields + 7);
  if (header.time_field == extended_mark) {
    if (from.size() < at + 4) return Parse::more;
    header.has_extended = true;
    header.time_field = get_be32(from.data() + at);
    header.size = at + 4;
  }
  return Parse::whole;
}

bool ChunkReader::begin_chunk(const Header& header) {
  current_ = find(header.chunk_stream);
  if (current_ == none) {
    if (header.format > 1) {
      return refuse("first_chunk_without_header",
                    fmt::format("the first chunk of chunk stream {} is of type {}", header.chunk_stream,
                                header.format));
    }
    if (streams_.size() >= limits_.chunk_streams_max) {
      return refuse("too_many_chunk_streams",
                    fmt::format("chunk stream {} would be number {}; {} are allowed", header.chunk_stream,
                                streams_.size() + 1, limits_.chunk_streams_max));
    }
    current_ = streams_.size();
    streams_.emplace_back().id = header.chunk_stream;
  }
  Stream& stream = streams_[current_];
  if (stream.open && header.format != 3) {
    return refuse("header_inside_message",
                  fmt::format("a chunk of type {} on chunk stream {} after {} of {} bytes of a message",
                              header.format, stream.id, stream.body.size(), stream.length));
  }
  if (!stream.open && !begin_message(header, stream)) return false;
  chunk_left_ = std::min(chunk_size_, stream.length - static_cast<std::uint32_t>(stream.body.size()));
  in_chunk_ = true;
  return true;
}

bool ChunkReader::begin_message(const Header& header, Stream& stream) {
  const bool has_length = header.format <= 1;
  const std::uint32_t length = has_length ? header.length : stream.length;
  const std::uint8_t type = has_length ? header.type : stream.type;
  if (!check_length(type, length)) return false;
  if (announced_ + length > limits_.partial_max) {
    return refuse("too_many_partial_bytes", fmt::format("{} bytes of unfinished messages; {} are allowed",
                                                        announced_ + length, limits_.partial_max));
  }
  stream.length = length;
  stream.type = type;
  if (header.format == 0) {
    stream.message_stream = header.message_stream;
    stream.timestamp = header.time_field;
    stream.delta = is_media(type) && header.time_field < repeated_timestamp_max ? header.time_field : 0;
  } else {
    if (header.format != 3) stream.delta = header.time_field;
    stream.timestamp += stream.delta;
  }
  if (header.format != 3) {
    stream.has_extended = header.has_extended;
    stream.extended = header.has_extended ? header.time_field : 0;
  }
  stream.open = true;
  announced_ += length;
  return true;
}

bool ChunkReader::check_length(std::uint8_t type, std::uint32_t length) {
  const bool is_fixed = type == MessageType::set_chunk_size || type == MessageType::abort_message ||
                        type == MessageType::acknowledgement || type == MessageType::window_ack_size ||
                        type == MessageType::set_peer_bandwidth;
  const std::uint32_t exact = type == MessageType::set_peer_bandwidth ? 5 : 4;
  // 44 bytes is the longest event there is, the answer to an SWF verification.
  const bool is_event = type == MessageType::user_control;
  if ((is_fixed && length != exact) || (is_event && (length < 2 || length > 64))) {
    return refuse("control_length", fmt::format("a control message of type {} with {} bytes", type, length));
  }
  const std::size_t most = std::min(limits_.message_max, is_media(type) ? SIZE_MAX : limits_.command_max);
  if (length <= most) return true;
  return refuse("message_too_long",
                fmt::format("a message of type {} with {} bytes; {} are allowed", type, length, most));
}

/// True when the chunk's message is complete.
bool ChunkReader::take_body(ByteView& in, Message& out) {
  if (chunk_left_ > 0 && in.empty() && pending_size_ == 0) return false;
  Stream& stream = streams_[current_];
  const bool begins = stream.body.empty();
  if (begins && pending_size_ == 0 && chunk_left_ == stream.length && in.size() >= stream.length) {
    out.body = in.first(stream.length);
    in = in.subspan(stream.length);
  } else {
    if (begins) stream.body.reserve(std::min<std::size_t>(stream.length, first_reserve_max));
    const std::size_t repeated = std::min<std::size_t>(pending_size_, chunk_left_);
    append(stream.body, ByteView(pending_).first(repeated));
    std::copy(pending_.begin() + repeated, pending_.begin() + pending_size_, pending_.begin());
    pending_size_ = static_cast<std::uint8_t>(pending_size_ - repeated);
    chunk_left_ -= static_cast<std::uint32_t>(repeated);

    const std::size_t taken = std::min<std::size_t>(in.size(), chunk_left_);
    append(stream.body, in.first(taken));
    in = in.subspan(taken);
    chunk_left_ -= static_cast<std::uint32_t>(taken);
    if (chunk_left_ == 0) take_continuations(in);
    in_chunk_ = chunk_left_ > 0;
    if (in_chunk_ || stream.body.size() < stream.length) return false;
    out.body = stream.body;
    delivered_ = current_;
  }
  in_chunk_ = false;
  stream.open = false;
  announced_ -= stream.length;
  out.type = stream.type;
  out.chunk_stream = stream.id;
  out.stream_id = stream.message_stream;
  out.timestamp = stream.timestamp;
  return true;
}

/// The usual case, once per chunk: the next chunks go on with the same message, by one byte of header each.
void ChunkReader::take_continuations(ByteView& in) {
  Stream& stream = streams_[current_];
  if (pending_size_ != 0 || stream.has_extended || stream.id > 63) return;
  const auto mark = static_cast<std::uint8_t>(0xC0 | stream.id);
  while (stream.body.size() < stream.length && !in.empty() && in[0] == mark) {
    const std::size_t expected = std::min<std::size_t>(chunk_size_, stream.length - stream.body.size());
    const std::size_t taken = std::min(in.size() - 1, expected);
    append(stream.body, in.subspan(1, taken));
    in = in.subspan(1 + taken);
    chunk_left_ = static_cast<std::uint32_t>(expected - taken);
    if (chunk_left_ > 0) return;
  }
}

/// What concerns the chunk stream itself; false if it breaks it.
bool ChunkReader::apply(const Message& message) {
  if (message.type == MessageType::set_chunk_size) {
    const std::uint32_t size = get_be32(message.body.data()) & 0x7FFFFFFF;  // the top bit is reserved
    if (size == 0) return refuse("chunk_size_zero", "Set Chunk Size with the value 0");
    if (size < limits_.chunk_size_min) {
      return refuse("chunk_size_too_small",
                    fmt::format("Set Chunk Size to {}; {} is the least", size, limits_.chunk_size_min));
    }
    chunk_size_ = size;
  } else if (message.type == MessageType::abort_message) {
    const std::size_t aborted = find(get_be32(message.body.data()));
    if (aborted == none || !streams_[aborted].open) return true;
    Stream& stream = streams_[aborted];
    stream.open = false;
    announced_ -= stream.length;
    stream.body = Bytes();
  }
  return true;
}

std::size_t ChunkReader::find(std::uint32_t chunk_stream) {
  if (current_ != none && streams_[current_].id == chunk_stream) return current_;
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    if (streams_[i].id == chunk_stream) return i;
  }
  return none;
}

void ChunkReader::release() {
  if (delivered_ == none) return;
  Bytes& body = streams_[delivered_].body;
  if (body.capacity() > keep_max) {
    body = Bytes();
  } else {
    body.clear();
  }
  delivered_ = none;
}

bool ChunkReader::refuse(std::string reason, std::string detail) {
  broken_ = {std::move(reason), std::move(detail)};
  return false;
}

}  // namespace faultcast::rtmp
