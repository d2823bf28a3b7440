#pragma once
// One download, from its head to its answer.

#include "cdn/host.h"
#include "cdn/service.h"

namespace faultcast::cdn {

class Download final : public Transaction {
 public:
  /// All outlive it.
  Download(const Cdn& service, const http::RequestHead& head, const Route& route);

  void take(ByteView) override {}
  About about() override;
  Answer answer(Millis now, const Code* forced) override;

 private:
  Verdict decide(Millis now);
  std::optional<Verdict> wrong_host() const;
  std::optional<Verdict> wrong_reader(Millis now) const;
  http::Reply reply_to(const Verdict& verdict, Millis now) const;
  http::Reply edge_reply(Millis now) const;
  http::Reply object_reply(Millis now) const;
  /// A setting of the bucket.
  [[nodiscard]] std::string rule(std::string_view name) const;

  const Cdn& service_;
  const http::RequestHead& head_;
  const Route& route_;
  Host host_;
  const Cdn::Side* side_ = nullptr;        ///< whose bucket it is; null: nobody's
  const store::Object* object_ = nullptr;  ///< null: there is none
  std::string key_;
};

}  // namespace faultcast::cdn
