#pragma once
// The JSON API of the object store, v4: REGION.file.myqcloud.com/files/v2/APPID/BUCKET/PATH. Operations are
// those of the COS v4 reference, 3.

#include "cos/json_api.h"
#include "cos_v4/settings.h"

namespace faultcast::cos_v4 {

class CosV4 final : public cos::JsonApi {
 public:
  explicit CosV4(const cos::Surroundings& around);

  [[nodiscard]] std::string_view name() const override { return "cos_v4"; }
  [[nodiscard]] std::string_view prefix() const override { return "/files/v2/"; }
  [[nodiscard]] const cos::Dialect& dialect() const override { return dialect_; }
  [[nodiscard]] const cos::Operation* operation(std::string_view name) const override;
  [[nodiscard]] std::string_view usual_operation(std::string_view /*method*/) const override { return {}; }
  cos::Outcome run(std::string_view operation, const cos::Call& call, const Route& route) const override;

  /// The names that it answers to: one for each region.
  [[nodiscard]] std::vector<std::string> hosts() const;

 private:
  void read_setup() override;
  Behaviour behaviour_;
  cos::Dialect dialect_;
};

}  // namespace faultcast::cos_v4
