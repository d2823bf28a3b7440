#pragma once
// What happens in the live service and concerns others: the live service and the recorder append, the stage
// hands on, callbacks (and whoever else wants) take. Times are the cloud's, in milliseconds.

#include <cstdint>
#include <functional>
#include <string>
#include <variant>

#include "base/clock.h"

namespace faultcast::state {

/// One accepted push, from its start to its end.
struct PushSession {
  std::string stream;          ///< stream id = channel id
  std::string host;            ///< of tcUrl, without port
  std::string app;             ///< RTMP app, without a query: "live"
  std::string stream_param;    ///< the query of the publish name, as sent, without '?'
  std::string user_ip;         ///< the pusher's address, without port
  std::string node;            ///< the ingest's address, without port
  std::uint64_t sequence = 0;  ///< equal in the start and the end of one push, unlike any other
  Millis since = 0;
};

struct StreamStarted {
  PushSession push;
  Millis at = 0;
};

/// errcode and errmsg as the documents list them. (Live service reference, 3.4)
struct StreamEnded {
  PushSession push;
  Millis at = 0;
  int errcode = 0;
  std::string errmsg;
  Millis media_ms = 0;  ///< from the first timestamp of the media to the last
};

/// A push that was refused: told only where console.live.behaviour.callback_on_reject says so.
struct PushRefused {
  PushSession push;
  Millis at = 0;
};

/// One piece of a recording is stored and can be fetched.
struct RecordingMade {
  PushSession push;
  Millis at = 0;
  std::string format;  ///< "flv", "hls"
  std::string video_id, file_id;
  std::string video_url;
  std::uint64_t file_size = 0;
  Millis start = 0, end = 0;         ///< the window, in the cloud's time
  Millis media_ms = 0;               ///< length of the media
  std::uint32_t media_start_ms = 0;  ///< first timestamp in the media
  std::uint64_t task_id = 0;
};

struct ScreenshotTaken {
  PushSession push;
  Millis at = 0;
  std::string pic_url, pic_full_url;
};

using LiveEvent = std::variant<StreamStarted, StreamEnded, PushRefused, RecordingMade, ScreenshotTaken>;
using LiveEvents = std::function<void(const LiveEvent& event)>;

}  // namespace faultcast::state
