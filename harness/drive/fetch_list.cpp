// {"fetch_list": {"flag": 2}}: the app asks its backend for a list, by default that of the replays.
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "drive/backend_call.h"
#include "drive/steps.h"

namespace faultcast::drive {

namespace {

class FetchListStep final : public RunningStep {
 public:
  FetchListStep(const Props& props, const json::Value& arguments)
      : props_(props), flag_(arguments.value("flag", 2)), call_(props) {}

  void start(Callback<void(Result<void>)> next, Callback<void()> ended) override {
    next_ = std::move(next);
    ended_ = std::move(ended);
    call_.start({{"Action", "FetchList"}, {"flag", flag_}, {"pageno", 1}, {"pagesize", 20}},
                [this](const BackendAnswer& answer) { answered(answer); });
  }

 private:
  void answered(const BackendAnswer& answer) {
    if (!answer.ok()) {
      log("TCLiveListFragment: 刷新列表失败");
      log("TCLiveListMgr: " + printable(answer.message));
    } else {
      const auto list = answer.data.is_object() && answer.data.contains("pusherlist")
                            ? answer.data["pusherlist"]
                            : nlohmann::ordered_json::array();
      log(fmt::format("TCLiveListFragment: list of flag {}: {} entries", flag_, list.size()));
      for (const auto& one : list) log(entry(one));
    }
    next_(Result<void>{});
    ended_();
  }

  static std::string entry(const nlohmann::ordered_json& one) {
    const auto text = [&](const char* name) -> std::string {
      if (!one.is_object() || !one.contains(name) || !one[name].is_string()) return {};
      return printable(one[name].get<std::string>());
    };
    return fmt::format("TCLiveListFragment: entry userid:{}, title:{}, fileid:{}, playurl:{}", text("userid"),
                       text("title"), text("fileid"), text("playurl"));
  }

  void log(const std::string& text) { props_.log.add({props_.loop.now(), "app", 0, "", text}); }

  Props props_;
  int flag_;
  BackendCall call_;
  Callback<void(Result<void>)> next_;
  Callback<void()> ended_;
};

}  // namespace

StepKind fetch_list_step() {
  return {{"fetch_list",
           false,
           {{"flag",
             json::Type::whole,
             false,
             {},
             "which list: 1 on air, 2 replays, 3 both, 4 all rooms; default 2"}}},
          [](const Props& props, const json::Value& arguments) -> std::unique_ptr<RunningStep> {
            return std::make_unique<FetchListStep>(props, arguments);
          }};
}

}  // namespace faultcast::drive
