#pragma once
// Whether somebody may watch a stream. Pure: a function of what was asked, the setup, what is live and the
// time. (Live service reference, 1.3)

#include "channel/seat.h"
#include "http/query.h"
#include "service/exchange.h"
#include "setup/setup.h"

namespace faultcast::play {

struct Ask {
  std::string host;    ///< as far as it is a cloud name; empty: only a path or an address was said
  std::string stream;  ///< without .flv
  http::Fields query;  ///< percent-decoded
};

/// `now` is the cloud's time. A verdict that is not ok has a row of this room's table.
Verdict judge(const Ask& ask, const setup::Setup& setup, const channel::Hub& hub, Millis now);

/// "stream", "txSecret" and "txTime" for the journal.
std::vector<std::pair<std::string, std::string>> fields_of(const Ask& ask);

/// Somebody has watched: operation, verdict ("stream_ended", "viewer_left", "too_slow") and figures.
void tell_viewer(Exchange& seen, std::string_view code, const std::string& stream, std::string_view protocol,
                 const channel::Seat::Facts& facts);

}  // namespace faultcast::play
