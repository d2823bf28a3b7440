// {"advance": {"by": "4h"}}: time passes. In run the clock jumps; under exec and serve it is waited for.
#include <nlohmann/json.hpp>

#include "drive/steps.h"

namespace faultcast::drive {

namespace {

class AdvanceStep final : public RunningStep {
 public:
  AdvanceStep(const Props& props, const json::Value& arguments)
      : by_(parse_duration(arguments.at("by").get<std::string>()).value_or(0)), timer_(props.loop) {}

  void start(Callback<void(Result<void>)> next, Callback<void()> ended) override {
    timer_.after(by_, [next = std::make_shared<Callback<void(Result<void>)>>(std::move(next)),
                       ended = std::make_shared<Callback<void()>>(std::move(ended))] {
      (*next)(Result<void>{});
      (*ended)();
    });
  }

 private:
  Millis by_;
  loop::Timer timer_;
};

}  // namespace

StepKind advance_step() {
  return {{"advance", true, {{"by", json::Type::duration, true, {}, "how much time passes"}}},
          [](const Props& props, const json::Value& arguments) -> std::unique_ptr<RunningStep> {
            return std::make_unique<AdvanceStep>(props, arguments);
          }};
}

}  // namespace faultcast::drive
