#include "record/flv_file.h"

#include <algorithm>

#include "amf/amf0.h"
#include "media/flv_writer.h"

namespace faultcast::record {

namespace {

constexpr std::size_t buffer_size = 64 * 1024;

/// What the pusher said of its stream, where it is a number, a text or a switch.
amf0::Members members_of(ByteView metadata) {
  constexpr std::size_t most = 64;
  amf0::Members out;
  const auto values = amf0::read_all(metadata);
  if (!values || values->size() < 2 || (*values)[1].object() == nullptr) return out;
  for (const auto& [name, value] : (*values)[1].object()->members) {
    const bool is_plain =
        value.number() != nullptr || value.text() != nullptr || std::get_if<bool>(&value.held);
    const bool is_ours = name == "duration" || name == "filesize";
    if (is_plain && !is_ours && out.size() < most) out.emplace_back(name, value);
  }
  return out;
}

}  // namespace

FlvFile::FlvFile(std::shared_ptr<store::Disk> disk, std::uint32_t first_timestamp, ByteView metadata)
    : writer_(std::move(disk)), metadata_(metadata.begin(), metadata.end()), first_(first_timestamp) {
  writer_.is_long(buffer_size);
}

Result<void> FlvFile::add(std::uint8_t type, std::uint32_t timestamp, ByteView body) {
  const bool is_video = type == 9;
  const auto distance = static_cast<std::int32_t>(timestamp - first_);
  std::uint32_t& last = last_[is_video ? 1 : 0];
  last = std::max(last, distance > 0 ? static_cast<std::uint32_t>(distance) : 0);
  latest_ = std::max(latest_, last);
  (is_video ? has_video_ : has_audio_) = true;
  if (buffer_.capacity() == 0) buffer_.reserve(buffer_size);
  constexpr std::size_t around = 15;
  if (!buffer_.empty() && buffer_.size() + body.size() + around > buffer_size) {
    if (auto written = writer_.add(buffer_); !written) return written;
    buffer_.clear();
  }
  media::write_flv_tag(buffer_, type, last, body);
  return {};
}

Bytes FlvFile::head(std::uint64_t body_size) const {
  const auto with = [&](std::uint64_t size) {
    Bytes script;
    amf0::write(script, "onMetaData");
    amf0::Object info;
    info.ecma_array = true;
    info.members = {{"duration", latest_ / 1000.0}, {"filesize", static_cast<double>(size)}};
    for (auto& member : members_of(metadata_)) info.members.push_back(std::move(member));
    amf0::write(script, std::move(info));
    Bytes out;
    media::write_flv_header(out, has_audio_, has_video_);
    media::write_flv_tag(out, 18, 0, script);
    return out;
  };
  // A number has 8 bytes whatever it is: the first round says how long the head is.
  return with(with(0).size() + body_size);
}

Result<StoredFile> FlvFile::finish() {
  if (auto written = writer_.add(buffer_); !written) return fail(written.error());
  buffer_ = {};
  auto body = writer_.finish();
  if (!body) return fail(body.error());
  return StoredFile{head((*body)->size()), *body};
}

}  // namespace faultcast::record
