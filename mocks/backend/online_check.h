#pragma once
// callback/Check_online_status.php, which cron starts at every full minute: each room that live_data calls on
// air is asked about at the live API, and after three answers that it is not, it is set off. Needs a timer
// only while a room is on air, because without one the script does nothing. (Backend reference, 4; live
// service reference, 4.2)

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backend/script.h"
#include "backend/service.h"
#include "call/http_call.h"

namespace faultcast::backend {

/// What the script reads out of the live API's answer: the stream's status (0 broken, 1 on, 3 closed), or 0
/// where there is no such stream (ret 20601). None: the call failed, `why` is what is logged.
std::optional<int> stream_status(std::string_view body, std::string& why);

class OnlineCheck {
 public:
  /// All outlive it. `url`: where to ask, as it is now.
  OnlineCheck(loop::Loop& loop, const loop::Resolver& resolver, const Surroundings& around,
              std::function<std::string()> url);

  /// After rows or settings may have changed: is there something to ask about?
  void look();
  /// Forgets a check that is at work.
  void stop();

 private:
  void begin();
  void ask_next();
  void answered(const call::HttpResult& result);
  /// false: the script has died.
  bool count(const std::string& stream, int check_status);

  loop::Loop& loop_;
  const loop::Resolver& resolver_;
  const Surroundings& around_;
  std::function<std::string()> url_;
  loop::Timer minute_;
  std::unique_ptr<Script> script_;  ///< while a check is at work
  struct Room {
    std::string stream;
    int check_status;
  };
  std::vector<Room> rooms_;
  std::size_t place_ = 0;
  std::unique_ptr<call::HttpCall> call_;
};

}  // namespace faultcast::backend
