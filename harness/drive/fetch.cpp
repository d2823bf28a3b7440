// {"fetch": {"what": "access_url"}}: the app loads the picture that was uploaded last, from the CDN's address
// or from the origin's.
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "call/http_call.h"
#include "drive/steps.h"

namespace faultcast::drive {

namespace {

class FetchStep final : public RunningStep {
 public:
  FetchStep(const Props& props, const json::Value& arguments)
      : props_(props), what_(arguments.value("what", "access_url")), later_(props.loop) {}

  void start(Callback<void(Result<void>)> next, Callback<void()> ended) override {
    next_ = std::move(next);
    ended_ = std::move(ended);
    url_ = props_.memory[what_];
    if (url_.empty()) {
      later_.after(0, [this] {
        log("load image fail, there is no url");
        finish();
      });
      return;
    }
    call::HttpRequest request{"GET", url_, {}, {}};
    request.headers.add("User-Agent", "okhttp/3.2.0");
    begun_ = props_.loop.now();
    call_ = std::make_unique<call::HttpCall>(props_.loop, props_.resolver, props_.tls, std::move(request));
    call_->start([this](const call::HttpResult& result) {
      if (result.answered() && result.head.status == 200)
        log(fmt::format("load image, {} bytes in {} ms, url:{}", result.body.size(),
                        props_.loop.now() - begun_, url_));
      else if (result.answered())
        log(fmt::format("load image fail, http code:{}, url:{}", result.head.status, url_));
      else
        log(fmt::format("load image fail, {}, url:{}", printable(result.detail), url_));
      finish();
    });
  }

 private:
  void log(const std::string& text) {
    props_.log.add({props_.loop.now(), "app", 0, "", "ImageLoader: " + text});
  }
  void finish() {
    next_(Result<void>{});
    ended_();
  }

  Props props_;
  std::string what_, url_;
  Millis begun_ = 0;
  std::unique_ptr<call::HttpCall> call_;
  Callback<void(Result<void>)> next_;
  Callback<void()> ended_;
  loop::Timer later_;
};

}  // namespace

StepKind fetch_step() {
  return {{"fetch",
           false,
           {{"what",
             json::Type::choice,
             false,
             {"access_url", "source_url"},
             "which address of the last upload: the CDN's, or the origin's; default access_url"}}},
          [](const Props& props, const json::Value& arguments) -> std::unique_ptr<RunningStep> {
            return std::make_unique<FetchStep>(props, arguments);
          }};
}

}  // namespace faultcast::drive
