#include "channel/seat.h"

#include <algorithm>
#include <utility>

namespace faultcast::channel {

namespace {

SharedPacket at(const SharedPacket& packet, std::uint32_t timestamp) {
  return packet->timestamp == timestamp ? packet : make_packet(packet->type, timestamp, packet->body());
}

}  // namespace

Seat::Seat(std::shared_ptr<Channel> channel, Callback<void()> ready)
    : channel_(std::move(channel)), ready_(std::move(ready)) {
  if (channel_->ended()) return;
  channel_->seats_.push_back(this);
  for (const SharedPacket& packet : channel_->pictures_) offer(packet);
}

Seat::~Seat() {
  auto& seats = channel_->seats_;
  seats.erase(std::remove(seats.begin(), seats.end(), this), seats.end());
}

SharedPacket Seat::next() {
  if (queue_.empty()) return nullptr;
  SharedPacket packet = std::move(queue_.front());
  queue_.pop_front();
  queued_bytes_ -= packet->tag.size();
  ++facts_.packets;
  if (packet->type != 18) {
    if (!std::exchange(has_begun_, true)) facts_.first_timestamp = packet->timestamp;
    facts_.last_timestamp = packet->timestamp;
  }
  facts_.bytes += packet->tag.size();
  return packet;
}

void Seat::offer(const SharedPacket& packet) {
  using media::TagPart;
  const bool is_video = packet->type == 9;
  if (queued_bytes_ + packet->tag.size() > channel_->rules_.backlog_max && !queue_.empty()) {
    // Too slow: what waits would only come later and later.
    facts_.skipped += queue_.size();
    queue_.clear();
    queued_bytes_ = 0;
    state_ = State::waits;
    needs_key_ = true;
  }
  if (state_ == State::waits) {
    const bool starts = packet->part == TagPart::key_frame ||
                        (packet->part == TagPart::audio_frame && !channel_->video_seen_);
    if (!starts) return;
    begin(packet->timestamp);
  }
  if (is_video && packet->part == TagPart::key_frame) needs_key_ = false;
  if (is_video && packet->part == TagPart::video_frame && needs_key_) return;
  queue(packet);
}

void Seat::begin(std::uint32_t timestamp) {
  state_ = State::plays;
  // Players take metadata at another time than 0 for a subtitle.
  if (channel_->metadata_) queue(at(channel_->metadata_, 0));
  for (const SharedPacket& header : {channel_->video_header_, channel_->audio_header_})
    if (header) queue(at(header, timestamp));
}

void Seat::queue(const SharedPacket& packet) {
  queue_.push_back(packet);
  queued_bytes_ += packet->tag.size();
  has_news_ = true;
}

}  // namespace faultcast::channel
