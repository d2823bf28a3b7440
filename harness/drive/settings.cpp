#include "drive/settings.h"

namespace faultcast::drive {

const std::vector<setup::Setting>& settings() {
  using Kind = setup::Setting::Kind;
  using setup::Shape;
  static const std::vector<setup::Setting> rows = {
      {.path = "client.kTCCOSAppId",
       .kind = Kind::text,
       .fallback = "\"1250000001\"",
       .shape = Shape::digits,
       .about = "the object store's APPID in the app (TCConstants)",
       .about_zh = "客户端的 COS APPID（TCConstants）",
       .aliases = {"client.COS_APPID"}},
      {.path = "client.kTCCOSBucket",
       .kind = Kind::text,
       .fallback = "\"\"",
       .shape = Shape::word,
       .about = "the bucket that the app uploads to (TCConstants)",
       .about_zh = "客户端上传所用的 bucket（TCConstants）",
       .aliases = {"client.COS_BUCKET"}},
      {.path = "client.kTCCOSRegion",
       .kind = Kind::text,
       .fallback = "\"gz\"",
       .about = "the bucket's region in the app (TCConstants): the first label of the API host",
       .about_zh = "客户端的 COS 地域（TCConstants）：API 域名的第一段",
       .aliases = {"client.COS_REGION"}},
      {.path = "client.cos_sdk",
       .kind = Kind::choice,
       .fallback = "\"v4\"",
       .choices = {"v4", "v3"},
       .about = "the generation of the upload SDK in the app: v4, or the legacy v3",
       .about_zh = "客户端所用上传 SDK 的版本：v4 或旧版 v3"},
      {.path = "client.kHttpServerAddr",
       .kind = Kind::text,
       .fallback = "\"${backend}/interface.php\"",
       .about = "the address of the business backend in the app (TCConstants)",
       .about_zh = "客户端的业务后台地址（TCConstants）",
       .aliases = {"client.SVR_POST_URL"}},
      {.path = "client.page_origin",
       .kind = Kind::text,
       .fallback = "\"http://app.example.com\"",
       .about = "where a page that uploads from a browser was loaded from",
       .about_zh = "浏览器上传页面的来源"},
      {.path = "client.trusts_faultcast",
       .kind = Kind::boolean,
       .fallback = "true",
       .about = "whether the app trusts the certificate authority of the fakes",
       .about_zh = "客户端是否信任 faultcast 的证书颁发机构"},
  };
  return rows;
}

}  // namespace faultcast::drive
