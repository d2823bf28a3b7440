#pragma once
// What can be set for recordings.

#include <vector>

#include "base/clock.h"
#include "setup/setup.h"

namespace faultcast::record {

const std::vector<setup::Setting>& settings();

/// The settings as plain values, read once per change of the setup.
struct Behaviour {
  std::string formats;  ///< the tenant's default: "flv|hls"; empty: nothing is recorded unless record= asks
  bool vod_open = true;
  std::string appid, vod_appid;
  bool vod1_urls = false;
  Millis delay = 0, interval = 0, interval_max = 0, shortest = 0;
  std::size_t files_max = 0;
  Millis clock_ahead = 0;

  static Behaviour of(const setup::Setup& setup);
};

}  // namespace faultcast::record
