#pragma once
// The hosts that recordings are fetched from: APPID.vod2.myqcloud.com, VODAPPID.vod.myqcloud.com.

#include "record/recorder.h"
#include "service/service.h"

namespace faultcast::record {

class Vod final : public Service {
 public:
  /// The recorder outlives it.
  explicit Vod(const Recorder& recorder) : recorder_(recorder) {}

  static constexpr const char* hosts[] = {"*.vod2.myqcloud.com", "*.vod.myqcloud.com"};
  [[nodiscard]] std::string_view name() const override { return "record"; }
  [[nodiscard]] const CodeTable& codes() const override;
  std::unique_ptr<Transaction> plan(const http::RequestHead& head, const Route& route) override;

 private:
  const Recorder& recorder_;
};

}  // namespace faultcast::record
