#pragma once
// The reference app's pusher: replays an FLV over a real socket with the mobile SDK's behaviour. On a
// disconnect it reports 3004 (3001-3003, 3005 for the other places it can fail at), tries again three times,
// three seconds apart, then gives up with -1307. (Live service reference, 2.3, 2.4; counts and interval from
// the SDK's event texts and its public copies.)

#include <memory>
#include <string>

#include "base/callback.h"
#include "drive/client_log.h"
#include "loop/resolver.h"
#include "media/flv.h"
#include "rtmp/client_session.h"

namespace faultcast::drive {

struct PushPlan {
  std::string url;              ///< rtmp://HOST[:PORT]/APP/NAME; HOST is resolved
  std::string tcurl_host = {};  ///< if not empty: the host that connect's tcUrl names instead
  std::string who = "first";
};

class PushClient final : public loop::ConnectionOwner {
 public:
  static constexpr int retries = 3;
  static constexpr Millis retry_interval = 3000;
  static constexpr Millis connect_timeout = 5000;  ///< [inferred]
  static constexpr Millis answer_timeout = 30000;  ///< librtmp's

  /// `media`, `resolver` and `log` outlive it. Nothing happens before start().
  PushClient(loop::Loop& loop, const loop::Resolver& resolver, const media::FlvFile& media, ClientLog& log,
             PushPlan plan, std::uint64_t seed);

  /// `begun`: pushing has begun (1002), or it never will. `ended`: all media sent and finished, or given up.
  /// Each is called once; `begun` first.
  void start(Callback<void()> begun, Callback<void()> ended);
  [[nodiscard]] bool pushing() const { return phase_ == Phase::streaming; }

  void on_connected() override;
  void on_bytes(ByteView bytes) override;
  void on_end(const loop::EndReason& reason) override;

 private:
  enum class Phase { resolving, connecting, handshake, waiting, streaming, done };

  void attempt();
  void handle(const rtmp::ClientEvent& event);
  void send_due_tags();
  void failed(int event_code, const std::string& detail);
  void report(int event_code, const std::string& detail = {});
  void flush();
  void finish();
  void tell_begun();
  void wait_for_answer();

  loop::Loop& loop_;
  const loop::Resolver& resolver_;
  const media::FlvFile& media_;
  ClientLog& log_;
  PushPlan plan_;
  std::uint64_t seed_;
  Callback<void()> begun_, ended_;
  Phase phase_ = Phase::resolving;
  int failures_ = 0;
  std::string host_, app_, name_;
  std::uint16_t port_ = 1935;
  std::unique_ptr<loop::Connection> connection_;
  std::unique_ptr<rtmp::ClientSession> session_;
  loop::Timer timer_;
  Millis started_at_ = 0;
  std::size_t next_tag_ = 0;
};

/// rtmp://host[:port]/app/name?query taken apart; none if it is not that.
struct RtmpUrl {
  std::string host, app, name;
  std::uint16_t port = 1935;
};
std::optional<RtmpUrl> parse_rtmp_url(std::string_view url);

}  // namespace faultcast::drive
