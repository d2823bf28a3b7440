#pragma once
// One call of the JSON API, from its head to its answer: the order of checks. (COS v4 reference, 4.6; COS
// legacy reference, 3.1)

#include "cos/json_api.h"

namespace faultcast::cos {

class ApiCall final : public Transaction {
 public:
  /// All outlive it.
  ApiCall(const JsonApi& api, const http::RequestHead& head, const Route& route);

  void take(ByteView body) override;
  About about() override;
  Answer answer(Millis now, const Code* forced) override;

 private:
  Outcome decide(Millis now);
  Outcome preflight() const;
  Outcome wrong_method(std::string_view right) const;
  std::optional<Outcome> wrong_url() const;
  std::optional<Outcome> wrong_request() const;
  std::optional<Outcome> wrong_sign(Millis now);
  std::optional<Outcome> wrong_bucket() const;
  std::optional<Outcome> wrong_path() const;
  http::Reply reply_to(const Outcome& outcome, Millis now) const;

  const JsonApi& api_;
  const http::RequestHead& head_;
  const Route& route_;
  Form form_;
  std::optional<Place> place_;
  std::string region_;  ///< of the host; empty where the request or the generation names none
  std::string op_;
  const Operation* operation_ = nullptr;
};

}  // namespace faultcast::cos
