#include "wire.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace faultcast::bench {
namespace {

enum MessageType : std::uint8_t {
  chunk_size_type = 1,
  user_control_type = 4,
  data_type = 18,
  command_type = 20
};
constexpr std::uint8_t control_channel = 2;
constexpr std::uint8_t command_channel = 3;
constexpr std::uint8_t publish_channel = 8;

void put16(Bytes& out, std::uint32_t v) {
  out.push_back(static_cast<std::uint8_t>(v >> 8));
  out.push_back(static_cast<std::uint8_t>(v));
}
void put24(Bytes& out, std::uint32_t v) {
  out.push_back(static_cast<std::uint8_t>(v >> 16));
  put16(out, v);
}
void put32(Bytes& out, std::uint32_t v) {
  put16(out, v >> 16);
  put16(out, v);
}
void put32_little(Bytes& out, std::uint32_t v) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<std::uint8_t>(v >> shift));
}

// AMF0 (Adobe AMF0 specification, section 2).
void put_text(Bytes& out, std::string_view text) {
  put16(out, static_cast<std::uint32_t>(text.size()));
  out.insert(out.end(), text.begin(), text.end());
}
void put_string(Bytes& out, std::string_view text) {
  out.push_back(0x02);
  put_text(out, text);
}
void put_number(Bytes& out, double value) {
  out.push_back(0x00);
  const auto bits = std::bit_cast<std::uint64_t>(value);
  put32(out, static_cast<std::uint32_t>(bits >> 32));
  put32(out, static_cast<std::uint32_t>(bits));
}
void put_null(Bytes& out) {
  out.push_back(0x05);
}
void put_member(Bytes& out, std::string_view name, std::string_view value) {
  put_text(out, name);
  put_string(out, value);
}

Bytes command(std::string_view name, double transaction) {
  Bytes body;
  put_string(body, name);
  put_number(body, transaction);
  return body;
}
Bytes stream_command(std::string_view name, double transaction, std::string_view stream) {
  Bytes body = command(name, transaction);
  put_null(body);
  put_string(body, stream);
  return body;
}

void put_head(Bytes& out, std::uint8_t channel, std::uint32_t time, std::uint32_t length, std::uint8_t type,
              std::uint32_t stream_id) {
  out.push_back(channel);
  put24(out, time);
  put24(out, length);
  out.push_back(type);
  put32_little(out, stream_id);
}

void put_message(Bytes& out, std::uint8_t channel, std::uint8_t type, std::uint32_t stream_id,
                 const Bytes& body, std::uint32_t chunk_size) {
  put_head(out, channel, 0, static_cast<std::uint32_t>(body.size()), type, stream_id);
  for (std::size_t at = 0; at < body.size(); at += chunk_size) {
    if (at > 0) out.push_back(static_cast<std::uint8_t>(0xC0 | channel));
    const auto end = std::min(body.size(), at + chunk_size);
    out.insert(out.end(), body.begin() + static_cast<std::ptrdiff_t>(at),
               body.begin() + static_cast<std::ptrdiff_t>(end));
  }
}

std::uint32_t be16(const std::uint8_t* p) {
  return std::uint32_t{p[0]} << 8 | p[1];
}
std::uint32_t be24(const std::uint8_t* p) {
  return be16(p) << 8 | p[2];
}
std::uint32_t be32(const std::uint8_t* p) {
  return be16(p) << 16 | be16(p + 2);
}

double number_at(const Bytes& body, std::size_t at) {
  const auto bits = std::uint64_t{be32(&body[at])} << 32 | be32(&body[at + 4]);
  return std::bit_cast<double>(bits);
}

// The value of the first string member of this name, wherever it stands.
std::string member(const Bytes& body, std::string_view name) {
  Bytes key;
  put_text(key, name);
  key.push_back(0x02);
  const auto found = std::search(body.begin(), body.end(), key.begin(), key.end());
  const auto at = static_cast<std::size_t>(found - body.begin()) + key.size();
  if (found == body.end() || at + 2 > body.size()) return {};
  const std::size_t length = be16(&body[at]);
  if (at + 2 + length > body.size()) return {};
  return {body.begin() + static_cast<std::ptrdiff_t>(at + 2),
          body.begin() + static_cast<std::ptrdiff_t>(at + 2 + length)};
}

}  // namespace

Bytes opening() {
  Bytes out(1 + handshake_block, 0x5A);
  out[0] = 3;
  std::fill_n(out.begin() + 1, 8, std::uint8_t{0});
  return out;
}

Bytes set_chunk_size(std::uint32_t size) {
  Bytes out;
  put_head(out, control_channel, 0, 4, chunk_size_type, 0);
  put32(out, size);
  return out;
}

Bytes connect_command(std::string_view app, std::string_view tc_url, std::uint32_t chunk_size) {
  Bytes body = command("connect", connect_id);
  body.push_back(0x03);
  put_member(body, "app", app);
  put_member(body, "type", "nonprivate");
  put_member(body, "flashVer", "FMLE/3.0 (compatible; bench)");
  put_member(body, "tcUrl", tc_url);
  put24(body, 0x000009);
  Bytes out;
  put_message(out, command_channel, command_type, 0, body, chunk_size);
  return out;
}

