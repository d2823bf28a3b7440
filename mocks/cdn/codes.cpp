#include "cdn/codes.h"

namespace faultcast::cdn {

namespace {

constexpr std::string_view edge = "COS v4 reference, 1.4", origin = "COS v4 reference, 1.5";

}  // namespace

const CodeTable& codes() {
  const auto row = [](std::string_view name, std::string_view op, int status, std::string_view en,
                      std::string_view zh, std::string_view next_en, std::string_view next_zh,
                      std::string_view source, std::string_view certainty) {
    return Code{.service = "cdn",
                .name = name,
                .op = op,
                .ok = status == 200,
                .status = status,
                .sentence_en = en,
                .sentence_zh = zh,
                .next_en = next_en,
                .next_zh = next_zh,
                .source = source,
                .certainty = certainty};
  };
  static const CodeTable rows = {
      row("ok", "get", 200, "the object is sent", "返回对象内容", "", "", origin, "documented"),
      row("cdn_off", "get", 403, "CDN acceleration of this bucket is off", "该 bucket 未开启 CDN 加速",
          "switch acceleration on in the console, or use source_url",
          "在控制台开启 CDN 加速，或改用 source_url", edge, "inferred"),
      row("host_unknown", "edge", 403,
          "the edge does not know this host: no such region, no such bucket domain",
          "边缘节点没有该域名：地域或 bucket 域名不存在",
          "compare the region with those of the JSON API: gz, sh, tj …",
          "核对地域是否为 JSON API 的写法：gz、sh、tj……", edge, "seen"),
      row("no_such_bucket", "origin", 404, "there is no such bucket", "bucket 不存在",
          "compare bucket, APPID and region with the console", "核对 bucket、APPID 与地域", origin,
          "inferred"),
      row("no_such_key", "get", 404, "there is no such object", "对象不存在",
          "compare the path with what the upload answered", "核对路径与上传返回的是否一致", origin,
          "documented"),
      row("access_denied", "get", 403, "the bucket is private, and the request is not signed for it",
          "bucket 为私有读，请求没有有效签名", "sign the URL (?sign=…), or make the bucket public",
          "为 URL 加上签名（?sign=…），或把 bucket 设为公有读", origin, "seen"),
      row("forbidden_object", "get", 403, "reading this object is forbidden (forbid = 1)",
          "该对象被禁止读取（forbid = 1）", "update the object with forbid 0", "把对象的 forbid 改为 0",
          "COS v4 reference, 3.7", "inferred"),
      row("wrong_method", "get", 405, "only GET and HEAD are for downloads", "下载只支持 GET 和 HEAD",
          "use GET; uploads go to the API host", "使用 GET；上传请使用 API 域名", origin, "documented"),
      row("wrong_range", "get", 416, "the range lies outside the object", "Range 超出对象范围",
          "ask for bytes below the object's size", "请求的范围应小于对象大小", "RFC 9110, 14", "documented"),
  };
  return rows;
}

}  // namespace faultcast::cdn
