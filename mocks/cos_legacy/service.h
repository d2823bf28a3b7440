#pragma once
// The JSON API of the object store before v4: web.file.myqcloud.com/files/v1/APPID/BUCKET/PATH, one host for
// all regions, with keys and buckets of its own. (COS legacy reference, 5 and 6)

#include "cos/json_api.h"
#include "cos_legacy/settings.h"

namespace faultcast::cos_legacy {

class CosLegacy final : public cos::JsonApi {
 public:
  static constexpr std::string_view host = "web.file.myqcloud.com";

  explicit CosLegacy(const cos::Surroundings& around);

  [[nodiscard]] std::string_view name() const override { return "cos_legacy"; }
  [[nodiscard]] std::string_view prefix() const override { return "/files/v1/"; }
  [[nodiscard]] const cos::Dialect& dialect() const override { return dialect_; }
  [[nodiscard]] const cos::Operation* operation(std::string_view name) const override;
  [[nodiscard]] std::string_view usual_operation(std::string_view method) const override;
  cos::Outcome run(std::string_view operation, const cos::Call& call, const Route& route) const override;
  [[nodiscard]] bool needs_no_sign(const cos::Form& form, const cos::Place& place) const override;

 private:
  void read_setup() override;
  Behaviour behaviour_;
  cos::Dialect dialect_;
};

}  // namespace faultcast::cos_legacy
