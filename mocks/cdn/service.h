#pragma once
// Downloads: the CDN's domains, the object store's origins, and what the edge says of any other name below
// myqcloud.com. (COS v4 reference, 1.2, 1.4, 1.5; COS legacy reference, 2)

#include "cos/judge.h"
#include "service/service.h"
#include "setup/setup.h"
#include "store/store.h"

namespace faultcast::cdn {

/// What it works with; all of it the stage's, which outlives it.
struct Surroundings {
  const setup::Setup& setup;
  const store::Store& main;    ///< what v4 stores
  const store::Store& legacy;  ///< what the legacy API stores
};

class Cdn final : public Service {
 public:
  explicit Cdn(const Surroundings& around);

  [[nodiscard]] std::string_view name() const override { return "cdn"; }
  [[nodiscard]] const CodeTable& codes() const override;
  std::unique_ptr<Transaction> plan(const http::RequestHead& head, const Route& route) override;
  void setup_changed() override;

  // For its transactions.
  [[nodiscard]] const Surroundings& around() const { return around_; }
  /// Of one generation.
  struct Side {
    cos::Truth truth;
    cos::Rules rules;
    std::string buckets_path;  ///< "console.cos.main.buckets"
    bool accelerated = false;
  };
  [[nodiscard]] const Side& main() const { return main_; }
  [[nodiscard]] const Side& legacy() const { return legacy_; }
  [[nodiscard]] bool unserved_is_404() const { return unserved_is_404_; }

 private:
  void read_setup();

  Surroundings around_;
  Side main_, legacy_;
  bool unserved_is_404_ = false;
};

}  // namespace faultcast::cdn
