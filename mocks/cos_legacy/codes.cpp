#include "cos_legacy/codes.h"

#include "cos/listed.h"

namespace faultcast::cos_legacy {

namespace {

constexpr std::string_view this_service = "cos_legacy";

constexpr cos::Listed download_rows[] = {
    {-6101, "-6101", "download", "the file is missing", "文件不存在", "compare the address with the console",
     "与控制台核对下载地址"},
    {-45062, "-45062", "download", "the file is not uploaded wholly yet", "文件尚未上传完成",
     "finish the upload first", "先完成上传"},
};

// The front is the one that v4 has; which answer it gave in the days of v3 is not known.
constexpr cos::Listed more_cmd[] = {
    {-121, "ERROR_CMD_CORSRULE_NOT_MATCH", "preflight", "no CORS rule of the bucket allows this page",
     "bucket 的跨域规则不允许该页面",
     "add the page's origin and the headers it asks for to the bucket's CORS rules in the console",
     "在控制台为 bucket 添加跨域规则，允许该页面的来源及所用请求头"},
};

// All with status 400: the SDKs read an answer at 200 and 400 only. (COS legacy reference, 7)
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
                        .source = "COS legacy reference, 1",
                        .certainty = "seen"}};
  for (const auto& rows : {cos::listed_proxy(), cos::listed_cmd(), cos::listed_process(),
                           cos::listed_plugin(), cos::listed_cgi(), cos::listed_oss()})
    add(all, rows, {this_service, "COS legacy reference, 7 (\"错误码列表\")"});
  add(all, more_cmd, {this_service, "COS v4 reference, 4.3", 400, "inferred"});
  add(all, download_rows, {this_service, "COS legacy reference, 2 (\"错误码定位\")", 404});
  cos::row_of(all, -45062).status = 400;
  for (const auto& row : download_rows) cos::row_of(all, row.number).wire = {};
  for (const int number : {-97, -79}) cos::row_of(all, number).certainty = "seen";
  // Their texts are documented; that they answer what they answer here was never seen.
  for (const int number : {-75, -166, -144, -290, -5983, -94})
    cos::row_of(all, number).certainty = "inferred";
  return all;
}

}  // namespace

const CodeTable& codes() {
  static const CodeTable table = build_codes();
  return table;
}

}  // namespace faultcast::cos_legacy
