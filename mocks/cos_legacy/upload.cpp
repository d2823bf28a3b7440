// op=upload and op=upload_slice: in one piece, or one slice after the other. (COS legacy reference, 5 and 6)
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cos_legacy/operations.h"

namespace faultcast::cos_legacy {

namespace {

using cos::Call;
using cos::Outcome;
using state::SliceUpload;

constexpr std::uint64_t most_single = 20u << 20, least_slice = 64u << 10, most_slice = 20u << 20,
                        usual_slice = 512u << 10;
constexpr std::uint64_t most_file = 64ull << 30;

std::string text_of(const Call& call, std::string_view name) {
  const std::string* value = call.form.field(name);
  return value == nullptr ? "" : *value;
}

bool insert_only_of(const Call& call) {
  return cos::number_field(call.form, "insertonly", 1).value_or(1) != 0;
}

Outcome lacks(const Call& call, std::string_view code_name, std::string_view field) {
  return refuse(call.dialect, code_name,
                {fmt::format("the field '{}' is missing or no number", field),
                 fmt::format("缺少参数 {}，或其值不是数字", field)},
                {{std::string(field), "", ""}});
}

Outcome control(const Work& work) {
  const Call& call = work.call;
  const auto size = cos::number_field(call.form, "filesize", 0);
  if (!size) return lacks(call, "ERROR_CGI_PARAM_MISSING_FILESIZE", "filesize");
  if (*size > most_file)
    return refuse(call.dialect, "ERROR_PROCESS_FILE_TOO_LARGE",
                  {fmt::format("filesize {} is more than {}", *size, most_file),
                   fmt::format("filesize {} 超过上限 {}", *size, most_file)},
                  {{"filesize", std::to_string(*size), std::to_string(most_file)}});
  const std::string sha = lower(text_of(call, "sha"));
  if (sha.empty()) return lacks(call, "ERROR_CGI_PARAM_MISSING_SHA", "sha");
  if (auto refused = cos::no_sha(call, sha)) return *refused;
  if (const store::Object* known = call.bucket().with_sha(sha, *size)) {
    if (auto refused =
            cos::place_object(call, known->content, insert_only_of(call), text_of(call, "biz_attr")))
      return *refused;
    Outcome outcome = done(call.dialect, urls(work));
    outcome.fields.emplace_back("instant", "true");
    return outcome;
  }
  // An upload of this key that was not finished goes on where it stood, if the file is the same.
  for (auto& [session, upload] : call.state.uploads)
    if (upload.bucket == call.place.bucket && upload.key == call.place.key && upload.sha == sha &&
        upload.size == *size)
      return done(
          call.dialect,
          {{"session", session}, {"offset", upload.content->filled()}, {"slice_size", upload.slice_size}});
  const auto asked = cos::number_field(call.form, "slice_size", usual_slice);
  if (!asked || *asked == 0) return lacks(call, "ERROR_PROCESS_WRONG_SLICE_SIZE", "slice_size");
  SliceUpload upload;
  upload.bucket = call.place.bucket;
  upload.key = call.place.key;
  upload.size = *size;
  // The server has the last word on the size of slices.
  upload.slice_size = std::clamp(*asked, least_slice, most_slice);
  upload.sha = sha;
  upload.biz_attr = text_of(call, "biz_attr");
  upload.insert_only = insert_only_of(call);
  upload.since = call.now;
  upload.content = call.store.assembly(*size);
  const std::string session = call.state.random.text(32, "0123456789abcdef") + std::to_string(call.seconds());
  const std::uint64_t slice_size = upload.slice_size;
  call.state.uploads[session] = std::move(upload);
  return done(call.dialect, {{"session", session}, {"offset", 0}, {"slice_size", slice_size}});
}

Outcome complete(const Work& work, SliceUpload& upload, const std::string& session) {
  const Call& call = work.call;
  auto whole = upload.content->finish();
  const std::string sha = upload.sha, biz_attr = upload.biz_attr;
  const bool insert_only = upload.insert_only;
  call.state.uploads.erase(session);
  if (!whole)
    return refuse(call.dialect, "ERROR_CMD_COS_FILE_SIZE_NOT_EQU",
                  {whole.error().message, whole.error().message});
  if (sha != (*whole)->sha1())
    return refuse(
        call.dialect, "ErrNotSameSHA",
        {"the slices together do not have the SHA-1 that was declared", "全部分片的 SHA-1 与声明的不一致"},
        {{"sha", sha, (*whole)->sha1()}});
  if (auto refused = cos::place_object(call, std::move(*whole), insert_only, biz_attr)) return *refused;
  return done(call.dialect, urls(work));
}

Outcome data(const Work& work) {
  const Call& call = work.call;
  const std::string session = text_of(call, "session");
  const auto at = call.state.uploads.find(session);
  if (at == call.state.uploads.end() || at->second.bucket != call.place.bucket ||
      at->second.key != call.place.key)
    return refuse(call.dialect, "ERROR_CGI_WRONG_SESSION",
                  {fmt::format("no unfinished upload of {} has session '{}'", printable(call.place.path()),
                               excerpt(session, 60)),
                   fmt::format("{} 没有 session 为“{}”的未完成上传", printable(call.place.path()),
                               excerpt(session, 60))},
                  {{"session", excerpt(session, 60), ""}});
  SliceUpload& upload = at->second;
  const auto offset =
      call.form.field("offset") == nullptr ? std::nullopt : cos::number_field(call.form, "offset", 0);
  const std::uint64_t expected = upload.content->filled();
  // The last slice may come again when its answer was lost.
  if (!offset || *offset > expected)
    return refuse(
        call.dialect, "ERROR_PROCESS_OFFSET",
        {fmt::format("offset is '{}', the next slice begins at {}", text_of(call, "offset"), expected),
         fmt::format("offset 为“{}”，下一个分片应从 {} 开始", text_of(call, "offset"), expected)},
        {{"offset", excerpt(text_of(call, "offset"), 40), std::to_string(expected)}});
  if (call.form.content()->size() == 0 && upload.size > 0) return cos::empty_slice(call);
  if (auto put = upload.content->put(*offset, *call.form.content()); !put)
    return refuse(call.dialect, "ERROR_PROCESS_OFFSET", {put.error().message, put.error().message},
                  {{"offset", std::to_string(*offset), std::to_string(expected)}});
  if (upload.content->filled() == upload.size) return complete(work, upload, session);
  return done(call.dialect, {{"session", session}, {"offset", *offset}});
}

}  // namespace

Outcome upload(const Work& work) {
  const Call& call = work.call;
  const auto& content = call.form.content();
  if (!content) return cos::no_content(call);
  if (content->size() > most_single) return cos::content_too_large(call, most_single);
  if (const std::string* sha = call.form.field("sha"))
    if (auto refused = cos::wrong_sha(call, *sha, content->sha1(), "ERROR_CGI_SHA_NOT_MATCH"))
      return *refused;
  const std::string authority = text_of(call, "authority");
  if (!authority.empty())
    if (auto refused = cos::wrong_authority(call, authority)) return *refused;
  if (auto refused =
          cos::place_object(call, content, insert_only_of(call), text_of(call, "biz_attr"), authority))
    return *refused;
  return done(call.dialect, urls(work));
}

Outcome upload_slice(const Work& work) {
  const Call& call = work.call;
  const Millis life = static_cast<Millis>(work.behaviour.session_life_s) * 1000;
  std::erase_if(call.state.uploads, [&](const auto& entry) { return entry.second.since + life <= call.now; });
  if (call.form.field("filesize") != nullptr) return control(work);
  if (call.form.field("session") == nullptr)
    return lacks(call, "ERROR_CGI_PARAM_MISSING_FILESIZE", "filesize");
  if (!call.form.content()) return cos::no_content(call);
  return data(work);
}

}  // namespace faultcast::cos_legacy
