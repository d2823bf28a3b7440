#pragma once
// The live HTTP API, common_access: whether a stream runs, forbidding it, lists, mixing. Answers with the
// names that both generations of clients read (ret and retcode, message and errmsg). (Live service reference,
// 4)

#include <functional>

#include "live_api/settings.h"
#include "service/service.h"
#include "state/live.h"

namespace faultcast::live_api {

/// What it works with; all of it the stage's, which outlives it.
struct Surroundings {
  const setup::Setup& setup;
  state::Live& state;
  /// A running push of this stream is to be cut: it was forbidden, or only broken off.
  std::function<void(const std::string& stream, bool forbidden)> cut;
};

class LiveApi final : public Service {
 public:
  explicit LiveApi(const Surroundings& around);

  [[nodiscard]] std::string_view name() const override { return "live_api"; }
  [[nodiscard]] const CodeTable& codes() const override;
  std::unique_ptr<Transaction> plan(const http::RequestHead& head, const Route& route) override;
  void setup_changed() override;

  // For its transactions.
  [[nodiscard]] const Surroundings& around() const { return around_; }
  [[nodiscard]] const Behaviour& behaviour() const { return behaviour_; }

 private:
  Surroundings around_;
  Behaviour behaviour_;
};

}  // namespace faultcast::live_api
