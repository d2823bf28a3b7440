#include "cos_v4/codes.h"

#include "cos/listed.h"

namespace faultcast::cos_v4 {

namespace {

using cos::Listed;

constexpr std::string_view this_service = "cos_v4";

// Not in the published list, or only in v4's.
constexpr Listed more_proxy[] = {
    {-59, "ERROR_PROXY_S3_AUTH_EXPIRED", "auth", "the signature has expired (newer front)",
     "签名已过期（新接入层）",
     "fetch a new signature; check the clock of the machine that signs and COSKEY_EXPIRED_TIME",
     "重新获取签名；检查签名机器的系统时间与 COSKEY_EXPIRED_TIME"},
    {-47, "-47", "auth", "hearsay: a blank at the end of SecretId or SecretKey",
     "据用户反馈：SecretId 或 SecretKey 末尾有空格"},
};
constexpr Listed more_cmd[] = {
    {-189, "ERROR_CMD_INVALID_PARAM_DOWNLOAD_URL_EMPTY", "any", "download_url is empty", "download_url 为空"},
    {-186, "ERROR_CMD_VIDEO_MOVE", "video", "the video could not be copied", "视频复制失败"},
    {-133, "ERROR_CMD_BUCKET_NOTEXIST", "any", "no such bucket in this region and generation",
     "该地域（及该版本 COS）中没有此 bucket",
     "compare kTCCOSBucket and kTCCOSRegion with the console; a bucket made on the legacy COS is not here",
     "与控制台核对 kTCCOSBucket 与 kTCCOSRegion；旧版 COS 创建的 bucket 不能用新版访问"},
    {-121, "ERROR_CMD_CORSRULE_NOT_MATCH", "preflight", "no CORS rule of the bucket allows this page",
     "bucket 的跨域规则不允许该页面",
     "add the page's origin and the headers it asks for to the bucket's CORS rules in the console",
     "在控制台为 bucket 添加跨域规则，允许该页面的来源及所用请求头"},
};
constexpr Listed download_rows[] = {
    {-6101, "-6101", "download", "the file is missing", "文件不存在", "compare the address with the console",
     "与控制台核对下载地址"},
    {-45062, "-45062", "download", "the file is not uploaded wholly yet", "文件尚未上传完成",
     "finish the upload first", "先完成上传"},
    {-200, "-200", "download", "downloaded", "下载成功"},
    {-206, "-206", "download", "a part was downloaded", "部分内容下载成功"},
    {-403, "-403", "download", "no permission, or the referer is not allowed", "无权限或不符合防盗链规则"},
    {-404, "-404", "download", "the file is missing", "文件不存在"},
    {-405, "-405", "download", "the method is not allowed", "不支持的请求方法"},
    {-500, "-500", "download", "the server failed", "服务器内部错误"},
};
// Answers that are no JSON and have no number.
struct NotJson {
  Listed row;
  int status;
  std::string_view source, certainty;
};
constexpr NotJson not_json[] = {
    {{0, "InvalidRequest", "any", "the front cannot map APPID and bucket of the URL",
      "接入层无法识别 URL 中的 APPID 与 bucket", "compare APPID and bucket with the console",
      "与控制台核对 APPID 与 bucket"},
     400,
     "COS v4 reference, 4.1",
     "seen"},
    {{0, "UNAVAILABLE", "any", "the service is not available for a moment", "服务暂时不可用",
      "try again; the SDKs do so by themselves", "稍后重试；SDK 会自动重试"},
     503,
     "COS v4 reference, 6 (E19)",
     "inferred"},
};
constexpr Listed other_rows[] = {
    {-9999, "UNKOWN", "internal", "an unknown failure", "未知错误"},
    {-29094, "ERROR_CGI_FINISH_MISSING_SHA", "slice", "the upload was begun with sha and ended without it",
     "初始化时带了 sha，结束时没有带", "send the same sha with upload_slice_finish as with upload_slice_init",
     "upload_slice_finish 须携带与 upload_slice_init 相同的 sha"},
};

CodeTable build_codes() {
  CodeTable all = {Code{.service = this_service,
                        .name = "SUCCESS",
                        .op = "any",
                        .ok = true,
                        .number = 0,
                        .wire = "SUCCESS",
                        .status = 200,
                        .sentence_en = "done",
                        .sentence_zh = "成功",
                        .source = "COS v4 reference, 3.0",
                        .certainty = "seen"}};
  constexpr std::string_view proxy = "COS v4 reference, 4.2 (documents 436/6059)";
  constexpr std::string_view cmd = "COS v4 reference, 4.3 (documents 436/6059)";
  constexpr std::string_view rest = "COS v4 reference, 4.4 (documents 436/6059)";
  add(all, cos::listed_proxy(), {this_service, proxy});
  add(all, more_proxy, {this_service, "COS v4 reference, 4.2", 400, "seen"});
  add(all, cos::listed_cmd(), {this_service, cmd});
  add(all, more_cmd, {this_service, cmd});
  for (const auto& rows : {cos::listed_process(), cos::listed_plugin(), cos::listed_cgi(), cos::listed_oss()})
    add(all, rows, {this_service, rest});
  add(all, download_rows, {this_service, rest});
  add(all, other_rows, {this_service, rest});
  for (const auto& one : not_json)
    add(all, one.row, {this_service, one.source, one.status, one.certainty}).wire = {};

  for (const int number : {-64, -121}) cos::row_of(all, number).status = 403;
  for (const int number : {-197, -166}) cos::row_of(all, number).status = 404;
  for (const int number : {-97, -79, -133, -121}) cos::row_of(all, number).certainty = "seen";
  // Their texts are documented; that they answer what they answer here was never seen.
  for (const int number : {-73, -74, -5991, -5984, -4014, -29094, -47})
    cos::row_of(all, number).certainty = "inferred";
  for (const auto& row : download_rows) {
    Code& shown = cos::row_of(all, row.number);
    shown.wire = {};
    shown.status = row.number == -6101 ? 404 : row.number == -45062 ? 400 : -row.number;
    shown.ok = shown.status < 300;
  }
  cos::row_of(all, -47).wire = {};
  // COS v4 reference, 4.4: v4 sends another text than the list has.
  Code& unfinished = cos::row_of(all, -4019);
  unfinished.name = unfinished.wire = "_ERROR_FILE_NOT_FINISH_UPLOAD";
  unfinished.certainty = "seen";
  unfinished.sentence_en = "an upload of this file in slices is not finished";
  unfinished.sentence_zh = "该文件有未完成的分片上传";
  unfinished.next_en = "ask for its parts with upload_slice_list, send the rest, then upload_slice_finish";
  unfinished.next_zh = "用 upload_slice_list 查询已有分片，补齐后调用 upload_slice_finish";
  return all;
}

}  // namespace

const CodeTable& codes() {
  static const CodeTable table = build_codes();
  return table;
}

}  // namespace faultcast::cos_v4
