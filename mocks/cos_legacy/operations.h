#pragma once
// The operations of the legacy API, each a function of a call that was let in. (COS legacy reference, 5 and
// 6)

#include "cos/json_api.h"
#include "cos_legacy/settings.h"

namespace faultcast::cos_legacy {

/// What this generation adds to a call.
struct Work {
  const cos::Call& call;
  const Behaviour& behaviour;
  const Route& route;

  [[nodiscard]] std::string access_url(std::string_view key) const;
};

struct Operation : cos::Operation {
  cos::Outcome (*run)(const Work& work);
};
const std::vector<Operation>& operations();
/// Null if there is none of that name.
const Operation* operation(std::string_view name);

cos::Outcome upload(const Work& work);
/// Control and data requests alike: which it is, its fields say.
cos::Outcome upload_slice(const Work& work);
cos::Outcome list(const Work& work);
cos::Outcome stat(const Work& work);

/// access_url, url, source_url, resource_path: what every finished upload answers.
cos::Json urls(const Work& work);

}  // namespace faultcast::cos_legacy
