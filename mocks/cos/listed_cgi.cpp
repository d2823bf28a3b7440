#include "cos/listed.h"

namespace faultcast::cos {

std::span<const Listed> listed_cgi() {
  static constexpr Listed rows[] = {
      {-5999, "ERROR_CGI_PARAM", "any", "a parameter is wrong", "参数错误",
       "compare the parameters with the operation's documentation, and the SDK with the account's generation",
       "对照接口文档检查参数，并确认 SDK 与账号所属的 COS 版本一致"},
      {-5998, "ERROR_CGI_AUTHORIZATION", "auth", "the signature has not the form of one", "签名格式错误",
       "send base64(HMAC-SHA1 + text) as the signer made it: one line, percent-encoded only in a query",
       "原样发送签名函数生成的 base64(HMAC-SHA1 + 原文)：单行，仅放在 URL 参数中时才做百分号编码"},
      {-5997, "ERROR_CGI_NETWORK", "internal", "the network failed", "网络错误"},
      {-5996, "ERROR_CGI_REQ_METHOD", "any", "the HTTP method is not this operation's", "HTTP 方法错误",
       "use GET for stat and list, POST for everything else", "stat 与 list 使用 GET，其他操作使用 POST"},
      {-5995, "ERROR_CGI_FILESIZE", "upload", "the file's size is wrong", "文件大小错误",
       "upload files over 20 MiB in slices", "超过 20 MiB 的文件请使用分片上传"},
      {-5994, "ERROR_CGI_URL_NOTMATCH", "any", "the URL is none of this API", "URL 不匹配",
       "v4 is REGION.file.myqcloud.com/files/v2/APPID/BUCKET/PATH, legacy "
       "web.file.myqcloud.com/files/v1/APPID/BUCKET/PATH",
       "新版为 REGION.file.myqcloud.com/files/v2/APPID/BUCKET/PATH，旧版为 "
       "web.file.myqcloud.com/files/v1/APPID/BUCKET/PATH"},
      {-5993, "ERROR_CGI_FORM_ERR", "any", "the form cannot be read", "表单解析失败",
       "compare the boundary in Content-Type with the body's, and the body with Content-Length",
       "核对 Content-Type 中的 boundary 与正文、Content-Length 与正文长度"},
      {-5992, "ERROR_CGI_REQ_PARAM", "any", "a request parameter is wrong", "请求参数错误"},
      {-5991, "ERROR_CGI_SLICE", "slice", "the slice is too large", "分片过大", "use slices of at most 3 MiB",
       "分片不能超过 3 MiB"},
      {-5990, "ERROR_CGI_MISSING_FILECONTENT", "upload", "the field filecontent is missing",
       "缺少 filecontent", "send the content as the form field filecontent",
       "将文件内容作为表单字段 filecontent 发送"},
      {-5989, "ERROR_CGI_UPLOAD_FAIL", "internal", "the upload failed", "上传失败"},
      {-5988, "ERROR_CGI_INIT", "internal", "starting up failed", "初始化失败"},
      {-5987, "ERROR_CGI_WUP_ENCODE", "internal", "packing failed", "打包失败"},
      {-5986, "ERROR_CGI_WUP_DECODE", "internal", "unpacking failed", "解包失败"},
      {-5985, "ERROR_CGI_NETWORK_L5", "internal", "no address was found", "获取地址失败"},
      {-5984, "ERROR_CGI_SHA_NOT_MATCH", "upload", "the SHA-1 is not the one that was declared",
       "文件 SHA-1 与声明不一致",
       "compute sha over the bytes that are sent, and do not change the file meanwhile",
       "对实际发送的内容计算 sha，上传期间不要改动文件"},
      {-5983, "ERROR_CGI_WRONG_SESSION", "slice", "there is no such session", "session 不存在或已失效",
       "begin the upload again and use its session", "重新开始上传，并使用新的 session"},
      {-5982, "ERROR_CGI_SOCK_CREATE", "internal", "a socket could not be made", "创建套接字失败"},
      {-5981, "ERROR_CGI_SOCK_CONNECT", "internal", "a socket could not be connected", "套接字连接失败"},
      {-5980, "ERROR_CGI_PARAM_MISSING_OP", "any", "the parameter op is missing", "缺少参数 op",
       "send op in the form, in the JSON body or in the query", "在表单、JSON 正文或 URL 参数中携带 op"},
      {-5979, "ERROR_CGI_PARAM_MISSING_SHA", "slice", "the parameter sha is missing", "缺少参数 sha",
       "send the SHA-1 of the whole file as sha", "用 sha 参数携带整个文件的 SHA-1"},
      {-5978, "ERROR_CGI_PDU_ENCODE", "internal", "packing failed", "PDU 打包失败"},
      {-5977, "ERROR_CGI_PDU_DECODE", "internal", "unpacking failed", "PDU 解包失败"},
      {-5976, "ERROR_CGI_REQ_PARAM_FLAG_NOTMATCH", "update", "flag does not fit what is to be changed",
       "flag 与修改内容不符", "leave flag out, or set the bit of each member that is sent",
       "不传 flag，或为每个要修改的字段置位"},
      {-5975, "ERROR_CGI_JSON_PARSE_ERROR", "any", "the JSON body cannot be read", "JSON 解析失败",
       "Content-Length counts bytes, not characters: a body cut short is no JSON",
       "Content-Length 是字节数而非字符数：正文被截断就不是合法 JSON"},
      {-5974, "ERROR_CGI_VIDEO_FORMAT", "video", "the video's format is wrong", "视频格式错误"},
      {-5973, "ERROR_CGI_CROSS_BUCKET_COPY", "move", "source and target are in different buckets",
       "不支持跨 bucket 操作", "move and copy within one bucket", "移动、复制只能在同一 bucket 内进行"},
      {-5972, "ERROR_CGI_UNSUPPORTED_METHOD", "any", "there is no such op", "不支持的操作",
       "compare op with the documentation of this generation's API", "对照该版本 API 文档检查 op"},
      {-5971, "ERROR_CGI_PARAM_MISSING_FILESIZE", "slice", "the parameter filesize is missing",
       "缺少参数 filesize", "send the file's size in bytes as filesize", "用 filesize 参数携带文件字节数"},
  };
  return rows;
}

std::span<const Listed> listed_oss() {
  static constexpr Listed rows[] = {
      {-6999, "ERROR_OSS_UNKNOWN", "internal", "an unknown failure of the storage", "存储未知错误"},
      {-6998, "ERROR_OSS_INVALID_PROTOCOL", "internal", "the storage does not speak this protocol",
       "存储协议错误"},
      {-6997, "ERROR_OSS_INVALID_PARAM", "internal", "a parameter to the storage is wrong", "存储参数错误"},
      {-6996, "ERROR_OSS_FILESIZE", "internal", "the size is wrong for the storage", "存储文件大小错误"},
      {-6995, "ERROR_OSS_MKDIR", "internal", "the storage could not make a folder", "存储创建目录失败"},
      {-6994, "ERROR_OSS_GZIP", "internal", "the storage could not compress", "存储压缩失败"},
      {-6993, "ERROR_OSS_WRITE_FILE", "internal", "the storage could not write", "存储写文件失败"},
      {-6992, "ERROR_OSS_FILE_NOTEXIST", "internal", "the storage has no such file", "存储中文件不存在"},
      {-6991, "ERROR_OSS_READ_FILE", "internal", "the storage could not read", "存储读文件失败"},
  };
  return rows;
}

}  // namespace faultcast::cos
