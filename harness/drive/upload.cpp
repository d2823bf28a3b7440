// {"upload": {"user": "anchor01", "file": "avatar.jpg", "slices": true, "wrong": "sha_of_another_file"}}: the
// app fetches a signature from its backend and uploads a picture. What it got is remembered for fetch and
// delete.
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "backend/cos_sign.h"
#include "base/text.h"
#include "drive/cos_client.h"
#include "drive/steps.h"

namespace faultcast::drive {

namespace {

constexpr std::uint64_t slice = 64 * 1024;  // small, so that a small picture goes in several
constexpr const char* wrong_acts[] = {"sign_kept", "sign_in_milliseconds", "sha_of_another_file",
                                      "other_content", "resumed_too_late"};

class UploadStep final : public RunningStep {
 public:
  UploadStep(const Props& props, const json::Value& arguments)
      : props_(props),
        arguments_(arguments),
        wrong_(arguments.value("wrong", "")),
        random_(props.seed + static_cast<std::uint64_t>(props.loop.now())),
        later_(props.loop) {}

  void start(Callback<void(Result<void>)> next, Callback<void()> ended) override {
    next_ = std::move(next);
    ended_ = std::move(ended);
    const std::string name = props_.media_folder + "/" + arguments_.value("file", "avatar.jpg");
    std::ifstream file(name, std::ios::binary);
    content_.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    if (!file || content_.empty()) {
      later_.after(0, [this, name] { finish(fail(name + " cannot be read")); });
      return;
    }
    if (wrong_ == "other_content") content_.push_back(0);
    const std::string user = arguments_.value("user", "anchor01");
    path_ = arguments_.value("name", fmt::format("/{}_{}.jpg", user, props_.loop.now()));
    const auto& setup = props_.setup;
    CosAccount account;
    account.v3 = setup.text("client.cos_sdk") == "v3";
    account.appid = setup.text("client.kTCCOSAppId");
    account.bucket = setup.text("client.kTCCOSBucket");
    account.region = setup.text("client.kTCCOSRegion");
    account.https = arguments_.value("https", false);
    if (arguments_.value("browser", false)) account.origin = setup.text("client.page_origin");
    kept_ = make_sign();
    account.sign = [this] { return wrong_ == "sign_kept" ? kept_ : make_sign(); };
    client_ = std::make_unique<CosClient>(props_.loop, props_.resolver, props_.tls, std::move(account));
    log("uploadCover do upload, path:" + path_);
    constexpr Millis minute = 60'000;
    later_.after(wrong_ == "sign_kept" ? minute : 0, [this] { upload(); });
  }

 private:
  std::string make_sign() {
    const Millis now = props_.loop.now();
    return backend::make_cos_sign(props_.setup, wrong_ == "sign_in_milliseconds" ? now * 1000 : now, random_)
        .sign;
  }

  void upload() {
    CosClient::Upload upload;
    upload.path = path_;
    upload.content = content_;
    upload.insert_only = arguments_.value("insert_only", true);
    if (wrong_ == "sha_of_another_file")
      upload.sha = "da39a3ee5e6b4b0d3255bfef95601890afd80709";  // of nothing
    if (arguments_.value("slices", false) || wrong_ == "resumed_too_late") upload.slice_size = slice;
    constexpr Millis day_and_hour = 25 * 3600 * 1000;
    if (wrong_ == "resumed_too_late") upload.pause_before_finish = day_and_hour;
    client_->upload(std::move(upload), [this](const CosResult& result) { told(result); });
  }

  void told(const CosResult& result) {
    if (result.code == 0) {
      props_.memory["access_url"] = result.text("access_url");
      props_.memory["source_url"] = result.text("source_url");
      props_.memory["path"] = path_;
      log("uploadCover do upload sucess, url:" + result.text("access_url"));
    } else {
      log(fmt::format("uploadCover do upload fail, error code:{},msg:{}", result.code, result.message));
    }
    finish({});
  }

  void log(const std::string& text) {
    props_.log.add({props_.loop.now(), "app", 0, "", "TCUploadHelper: " + text});
  }

  void finish(Result<void> result) {
    next_(std::move(result));
    ended_();
  }

  Props props_;
  json::Value arguments_;
  std::string wrong_, path_, kept_;
  Random random_;
  Bytes content_;
  std::unique_ptr<CosClient> client_;
  Callback<void(Result<void>)> next_;
  Callback<void()> ended_;
  loop::Timer later_;
};

}  // namespace

StepKind upload_step() {
  using json::Type;
  json::Field wrong{"wrong", Type::choice, false, {}, "a wrong act of the app"};
  for (const char* act : wrong_acts) wrong.allowed.emplace_back(act);
  return {{"upload",
           false,
           {{"user", Type::text, false, {}, "whose picture; default anchor01"},
            {"file", Type::text, false, {}, "a file of the media folder; default avatar.jpg"},
            {"name", Type::text, false, {}, "path in the bucket; default /USER_TIME.jpg"},
            {"insert_only", Type::boolean, false, {}, "do not overwrite; default true"},
            {"slices", Type::boolean, false, {}, "in slices of 64 KiB"},
            {"https", Type::boolean, false, {}, "by https, as the iOS app does"},
            {"browser", Type::boolean, false, {}, "by a page in a browser, which asks before it sends"},
            wrong}},
          [](const Props& props, const json::Value& arguments) -> std::unique_ptr<RunningStep> {
            return std::make_unique<UploadStep>(props, arguments);
          }};
}

}  // namespace faultcast::drive
