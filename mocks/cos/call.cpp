#include "cos/call.h"

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace faultcast::cos {

Outcome refuse(const Dialect& dialect, std::string_view code_name, Text because, std::vector<Fact> facts,
               std::string setting) {
  Outcome outcome;
  outcome.verdict.code = &code(dialect.codes, code_name);
  outcome.verdict.because = std::move(because);
  outcome.verdict.facts = std::move(facts);
  outcome.verdict.setting = std::move(setting);
  return outcome;
}

Outcome done(const Dialect& dialect) {
  return refuse(dialect, "SUCCESS", {"every check passed", "所有检查均通过"});
}

Outcome done(const Dialect& dialect, Json data) {
  Outcome outcome = done(dialect);
  outcome.data = std::make_shared<const Json>(std::move(data));
  return outcome;
}

std::optional<std::uint64_t> number_field(const Form& form, std::string_view name, std::uint64_t fallback) {
  const std::string* text = form.field(name);
  if (text == nullptr) return fallback;
  const auto number = parse_unsigned(trim(*text));
  return number ? std::optional<std::uint64_t>(*number) : std::nullopt;
}

std::optional<Outcome> no_sha(const Call& call, const std::string& declared) {
  const bool digits =
      declared.size() == 40 && lower(declared).find_first_not_of("0123456789abcdef") == std::string::npos;
  if (digits) return std::nullopt;
  return refuse(call.dialect, "ERROR_CMD_COS_INVALID_SHA",
                {fmt::format("sha is '{}', not 40 hexadecimal digits", excerpt(declared, 60)),
                 fmt::format("sha 为“{}”，应为 40 位十六进制", excerpt(declared, 60))},
                {{"sha", excerpt(declared, 60), ""}});
}

std::optional<Outcome> wrong_sha(const Call& call, const std::string& declared, const std::string& real,
                                 std::string_view code_name) {
  if (auto refused = no_sha(call, declared)) return refused;
  if (lower(declared) == real) return std::nullopt;
  return refuse(call.dialect, code_name,
                {"sha is not the SHA-1 of what arrived", "sha 与收到内容的 SHA-1 不一致"},
                {{"sha", lower(declared), real}});
}

Outcome missing(const Call& call, const std::string& path) {
  const std::string shown = printable(path);
  return refuse(call.dialect, call.dialect.missing,
                {fmt::format("there is no {} in bucket {}", shown, call.place.bucket),
                 fmt::format("bucket {} 中没有 {}", call.place.bucket, shown)},
                {{"path", shown, ""}});
}

Outcome no_content(const Call& call) {
  return refuse(call.dialect, "ERROR_CGI_MISSING_FILECONTENT",
                {"the form has no part 'filecontent'", "表单中没有 filecontent"},
                {{"filecontent", "", "the file"}});
}

Outcome empty_slice(const Call& call) {
  return refuse(call.dialect, "ERROR_PROCESS_SLICE_TOO_SMALL", {"the slice is empty", "分片为空"},
                {{"slice", "0", ""}});
}

Outcome content_too_large(const Call& call, std::uint64_t most) {
  const std::uint64_t size = call.form.content()->size();
  return refuse(
      call.dialect, "ERROR_CGI_FILESIZE",
      {fmt::format("the file has {} bytes; a single upload takes {}, more goes in slices", size, most),
       fmt::format("文件为 {} 字节；单次上传上限为 {} 字节，更大的文件应分片上传", size, most)},
      {{"filesize", std::to_string(size), std::to_string(most)}});
}

Json headers_object(const http::Fields& headers) {
  Json out = Json::object();
  for (const auto& [name, value] : headers) out[name] = value;
  return out;
}

std::optional<Outcome> place_object(const Call& call, std::shared_ptr<const store::Blob> content,
                                    bool insert_only, const std::string& biz_attr,
                                    const std::string& authority) {
  const store::Object* there = call.bucket().object(call.place.key);
  const bool same = there != nullptr && there->content->sha1() == content->sha1();
  if (there != nullptr && insert_only && !same)
    return refuse(call.dialect, call.dialect.exists,
                  {fmt::format("{} is there already with other content, and insertOnly is 1",
                               printable(call.place.path())),
                   fmt::format("{} 已存在且内容不同，而 insertOnly 为 1", printable(call.place.path()))},
                  {{"insertOnly", "1", "0 to overwrite"}, {"sha", content->sha1(), there->content->sha1()}});
  store::Object object{std::move(content), {}};
  if (there != nullptr) object.attributes = there->attributes;
  if (there == nullptr) object.attributes.created = call.now;
  if (there == nullptr || !same || !biz_attr.empty()) object.attributes.biz_attr = biz_attr;
  if (!authority.empty()) object.attributes.authority = authority;
  object.attributes.modified = call.now;
  call.store.put(call.place.bucket, call.place.key, std::move(object));
  return std::nullopt;
}

}  // namespace faultcast::cos
