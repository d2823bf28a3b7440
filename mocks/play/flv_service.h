#pragma once
// HTTP-FLV: BIZID.liveplay.myqcloud.com/live/STREAM.flv, a body that goes on until the stream ends. The .m3u8
// of the same name answers one sentence. (Live service reference, 1.3; RTMP ingest, 6)

#include "play/judge.h"
#include "service/service.h"

namespace faultcast::play {

class FlvService final : public Service {
 public:
  /// Both are the stage's, which outlives it.
  FlvService(const setup::Setup& setup, const channel::Hub& hub) : setup_(setup), hub_(hub) {}

  static constexpr const char* host = "*.liveplay.myqcloud.com";
  static constexpr const char* prefix = "/live/";
  [[nodiscard]] std::string_view name() const override { return "play"; }
  [[nodiscard]] const CodeTable& codes() const override;
  std::unique_ptr<Transaction> plan(const http::RequestHead& head, const Route& route) override;

  // For its transactions.
  [[nodiscard]] const setup::Setup& setup() const { return setup_; }
  [[nodiscard]] const channel::Hub& hub() const { return hub_; }
  /// Where bodies put several packets together; used within one call.
  [[nodiscard]] Bytes& scratch() { return scratch_; }

 private:
  const setup::Setup& setup_;
  const channel::Hub& hub_;
  Bytes scratch_;
};

}  // namespace faultcast::play
