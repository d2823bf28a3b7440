// {"ban": {"user": "anchor01"}}: the console forbids a stream. Under exec and serve without a user: the
// stream of the exchange that triggered the step.
#include <nlohmann/json.hpp>

#include "backend/push_url.h"
#include "drive/steps.h"

namespace faultcast::drive {

namespace {

class BanStep final : public RunningStep {
 public:
  BanStep(const Props& props, const json::Value& arguments)
      : props_(props), user_(arguments.value("user", "anchor01")), later_(props.loop) {}

  void start(Callback<void(Result<void>)> next, Callback<void()> ended) override {
    later_.after(0, [this, next = std::make_shared<Callback<void(Result<void>)>>(std::move(next)),
                     ended = std::make_shared<Callback<void()>>(std::move(ended))] {
      (*next)(props_.change_setup("console.live.streams." + stream() + ".banned", true));
      (*ended)();
    });
  }

 private:
  std::string stream() const {
    if (props_.trigger)
      if (const auto seen = props_.trigger("stream")) return *seen;
    return backend::make_push_url(props_.setup, user_, props_.loop.now()).stream;
  }

  Props props_;
  std::string user_;
  loop::Timer later_;
};

}  // namespace

StepKind ban_step() {
  return {{"ban", true, {{"user", json::Type::text, false, {}, "whose stream; default anchor01"}}},
          [](const Props& props, const json::Value& arguments) -> std::unique_ptr<RunningStep> {
            return std::make_unique<BanStep>(props, arguments);
          }};
}

}  // namespace faultcast::drive
