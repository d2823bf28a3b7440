#pragma once
// One call of the live HTTP API: account, signature, interface, answer.

#include "http/query.h"
#include "live_api/interfaces.h"
#include "live_api/service.h"

namespace faultcast::live_api {

class Call final : public Transaction {
 public:
  Call(const LiveApi& service, const http::RequestHead& head);
  void take(ByteView body) override;
  About about() override;
  Answer answer(Millis now, const Code* forced) override;

 private:
  [[nodiscard]] std::string parameter(std::string_view name) const;
  [[nodiscard]] std::optional<Verdict> refused(Millis now) const;
  Outcome decide(Millis now);

  static constexpr std::size_t most_body = 64 * 1024;
  const LiveApi& service_;
  const http::RequestHead& head_;
  http::Fields query_;
  Bytes body_;
  bool too_long_ = false;
  const Interface* interface_;
};

}  // namespace faultcast::live_api