Bytes stream_commands(std::string_view name, std::uint32_t chunk_size) {
  Bytes out;
  put_message(out, command_channel, command_type, 0, stream_command("releaseStream", release_id, name),
              chunk_size);
  put_message(out, command_channel, command_type, 0, stream_command("FCPublish", fc_publish_id, name),
              chunk_size);
  Bytes create = command("createStream", create_id);
  put_null(create);
  put_message(out, command_channel, command_type, 0, create, chunk_size);
  return out;
}

Bytes publish_command(std::string_view name, std::uint32_t stream_id, std::uint32_t chunk_size) {
  Bytes body = stream_command("publish", publish_id, name);
  put_string(body, "live");
  Bytes out;
  put_message(out, publish_channel, command_type, stream_id, body, chunk_size);
  return out;
}

Bytes goodbye(std::string_view name, std::uint32_t stream_id, std::uint32_t chunk_size) {
  Bytes out;
  put_message(out, command_channel, command_type, 0, stream_command("FCUnpublish", publish_id + 1, name),
              chunk_size);
  Bytes end = command("deleteStream", publish_id + 2);
  put_null(end);
  put_number(end, stream_id);
  put_message(out, command_channel, command_type, 0, end, chunk_size);
  return out;
}

Bytes metadata_message(const Bytes& on_metadata, std::uint32_t stream_id, std::uint32_t chunk_size) {
  Bytes body;
  put_string(body, "@setDataFrame");
  body.insert(body.end(), on_metadata.begin(), on_metadata.end());
  Bytes out;
  put_message(out, channel_of(TagType::data), data_type, stream_id, body, chunk_size);
  return out;
}

Bytes ping_answer(std::uint32_t stamp) {
  Bytes out;
  put_head(out, control_channel, 0, 6, user_control_type, 0);
  put16(out, 7);
  put32(out, stamp);
  return out;
}

Bytes media_head(const Tag& tag, bool first, std::uint32_t time_or_delta, std::uint32_t stream_id) {
  Bytes out;
  put_head(out, channel_of(tag.type), time_or_delta, tag.length, static_cast<std::uint8_t>(tag.type),
           stream_id);
  if (!first) {
    out[0] |= 0x40;
    out.resize(out.size() - 4);
  }
  return out;
}

void AnswerReader::feed(const std::uint8_t* bytes, std::size_t count) {
  if (used_ == inbox_.size()) {
    inbox_.clear();
    used_ = 0;
  }
  inbox_.insert(inbox_.end(), bytes, bytes + count);
}

std::optional<Answer> AnswerReader::next() {
  for (;;) {
    const std::size_t before = used_;
    auto answer = take_chunk();
    if (answer && answer->type == chunk_size_type && answer->body.size() == 4) {
      chunk_size_ = std::max(1U, be32(answer->body.data()) & 0x7FFFFFFFU);
    }
    if (answer || used_ == before) return answer;
  }
}

// Consumes one chunk if all of it is there; gives the message that it completes.
std::optional<Answer> AnswerReader::take_chunk() {
  const std::uint8_t* p = inbox_.data() + used_;
  const std::size_t left = inbox_.size() - used_;
  if (left == 0) return {};
  constexpr std::size_t head_sizes[] = {11, 7, 3, 0};
  const unsigned form = p[0] >> 6;
  std::uint32_t id = p[0] & 0x3F;
  std::size_t at = id > 1 ? 1 : 2 + id;
  if (left < at + head_sizes[form]) return {};
  if (at == 2) id = 64U + p[1];
  if (at == 3) id = 64U + p[1] + 256U * p[2];
  Channel& channel = channels_[id];
  bool extended = channel.extended;
  std::uint32_t length = channel.length;
  std::uint8_t type = channel.type;
  if (form <= 2) extended = be24(p + at) == 0xFFFFFF;
  if (form <= 1) {
    length = be24(p + at + 3);
    type = p[at + 6];
  }
  at += head_sizes[form] + (extended ? 4 : 0);
  const std::size_t missing = length > channel.body.size() ? length - channel.body.size() : 0;
  const std::size_t part = std::min<std::size_t>(missing, chunk_size_);
  if (left < at + part) return {};
  channel.extended = extended;
  channel.length = length;
  channel.type = type;
  channel.body.insert(channel.body.end(), p + at, p + at + part);
  used_ += at + part;
  if (channel.body.size() < channel.length) return {};
  Answer answer{channel.type, {}};
  answer.body.swap(channel.body);
  return answer;
}

CommandAnswer parse_command(const Bytes& body) {
  CommandAnswer answer;
  if (body.size() < 3 || body[0] != 0x02) return answer;
  std::size_t at = 3 + be16(&body[1]);
  if (at + 9 > body.size() || body[at] != 0x00) return answer;
  answer.name.assign(body.begin() + 3, body.begin() + static_cast<std::ptrdiff_t>(at));
  answer.transaction = number_at(body, at + 1);
  answer.code = member(body, "code");
  at += 9;
  if (at + 10 <= body.size() && body[at] == 0x05 && body[at + 1] == 0x00) {
    answer.stream_id = static_cast<std::uint32_t>(number_at(body, at + 2));
  }
  return answer;
}

}  // namespace faultcast::bench
