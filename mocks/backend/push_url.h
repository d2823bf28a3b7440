#pragma once
// The push URL as the stock backend of 2017 makes it (action RequestLVBAddr):
//   rtmp://BIZID.livepush2.myqcloud.com/live/BIZID_user?bizid=BIZID&record_interval=10800&record=flv|hls&txSecret=…&txTime=…
// with '@', '#' and '-' of the user id as '_', and txTime = now + 3 hours in lower-case hexadecimal.

#include <string>
#include <string_view>

#include "base/clock.h"
#include "setup/setup.h"

namespace faultcast::backend {

struct PushUrl {
  std::string host;    ///< without port
  std::string stream;  ///< BIZID_user
  std::string query;   ///< without '?'
  [[nodiscard]] std::string app_url() const { return "rtmp://" + host + "/live"; }
  [[nodiscard]] std::string name() const { return query.empty() ? stream : stream + "?" + query; }
  [[nodiscard]] std::string str() const { return app_url() + "/" + name(); }
};

inline constexpr Millis push_url_life = 10800 * 1000;

/// `now`: the true time; the backend's own clock may differ (backend.clock_ahead_s).
PushUrl make_push_url(const setup::Setup& setup, std::string_view user, Millis now);

}  // namespace faultcast::backend
