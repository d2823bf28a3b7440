// {"delete": {"wrong": "sign_reused"}}: the app deletes the picture that was uploaded last, with a signature
// made for one use on that object.
#include <nlohmann/json.hpp>

#include "backend/cos_sign.h"
#include "base/text.h"
#include "drive/cos_client.h"
#include "drive/steps.h"

namespace faultcast::drive {

namespace {

class DeleteStep final : public RunningStep {
 public:
  DeleteStep(const Props& props, const json::Value& arguments)
      : props_(props),
        wrong_(arguments.value("wrong", "")),
        random_(props.seed + static_cast<std::uint64_t>(props.loop.now())),
        later_(props.loop) {}

  void start(Callback<void(Result<void>)> next, Callback<void()> ended) override {
    next_ = std::move(next);
    ended_ = std::move(ended);
    path_ = props_.memory["path"];
    const auto& setup = props_.setup;
    CosAccount account;
    account.v3 = setup.text("client.cos_sdk") == "v3";
    account.appid = setup.text("client.kTCCOSAppId");
    account.bucket = setup.text("client.kTCCOSBucket");
    account.region = setup.text("client.kTCCOSRegion");
    sign_ = backend::make_cos_sign_once(setup, path_, props_.loop.now(), random_).sign;
    account.sign = [this] { return sign_; };
    client_ = std::make_unique<CosClient>(props_.loop, props_.resolver, props_.tls, std::move(account));
    later_.after(0, [this] { remove(wrong_ == "sign_reused" ? 2 : 1); });
  }

 private:
  void remove(int times) {
    client_->post(path_, {{"op", "delete"}}, [this, times](const CosResult& result) {
      props_.log.add({props_.loop.now(), "app", 0, "",
                      result.code == 0 ? "COSClient: delete sucess, path:" + path_
                                       : fmt::format("COSClient: delete fail, error code:{},msg:{}",
                                                     result.code, result.message)});
      if (times > 1) {
        remove(times - 1);
        return;
      }
      next_(Result<void>{});
      ended_();
    });
  }

  Props props_;
  std::string wrong_, path_, sign_;
  Random random_;
  std::unique_ptr<CosClient> client_;
  Callback<void(Result<void>)> next_;
  Callback<void()> ended_;
  loop::Timer later_;
};

}  // namespace

StepKind delete_step() {
  return {{"delete",
           false,
           {{"wrong",
             json::Type::choice,
             false,
             {"sign_reused"},
             "a wrong act of the app: the signature is used twice"}}},
          [](const Props& props, const json::Value& arguments) -> std::unique_ptr<RunningStep> {
            return std::make_unique<DeleteStep>(props, arguments);
          }};
}

}  // namespace faultcast::drive
