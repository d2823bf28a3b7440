// op=upload: one request, one object. (COS v4 reference, 3.2)
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cos_v4/operations.h"

namespace faultcast::cos_v4 {

namespace {

constexpr std::uint64_t most_bytes = 20u << 20;

/// 32 hexadecimal digits and the time, seen in answers of late 2017.
std::string make_vid(const cos::Call& call) {
  return call.state.random.text(32, "0123456789abcdef") + std::to_string(call.seconds());
}

}  // namespace

cos::Outcome upload(const Work& work) {
  const cos::Call& call = work.call;
  const auto& content = call.form.content();
  if (!content) return cos::no_content(call);
  if (content->size() > most_bytes) return cos::content_too_large(call, most_bytes);
  if (const std::string* sha = call.form.field("sha")) {
    if (auto refused = cos::wrong_sha(call, *sha, content->sha1(), "ERROR_CGI_SHA_NOT_MATCH"))
      return *refused;
  }
  if (work.behaviour.parents_required) {
    const std::string parent = call.place.key.substr(0, call.place.key.rfind('/') + 1);
    if (call.bucket().folder(parent) == nullptr)
      return refuse(call.dialect, "ERROR_CMD_COS_INDEX_ERROR",
                    {fmt::format("folder /{} was never created", printable(parent)),
                     fmt::format("目录 /{} 没有创建", printable(parent))},
                    {{"folder", "/" + printable(parent), "a folder that was created"}});
  }
  const std::string* biz_attr = call.form.field("biz_attr");
  const bool insert_only = cos::number_field(call.form, "insertonly", 1).value_or(1) != 0;
  if (auto refused =
          cos::place_object(call, content, insert_only, biz_attr == nullptr ? std::string() : *biz_attr))
    return *refused;
  cos::Json data = urls(work);
  if (work.behaviour.with_vid) data["vid"] = make_vid(call);
  return done(call.dialect, std::move(data));
}

}  // namespace faultcast::cos_v4
