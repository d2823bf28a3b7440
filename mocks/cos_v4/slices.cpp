// Slice upload: init, data, finish, list; parallel or serial, resumed, or instant by SHA-1. (COS v4
// reference, 3.3)
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cos_v4/operations.h"
#include "json/untrusted.h"

namespace faultcast::cos_v4 {

namespace {

using cos::Call;
using cos::Json;
using cos::Outcome;
using state::SliceUpload;

constexpr std::uint64_t most_slice = 3u << 20, least_slice = 64u << 10, usual_slice = 1u << 20;
constexpr std::uint64_t most_file = 64ull << 30;

Outcome missing_field(const Call& call, std::string_view code_name, std::string_view field) {
  return refuse(call.dialect, code_name,
                {fmt::format("the field '{}' is missing or no number", field),
                 fmt::format("缺少参数 {}，或其值不是数字", field)},
                {{std::string(field), "", ""}});
}

/// The unfinished upload of this key, if its life is not over.
SliceUpload* unfinished(const Work& work, std::string* session = nullptr) {
  auto& uploads = work.call.state.uploads;
  const Millis life = static_cast<Millis>(work.behaviour.session_life_s) * 1000;
  std::erase_if(uploads, [&](const auto& entry) { return entry.second.since + life <= work.call.now; });
  for (auto& [id, upload] : uploads)
    if (upload.bucket == work.call.place.bucket && upload.key == work.call.place.key) {
      if (session != nullptr) *session = id;
      return &upload;
    }
  return nullptr;
}

/// The upload that the field 'session' names; else the refusal.
SliceUpload* of_session(const Work& work, std::optional<Outcome>& refused) {
  std::string id;
  SliceUpload* upload = unfinished(work, &id);
  const std::string* given = work.call.form.field("session");
  if (upload != nullptr && given != nullptr && *given == id) return upload;
  const std::string shown = given == nullptr ? "" : excerpt(*given, 60);
  refused = refuse(
      work.call.dialect, given == nullptr ? "ERROR_PROXY_NO_SESSION" : "ERROR_CGI_WRONG_SESSION",
      {fmt::format("no unfinished upload of {} has session '{}'", printable(work.call.place.path()), shown),
       fmt::format("{} 没有 session 为“{}”的未完成上传", printable(work.call.place.path()), shown)},
      {{"session", shown, id}});
  return nullptr;
}

std::map<std::uint64_t, std::string> read_uploadparts(const cos::Form& form) {
  std::map<std::uint64_t, std::string> sums;
  const std::string* text = form.field("uploadparts");
  if (text == nullptr) return sums;
  const Json parts = json::parse_untrusted(*text);
  if (!parts.is_array()) return sums;
  for (const auto& part : parts)
    if (part.is_object() && part.contains("offset") && part["offset"].is_number_unsigned() &&
        part.contains("datasha") && part["datasha"].is_string())
      sums[part["offset"].get<std::uint64_t>()] = part["datasha"].get<std::string>();
  return sums;
}

Outcome begin(const Work& work, std::uint64_t size) {
  const Call& call = work.call;
  const auto asked = cos::number_field(call.form, "slice_size", usual_slice);
  if (!asked || *asked == 0) return missing_field(call, "ERROR_PROCESS_WRONG_SLICE_SIZE", "slice_size");
  SliceUpload upload;
  upload.bucket = call.place.bucket;
  upload.key = call.place.key;
  upload.size = size;
  // The server has the last word on the size of slices.
  upload.slice_size = std::clamp(*asked, least_slice, most_slice);
  if (const std::string* sha = call.form.field("sha")) upload.sha = lower(*sha);
  if (const std::string* biz_attr = call.form.field("biz_attr")) upload.biz_attr = *biz_attr;
  upload.insert_only = cos::number_field(call.form, "insertonly", 1).value_or(1) != 0;
  upload.declared_sums = read_uploadparts(call.form);
  upload.since = call.now;
  upload.content = call.store.assembly(size);
  const std::string session = call.state.random.text(32, "0123456789abcdef") + std::to_string(call.seconds());
  Json data = {{"session", session}, {"slice_size", upload.slice_size}};
  if (work.behaviour.serial_upload) data["serial_upload"] = 1;
  call.state.uploads[session] = std::move(upload);
  return done(call.dialect, std::move(data));
}

/// Is the content known already, so that nothing need be sent?
std::optional<Outcome> instant(const Work& work, const std::string& sha, std::uint64_t size) {
  const Call& call = work.call;
  const store::Object* known = call.bucket().with_sha(lower(sha), size);
  if (known == nullptr) return std::nullopt;
  const std::string* biz_attr = call.form.field("biz_attr");
  const bool insert_only = cos::number_field(call.form, "insertonly", 1).value_or(1) != 0;
  if (auto refused = cos::place_object(call, known->content, insert_only,
                                       biz_attr == nullptr ? std::string() : *biz_attr))
    return refused;
  Outcome outcome = done(call.dialect, urls(work));
  outcome.fields.emplace_back("instant", "true");
  return outcome;
}

Outcome complete(const Work& work, SliceUpload& upload, const std::string& session) {
  const Call& call = work.call;
  auto whole = upload.content->finish();
  if (!whole)
    return refuse(call.dialect, "ErrQueryOffset",
                  {fmt::format("slices are missing: {}", whole.error().message),
                   fmt::format("分片不完整：{}", whole.error().message)},
                  {{"bytes", std::to_string(upload.content->filled()), std::to_string(upload.size)}});
  const std::string sha = upload.sha, biz_attr = upload.biz_attr;
  const bool insert_only = upload.insert_only;
  call.state.uploads.erase(session);
  if (!sha.empty() && sha != (*whole)->sha1())
    return refuse(call.dialect, "ErrNotSameSHA",
                  {"the slices together do not have the SHA-1 that init declared",
                   "全部分片的 SHA-1 与初始化时声明的不一致"},
                  {{"sha", sha, (*whole)->sha1()}});
  if (auto refused = cos::place_object(call, std::move(*whole), insert_only, biz_attr)) return *refused;
  return done(call.dialect, urls(work));
}

}  // namespace

Outcome slice_init(const Work& work) {
  const Call& call = work.call;
  const std::string* size_text = call.form.field("filesize");
  const auto size = size_text == nullptr ? std::nullopt : cos::number_field(call.form, "filesize", 0);
  if (!size) return missing_field(call, "ERROR_CGI_PARAM_MISSING_FILESIZE", "filesize");
  if (*size > most_file)
    return refuse(call.dialect, "ERROR_PROCESS_FILE_TOO_LARGE",
                  {fmt::format("filesize {} is more than {}", *size, most_file),
                   fmt::format("filesize {} 超过上限 {}", *size, most_file)},
                  {{"filesize", std::to_string(*size), std::to_string(most_file)}});
  if (const std::string* sha = call.form.field("sha")) {
    if (auto refused = cos::no_sha(call, *sha)) return *refused;
    if (auto known = instant(work, *sha, *size)) return *known;
  }
  if (unfinished(work) != nullptr)
    return refuse(
        call.dialect, "_ERROR_FILE_NOT_FINISH_UPLOAD",
        {fmt::format("an upload of {} was begun before and is not finished: ask with upload_slice_list and "
                     "go on with its session",
                     printable(call.place.path())),
         fmt::format("{} 有未完成的分片上传：请用 upload_slice_list 查询后续传",
                     printable(call.place.path()))});
  return begin(work, *size);
}

Outcome slice_data(const Work& work) {
  const Call& call = work.call;
  std::optional<Outcome> refused;
  SliceUpload* upload = of_session(work, refused);
  if (upload == nullptr) return *refused;
  const auto& content = call.form.content();
  if (!content) return cos::no_content(call);
  const std::string* offset_text = call.form.field("offset");
  const auto offset = offset_text == nullptr ? std::nullopt : cos::number_field(call.form, "offset", 0);
  if (!offset) return missing_field(call, "ERROR_PROCESS_OFFSET", "offset");
  if (content->size() == 0 && upload->size > 0) return cos::empty_slice(call);
  if (content->size() > most_slice)
    return refuse(call.dialect, "ERROR_CGI_SLICE",
                  {fmt::format("the slice has {} bytes, more than {}", content->size(), most_slice),
                   fmt::format("分片为 {} 字节，超过上限 {}", content->size(), most_slice)},
                  {{"slice", std::to_string(content->size()), std::to_string(most_slice)}});
  if (work.behaviour.serial_upload && *offset > upload->content->filled())
    return refuse(
        call.dialect, "ERROR_PROCESS_OFFSET",
        {fmt::format("slices come one after the other here: offset {} is ahead of {}", *offset,
                     upload->content->filled()),
         fmt::format("此处分片须依次上传：offset {} 超前于 {}", *offset, upload->content->filled())},
        {{"offset", std::to_string(*offset), std::to_string(upload->content->filled())}});
  if (auto put = upload->content->put(*offset, *content); !put)
    return refuse(call.dialect, "ERROR_PROCESS_OFFSET", {put.error().message, put.error().message},
                  {{"offset", std::to_string(*offset), ""}});
  return done(call.dialect,
              {{"session", *call.form.field("session")}, {"offset", *offset}, {"datalen", content->size()}});
}

Outcome slice_finish(const Work& work) {
  const Call& call = work.call;
  std::optional<Outcome> refused;
  SliceUpload* upload = of_session(work, refused);
  if (upload == nullptr) return *refused;
  const auto size = cos::number_field(call.form, "filesize", 0);
  if (call.form.field("filesize") == nullptr || !size)
    return missing_field(call, "ERROR_CGI_PARAM_MISSING_FILESIZE", "filesize");
  if (*size != upload->size)
    return refuse(call.dialect, "ERROR_CMD_COS_FILE_SIZE_NOT_EQU",
                  {fmt::format("filesize is {}, init said {}", *size, upload->size),
                   fmt::format("filesize 为 {}，初始化时为 {}", *size, upload->size)},
                  {{"filesize", std::to_string(*size), std::to_string(upload->size)}});
  const std::string* sha = call.form.field("sha");
  if (!upload->sha.empty() && sha == nullptr)
    return refuse(call.dialect, "ERROR_CGI_FINISH_MISSING_SHA",
                  {"init gave a sha, finish gives none", "初始化时给出了 sha，finish 时没有"},
                  {{"sha", "", upload->sha}});
  if (sha != nullptr && !upload->sha.empty() && lower(*sha) != upload->sha)
    return refuse(call.dialect, "ErrNotSameSHA",
                  {"finish gives another sha than init", "finish 的 sha 与初始化时不同"},
                  {{"sha", excerpt(*sha, 60), upload->sha}});
  return complete(work, *upload, *call.form.field("session"));
}

Outcome slice_list(const Work& work) {
  const Call& call = work.call;
  std::string session;
  if (const SliceUpload* upload = unfinished(work, &session)) {
    Json parts = Json::array();
    for (const auto& [offset, size] : upload->content->parts()) {
      const auto declared = upload->declared_sums.find(offset);
      parts.push_back(
          {{"offset", offset},
           {"datalen", size},
           {"datasha", declared != upload->declared_sums.end() ? declared->second
                                                               : upload->content->part_sha1(offset)}});
    }
    return done(call.dialect, {{"session", session},
                               {"slice_size", upload->slice_size},
                               {"filesize", upload->size},
                               {"sha", upload->sha},
                               {"listparts", std::move(parts)}});
  }
  // One of the mobile SDKs asks again after finish, to learn the URLs.
  if (call.bucket().object(call.place.key) != nullptr) return done(call.dialect, urls(work));
  return refuse(
      call.dialect, call.dialect.missing,
      {fmt::format("neither an object nor an unfinished upload is at {}", printable(call.place.path())),
       fmt::format("{} 既没有对象，也没有未完成的上传", printable(call.place.path()))},
      {{"path", printable(call.place.path()), ""}});
}

Outcome slice_alias(const Work& work) {
  if (!work.call.form.content()) return slice_init(work);
  Outcome outcome = slice_data(work);
  if (!outcome.verdict.ok()) return outcome;
  std::string session;
  SliceUpload* upload = unfinished(work, &session);
  if (upload->content->filled() != upload->size) return outcome;
  return complete(work, *upload, session);
}

}  // namespace faultcast::cos_v4
