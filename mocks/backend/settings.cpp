#include "backend/settings.h"

namespace faultcast::backend {

const std::vector<setup::Setting>& settings() {
  using Kind = setup::Setting::Kind;
  using setup::Shape;
  static const std::vector<setup::Setting> rows = {
      {.path = "backend.APP_BIZID",
       .kind = Kind::text,
       .fallback = "\"8888\"",
       .shape = Shape::digits,
       .about = "the bizid from which the backend builds push URLs (conf/OutDefine.php)",
       .about_zh = "后台拼接推流地址所用的 bizid（conf/OutDefine.php）"},
      {.path = "backend.PUSH_URL_KEY",
       .kind = Kind::text,
       .fallback = "\"\"",
       .shape = Shape::key,
       .secret = true,
       .about = "the key with which the backend signs push URLs (conf/OutDefine.php)",
       .about_zh = "后台签名推流地址所用的 Key（conf/OutDefine.php）"},
      {.path = "backend.COSKEY_APPID",
       .kind = Kind::text,
       .fallback = "\"1250000001\"",
       .shape = Shape::digits,
       .about = "the object store's APPID that the backend signs for (conf/OutDefine.php)",
       .about_zh = "后台签名所用的 COS APPID（conf/OutDefine.php）"},
      {.path = "backend.COSKEY_BUCKET",
       .kind = Kind::text,
       .fallback = "\"\"",
       .shape = Shape::word,
       .about = "the bucket that the backend signs for (conf/OutDefine.php)",
       .about_zh = "后台签名所用的 COS bucket（conf/OutDefine.php）"},
      {.path = "backend.COSKEY_SECRECTID",
       .kind = Kind::text,
       .fallback = "\"\"",
       .shape = Shape::key,
       .about = "the SecretId with which the backend signs uploads (conf/OutDefine.php; spelled so there)",
       .about_zh = "后台签名上传所用的 SecretId（conf/OutDefine.php，原文拼写如此）"},
      {.path = "backend.COSKEY_SECRECTKEY",
       .kind = Kind::text,
       .fallback = "\"\"",
       .shape = Shape::key,
       .secret = true,
       .about = "the SecretKey with which the backend signs uploads (conf/OutDefine.php; spelled so there)",
       .about_zh = "后台签名上传所用的 SecretKey（conf/OutDefine.php，原文拼写如此）"},
      {.path = "backend.COSKEY_EXPIRED_TIME",
       .kind = Kind::number,
       .fallback = "30",
       .about = "how many seconds an upload signature is valid (conf/OutDefine.php)",
       .about_zh = "上传签名的有效期，单位秒（conf/OutDefine.php）"},
      {.path = "backend.push_domain",
       .kind = Kind::text,
       .fallback = "\"livepush2.myqcloud.com\"",
       .about = "what stands behind BIZID. in the push host; written in the stock backend's source",
       .about_zh = "推流域名中 BIZID. 之后的部分（写在后台源码中）"},
      {.path = "backend.clock_ahead_s",
       .kind = Kind::number,
       .fallback = "0",
       .about = "how many seconds the backend's clock is ahead of the true time (negative: behind)",
       .about_zh = "后台机器时钟比标准时间快多少秒（负数为慢）"},
  };
  return rows;
}

}  // namespace faultcast::backend
