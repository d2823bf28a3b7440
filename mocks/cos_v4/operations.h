#pragma once
// The operations of the v4 API, each a function of a call that was let in. (COS v4 reference, 3)

#include "cos/json_api.h"
#include "cos_v4/settings.h"

namespace faultcast::cos_v4 {

/// What v4 adds to a call.
struct Work {
  const cos::Call& call;
  const Behaviour& behaviour;
  const Route& route;
  std::string region;  ///< of the bucket

  [[nodiscard]] std::string access_url(std::string_view key) const;
  [[nodiscard]] std::string source_url(std::string_view key) const;
  [[nodiscard]] std::string api_url(std::string_view key) const;
};

struct Operation : cos::Operation {
  cos::Outcome (*run)(const Work& work);
};
const std::vector<Operation>& operations();
/// Null if there is none of that name.
const Operation* operation(std::string_view name);

cos::Outcome upload(const Work& work);
cos::Outcome slice_init(const Work& work);
cos::Outcome slice_data(const Work& work);
cos::Outcome slice_finish(const Work& work);
cos::Outcome slice_list(const Work& work);
/// The legacy operation that one SDK sends to v4: begins without content, goes on with it, finishes by
/// itself.
cos::Outcome slice_alias(const Work& work);
cos::Outcome list(const Work& work);
cos::Outcome stat(const Work& work);

/// access_url, resource_path, source_url, url: what every finished upload answers.
cos::Json urls(const Work& work);

}  // namespace faultcast::cos_v4
