#include "cos_legacy/service.h"

#include "cos_legacy/codes.h"
#include "cos_legacy/operations.h"

namespace faultcast::cos_legacy {

CosLegacy::CosLegacy(const cos::Surroundings& around)
    : JsonApi(around), dialect_{cos_legacy::codes(),         "ERROR_CMD_COS_INDEX_ERROR",
                                "ErrSameFileUpload",         "ERROR_CMD_COS_FILE_EXIST",
                                "ERROR_CMD_COS_INDEX_ERROR", "console.cos.legacy.buckets"} {
  CosLegacy::read_setup();
}

void CosLegacy::read_setup() {
  const setup::Setup& setup = around_.setup;
  behaviour_ = Behaviour::of(setup);
  truth_ = cos::legacy_truth(setup);
  rules_ = cos::legacy_rules();
  rules_.multi_for_once = behaviour_.once_for_changes ? "ERROR_PROXY_AUTH_UNSUPPORTED_OP" : "";
  manner_ = {behaviour_.error_status, false, behaviour_.content_type, false};
  dialect_.exists = behaviour_.exists_is_177 ? "ERROR_CMD_COS_FILE_EXIST" : "ErrSameFileUpload";
  dialect_.no_bucket =
      behaviour_.missing_bucket_is_144 ? "ERROR_CMD_INDEX_NO_EXIST" : "ERROR_CMD_COS_INDEX_ERROR";
  buckets_.clear();
  for (const auto& name : setup.keys("console.cos.legacy.buckets"))
    buckets_[name] = {"", setup.text("console.cos.legacy.buckets." + name + ".cors")};
}

const cos::Operation* CosLegacy::operation(std::string_view name) const {
  return cos_legacy::operation(name);
}

std::string_view CosLegacy::usual_operation(std::string_view method) const {
  return method == "GET" ? "list" : "";
}

cos::Outcome CosLegacy::run(std::string_view operation, const cos::Call& call, const Route& route) const {
  return cos_legacy::operation(operation)->run({call, behaviour_, route});
}

// The browser SDK sends the slices of an upload without a signature: the session stood for it.
bool CosLegacy::needs_no_sign(const cos::Form& form, const cos::Place& place) const {
  const std::string* session = form.field("session");
  const std::string* op = form.field("op");
  const bool is_slice = op != nullptr && *op == "upload_slice" && form.field("filesize") == nullptr;
  if (!is_slice || session == nullptr || !form.content()) return false;
  const auto at = around_.state.uploads.find(*session);
  return at != around_.state.uploads.end() && at->second.bucket == place.bucket &&
         at->second.key == place.key;
}

}  // namespace faultcast::cos_legacy
