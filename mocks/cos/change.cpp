// op=create, op=update and op=delete, which both generations have alike. (COS v4 reference, 3.4, 3.7, 3.8;
// COS legacy reference, 5)
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cos/call.h"
#include "json/untrusted.h"

namespace faultcast::cos {

namespace {

Outcome root_is_fixed(const Call& call) {
  return refuse(
      call.dialect, "ERROR_CMD_PARAM_PATH_EMPTY",
      {"the root of a bucket cannot be created, changed or deleted", "bucket 根目录不能创建、修改或删除"});
}

/// Is there anything under this key, file or folder by its last character?
bool exists(const store::Bucket& bucket, const std::string& key) {
  return key.ends_with('/') ? bucket.folder(key) != nullptr : bucket.object(key) != nullptr;
}

constexpr std::string_view header_names[] = {"cache-control", "content-type", "content-disposition",
                                             "content-language", "content-encoding"};

std::optional<http::Fields> read_headers(const std::string& text) {
  const Json given = json::parse_untrusted(text);
  if (!given.is_object()) return std::nullopt;
  http::Fields headers;
  for (const auto& member : given.items()) {
    const std::string name = lower(member.key());
    const bool known =
        std::find(std::begin(header_names), std::end(header_names), name) != std::end(header_names) ||
        name.starts_with("x-cos-meta-");
    if (!known) continue;
    headers.emplace_back(
        member.key(), member.value().is_string() ? member.value().get<std::string>() : member.value().dump());
  }
  return headers;
}

constexpr unsigned flag_biz_attr = 0x01, flag_headers = 0x40, flag_authority = 0x80;

/// The changes that an update asks for; a refusal where they cannot be.
struct Changes {
  const std::string* biz_attr = nullptr;
  const std::string* authority = nullptr;
  std::optional<int> forbid;
  std::optional<http::Fields> headers;
};

std::optional<Outcome> read_changes(const Call& call, Changes& changes) {
  const Form& form = call.form;
  changes.biz_attr = form.field("biz_attr", true);
  changes.authority = form.field("authority");
  if (changes.authority != nullptr)
    if (auto refused = wrong_authority(call, *changes.authority)) return refused;
  if (const std::string* text = form.field("forbid")) {
    const auto value = parse_unsigned(*text);
    if (!value || *value > 2)
      return refuse(call.dialect, "ERROR_CMD_PARAM_INVALID",
                    {fmt::format("forbid is '{}', not 0, 1 or 2", printable(*text)),
                     fmt::format("forbid 为“{}”，应为 0、1 或 2", printable(*text))},
                    {{"forbid", printable(*text), "0 | 1 | 2"}});
    changes.forbid = static_cast<int>(*value);
  }
  // One of the SDKs misspells it (COS v4 reference, 3.7).
  const std::string* headers = form.field("custom_headers");
  if (headers == nullptr) headers = form.field("customheaders");
  if (headers != nullptr) {
    changes.headers = read_headers(*headers);
    if (!changes.headers)
      return refuse(call.dialect, "ERROR_CGI_JSON_PARSE_ERROR",
                    {"custom_headers is no JSON object", "custom_headers 不是 JSON 对象"},
                    {{"custom_headers", excerpt(*headers, 80), "{\"Content-Type\":\"…\"}"}});
  }
  if (const std::string* text = form.field("flag")) {
    const auto flag = parse_unsigned(*text);
    if (!flag ||
        (*flag & ~static_cast<unsigned long long>(flag_biz_attr | flag_headers | flag_authority)) != 0)
      return refuse(call.dialect, "ERROR_CMD_COS_INVALID_MOD_FLAG",
                    {fmt::format("flag is '{}', not a sum of 1, 64 and 128", printable(*text)),
                     fmt::format("flag 为“{}”，应为 1、64、128 之和", printable(*text))},
                    {{"flag", printable(*text), "1 | 64 | 128"}});
    const bool lacks = ((*flag & flag_biz_attr) != 0 && changes.biz_attr == nullptr) ||
                       ((*flag & flag_headers) != 0 && !changes.headers) ||
                       ((*flag & flag_authority) != 0 && changes.authority == nullptr);
    if (lacks)
      return refuse(call.dialect, "ERROR_CGI_REQ_PARAM_FLAG_NOTMATCH",
                    {fmt::format("flag {} names a field that is not there", *flag),
                     fmt::format("flag {} 所指的字段没有给出", *flag)},
                    {{"flag", printable(*text), ""}});
  }
  return std::nullopt;
}

}  // namespace

std::optional<Outcome> wrong_authority(const Call& call, const std::string& given) {
  if (given == "eInvalid" || given == "eWRPrivate" || given == "eWPrivateRPublic") return std::nullopt;
  const std::string shown = printable(given);
  return refuse(call.dialect, "ERROR_CMD_PARAM_AUTH_TYPE",
                {fmt::format("authority is '{}', not eInvalid, eWRPrivate or eWPrivateRPublic", shown),
                 fmt::format("authority 为“{}”，应为 eInvalid、eWRPrivate 或 eWPrivateRPublic", shown)},
                {{"authority", shown, "eInvalid | eWRPrivate | eWPrivateRPublic"}});
}

Outcome create_folder(const Call& call) {
  const Place& place = call.place;
  if (place.key.empty()) return root_is_fixed(call);
  // A file of that name is as much in the way as a folder.
  if (exists(call.bucket(), place.key) || exists(call.bucket(), place.key.substr(0, place.key.size() - 1)))
    return refuse(call.dialect, "ERROR_CMD_COS_PATH_CONFLICT",
                  {fmt::format("{} is there already", printable(place.path())),
                   fmt::format("{} 已存在", printable(place.path()))},
                  {{"path", printable(place.path()), "a name that is free"}});
  store::Attributes attributes;
  if (const std::string* text = call.form.field("biz_attr")) attributes.biz_attr = *text;
  attributes.created = attributes.modified = call.now;
  call.store.make_folder(place.bucket, place.key, attributes);
  return done(call.dialect, {{"ctime", call.seconds()}, {"resource_path", place.resource()}});
}

Outcome update(const Call& call) {
  if (call.place.key.empty()) return root_is_fixed(call);
  Changes changes;
  if (auto refused = read_changes(call, changes)) return *refused;
  const bool found = call.store.change(call.place.bucket, call.place.key, [&](store::Attributes& attributes) {
    if (changes.biz_attr != nullptr) attributes.biz_attr = *changes.biz_attr;
    if (changes.authority != nullptr) attributes.authority = *changes.authority;
    if (changes.forbid) attributes.forbid = *changes.forbid;
    if (changes.headers) attributes.headers = *changes.headers;
    attributes.modified = call.now;
  });
  return found ? done(call.dialect) : missing(call, call.place.path());
}

Outcome remove(const Call& call) {
  const Place& place = call.place;
  if (place.key.empty()) return root_is_fixed(call);
  if (!exists(call.bucket(), place.key)) return missing(call, call.place.path());
  if (place.is_folder() && !call.bucket().empty(place.key))
    return refuse(call.dialect, "ERROR_CMD_COS_DIR_NOT_EMPTY",
                  {fmt::format("folder {} is not empty", printable(place.path())),
                   fmt::format("目录 {} 不为空", printable(place.path()))},
                  {{"path", printable(place.path()), "an empty folder"}});
  call.store.remove(place.bucket, place.key);
  return done(call.dialect);
}

}  // namespace faultcast::cos
