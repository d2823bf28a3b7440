#pragma once
// What can be set for the live service: the console's live part, and its behaviour where the documents leave
// a choice.

#include <vector>

#include "base/clock.h"
#include "setup/setup.h"

namespace faultcast::live {

const std::vector<setup::Setting>& settings();

/// How a refusal looks on the wire (live service reference, 2.1).
enum class RejectStyle {
  publish_close,
  start_then_close,
  publish_rst,
  status_badname,
  connect_reject,
  connect_close
};

/// The behaviour settings as plain values, read once per change of the setup.
struct Behaviour {
  RejectStyle reject_style = RejectStyle::publish_close;
  std::string reject_description;
  Millis handshake = 0, connect = 0, publish = 0, first_media = 0, silence = 0, ping = 0, occupied_linger = 0;
  bool cut_at_expiry = false;
  bool callback_on_reject = false;
  std::size_t media_message_max = 0;
  std::size_t connections_max = 0, connections_per_address = 0;
  bool digest_answer = false;
  std::uint32_t chunk_size = 0;
  Millis clock_ahead = 0;

  static Behaviour of(const setup::Setup& setup);
};

}  // namespace faultcast::live
