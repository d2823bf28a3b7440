#include "channel/channel.h"

#include <algorithm>
#include <utility>

#include "channel/seat.h"
#include "media/flv_writer.h"

namespace faultcast::channel {

SharedPacket make_packet(std::uint8_t type, std::uint32_t timestamp, ByteView body) {
  constexpr std::size_t around = 15;  // header and back pointer of a tag
  auto packet = std::make_shared<Packet>();
  packet->type = type;
  packet->part = media::tag_part(type, body);
  packet->timestamp = timestamp;
  packet->tag.reserve(body.size() + around);
  media::write_flv_tag(packet->tag, type, timestamp, body);
  return packet;
}

void Channel::feed(std::uint8_t type, std::uint32_t timestamp, ByteView body) {
  using media::TagPart;
  constexpr std::size_t longest = 0xFFFFFF;
  if (ended_ || body.empty() || body.size() > longest) return;
  const TagPart part = media::tag_part(type, body);
  for (Tap* tap : taps_) tap->on_media(type, part, timestamp, body);
  video_seen_ = video_seen_ || (type == 9 && part != TagPart::other);
  audio_seen_ = audio_seen_ || (type == 8 && part != TagPart::other);
  const bool is_setting =
      part == TagPart::metadata || part == TagPart::video_header || part == TagPart::audio_header;
  if (!is_setting && seats_.empty() && !rules_.always_keeps_pictures) {
    if (!pictures_.empty()) forget_pictures();
    return;
  }
  const SharedPacket packet = make_packet(type, timestamp, body);
  if (part == TagPart::metadata) metadata_ = packet;
  if (part == TagPart::video_header) video_header_ = packet;
  if (part == TagPart::audio_header) audio_header_ = packet;
  keep(packet);
  for (Seat* seat : seats_) seat->offer(packet);
}

void Channel::keep(const SharedPacket& packet) {
  if (packet->part == media::TagPart::key_frame)
    forget_pictures();
  else if (pictures_.empty())
    return;
  pictures_.push_back(packet);
  kept_bytes_ += packet->tag.size();
  if (kept_bytes_ > rules_.kept_max) forget_pictures();
}

void Channel::forget_pictures() {
  pictures_.clear();
  kept_bytes_ = 0;
}

void Channel::flush() {
  // Whoever is told may leave, or make others leave.
  for (std::size_t i = seats_.size(); i-- > 0;) {
    if (i >= seats_.size()) continue;
    if (std::exchange(seats_[i]->has_news_, false)) seats_[i]->ready_();
  }
}

void Channel::end() {
  if (std::exchange(ended_, true)) return;
  forget_pictures();
  for (Tap* tap : std::exchange(taps_, {})) tap->on_end();
  for (Seat* seat : seats_) seat->has_news_ = true;
  flush();
}

void Channel::remove(Tap& tap) {
  taps_.erase(std::remove(taps_.begin(), taps_.end(), &tap), taps_.end());
}

std::shared_ptr<Channel> Hub::open(const std::string& stream) {
  auto& channel = channels_[stream];
  channel = std::make_shared<Channel>(rules_);
  return channel;
}

std::shared_ptr<Channel> Hub::find(const std::string& stream) const {
  const auto at = channels_.find(stream);
  return at == channels_.end() ? nullptr : at->second;
}

void Hub::close(const std::string& stream, const std::shared_ptr<Channel>& channel) {
  const auto at = channels_.find(stream);
  if (at != channels_.end() && at->second == channel) channels_.erase(at);
  channel->end();
}

}  // namespace faultcast::channel
