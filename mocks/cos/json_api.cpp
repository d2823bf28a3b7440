#include "cos/json_api.h"

#include "cos/api_call.h"

namespace faultcast::cos {

std::unique_ptr<Transaction> JsonApi::plan(const http::RequestHead& head, const Route& route) {
  return std::make_unique<ApiCall>(*this, head, route);
}

const BucketTruth* JsonApi::bucket(std::string_view name) const {
  const auto at = buckets_.find(name);
  return at == buckets_.end() ? nullptr : &at->second;
}

}  // namespace faultcast::cos
