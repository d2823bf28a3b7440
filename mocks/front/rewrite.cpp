#include "front/rewrite.h"

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace faultcast::front {

namespace {

bool rewrite_body(http::Reply& reply, const fault::RewriteField& change) {
  auto body = nlohmann::ordered_json::parse(reply.body, nullptr, false);
  auto* at = &body;
  for (const auto& part : split(change.name, '.')) {
    if (!at->is_object() || !at->contains(part)) return false;
    at = &(*at)[part];
  }
  // A number stays one where the new value is one.
  const auto as_json = nlohmann::ordered_json::parse(change.to, nullptr, false);
  *at = at->is_string() || as_json.is_discarded() ? nlohmann::ordered_json(change.to) : as_json;
  const std::string text = body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  reply.body.assign(text.begin(), text.end());
  return true;
}

}  // namespace

bool rewrite(http::Reply& reply, const fault::RewriteField& change) {
  if (change.name == "status") {
    const auto status = parse_unsigned(change.to);
    if (!status || *status < 100 || *status > 999) return false;
    reply.status = static_cast<int>(*status);
    return true;
  }
  if (reply.headers.find(change.name) != nullptr) {
    reply.headers.set(change.name, change.to);
    return true;
  }
  return rewrite_body(reply, change);
}

}  // namespace faultcast::front
