#include "cos_v4/service.h"

#include "cos/settings.h"
#include "cos_v4/codes.h"
#include "cos_v4/operations.h"

namespace faultcast::cos_v4 {

CosV4::CosV4(const cos::Surroundings& around)
    : JsonApi(around),
      dialect_{cos_v4::codes(),
               "ERROR_CMD_FILE_NOTEXIST",
               "ERROR_CMD_COS_FILE_EXIST",
               "ERROR_CMD_COS_FILE_EXIST",
               "ERROR_CMD_BUCKET_NOTEXIST",
               "console.cos.main.buckets"} {
  CosV4::read_setup();
}

void CosV4::read_setup() {
  const setup::Setup& setup = around_.setup;
  behaviour_ = Behaviour::of(setup);
  truth_ = cos::main_truth(setup);
  rules_ = cos::v4_rules();
  if (behaviour_.late_2017) rules_.expired = "ERROR_PROXY_S3_AUTH_EXPIRED";
  if (behaviour_.unreadable_is_83) rules_.malformed = "ERROR_PROXY_AUTH_UNPACK";
  rules_.expiry_limit_s = behaviour_.expiry_limit_s;
  manner_.error_status = behaviour_.error_status;
  manner_.unknown_appid_is_xml = behaviour_.unknown_appid_is_xml;
  dialect_.move_conflict =
      behaviour_.move_conflict_is_199 ? "ERROR_CMD_FILE_MOVE_ERROR" : "ERROR_CMD_COS_FILE_EXIST";
  buckets_.clear();
  for (const auto& name : setup.keys("console.cos.main.buckets")) {
    const std::string path = "console.cos.main.buckets." + name;
    buckets_[name] = {cos::short_region(setup.text(path + ".region")), setup.text(path + ".cors")};
  }
}

std::vector<std::string> CosV4::hosts() const {
  std::vector<std::string> out;
  for (const auto& region : behaviour_.regions) out.push_back(region + ".file.myqcloud.com");
  return out;
}

const cos::Operation* CosV4::operation(std::string_view name) const {
  return cos_v4::operation(name);
}

cos::Outcome CosV4::run(std::string_view operation, const cos::Call& call, const Route& route) const {
  return cos_v4::operation(operation)->run({call, behaviour_, route, bucket(call.place.bucket)->region});
}

}  // namespace faultcast::cos_v4
