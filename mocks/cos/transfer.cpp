// op=move and op=copy. (COS v4 reference, 3.8; COS legacy reference, 5)
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cos/call.h"

namespace faultcast::cos {

namespace {

/// The key that dest_fileid names: absolute in the bucket, with the whole resource in front or not, or
/// relative to the source's folder. None, with the refusal in `refused`, where it cannot be.
std::optional<std::string> destination(const Call& call, std::optional<Outcome>& refused) {
  const std::string* given = call.form.field("dest_fileid");
  if (given == nullptr) {
    refused = refuse(call.dialect, "ERROR_CGI_REQ_PARAM", {"dest_fileid is missing", "缺少参数 dest_fileid"},
                     {{"dest_fileid", "", "/new/name"}});
    return std::nullopt;
  }
  Place to = call.place;
  if (given->starts_with('/')) {
    const std::string account = "/" + call.place.appid + "/";
    to.key = given->substr(1);
    if (given->starts_with(account)) {
      const std::string rest = given->substr(account.size());
      const std::string bucket = rest.substr(0, rest.find('/'));
      if (bucket != call.place.bucket) {
        refused = refuse(
            call.dialect, "ERROR_CGI_CROSS_BUCKET_COPY",
            {fmt::format("dest_fileid names bucket {}, the source is in {}", printable(bucket),
                         call.place.bucket),
             fmt::format("dest_fileid 指向 bucket {}，源文件在 {}", printable(bucket), call.place.bucket)},
            {{"bucket", printable(bucket), call.place.bucket}});
        return std::nullopt;
      }
      to.key = rest.size() > bucket.size() ? rest.substr(bucket.size() + 1) : "";
    }
  } else {
    to.key = call.place.key.substr(0, call.place.key.rfind('/') + 1) + *given;
  }
  if (!http::decode_path(http::encode_path(to.key))) to.utf8 = false;
  if (const auto wrong = wrong_key(to, false); !wrong.empty()) {
    refused = refuse(call.dialect, wrong,
                     {fmt::format("dest_fileid '{}' is no name for a file", printable(*given)),
                      fmt::format("dest_fileid“{}”不是合法的文件名", printable(*given))},
                     {{"dest_fileid", printable(*given), ""}});
    return std::nullopt;
  }
  return to.key;
}

}  // namespace

Outcome transfer(const Call& call, bool keep_source) {
  std::optional<Outcome> refused;
  const auto to = destination(call, refused);
  if (!to) return std::move(*refused);
  const store::Object* source = call.bucket().object(call.place.key);
  if (source == nullptr) return missing(call, call.place.path());
  const auto overwrite = number_field(call.form, "to_over_write", 0);
  if (call.bucket().object(*to) != nullptr && overwrite.value_or(0) == 0 && *to != call.place.key)
    return refuse(call.dialect, call.dialect.move_conflict,
                  {fmt::format("/{} is there already, and to_over_write is 0", printable(*to)),
                   fmt::format("/{} 已存在，且 to_over_write 为 0", printable(*to))},
                  {{"dest_fileid", "/" + printable(*to), "a name that is free, or to_over_write=1"}});
  store::Object copy = *source;
  copy.attributes.modified = call.now;
  if (keep_source) copy.attributes.created = call.now;
  if (*to != call.place.key) {
    call.store.put(call.place.bucket, *to, std::move(copy));
    if (!keep_source) call.store.remove(call.place.bucket, call.place.key);
  }
  Outcome outcome = done(call.dialect);
  outcome.fields.emplace_back("to", "/" + printable(*to));
  return outcome;
}

}  // namespace faultcast::cos
