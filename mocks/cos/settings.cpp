#include "cos/settings.h"

namespace faultcast::cos {

using setup::Setting;
using setup::Shape;

namespace {

using Kind = Setting::Kind;

Setting acl_row(std::string_view path) {
  return {.path = path,
          .kind = Kind::choice,
          .fallback = "\"public-read\"",
          .choices = {"public-read", "private"},
          .about = "who may read: everybody, or whoever signs",
          .about_zh = "读权限：公有读或私有读"};
}

Setting cors_row(std::string_view path) {
  return {
      .path = path,
      .kind = Kind::text,
      .fallback = "\"*\"",
      .about =
          "origins that browsers may upload from, blank between two, '*' for anything; empty: no CORS rule",
      .about_zh = "允许跨域访问的来源，用空格分隔，* 为任意；留空表示没有 CORS 规则"};
}

Setting key_row(std::string_view path, std::string_view about, std::string_view about_zh,
                std::string_view fallback = "\"\"") {
  return {.path = path,
          .kind = Kind::text,
          .fallback = fallback,
          .shape = Shape::key,
          .secret = true,
          .about = about,
          .about_zh = about_zh};
}

}  // namespace

const std::vector<Setting>& settings() {
  static const std::vector<Setting> rows = {
      {.path = "console.cos.appid",
       .kind = Kind::text,
       .fallback = "\"1250000001\"",
       .shape = Shape::digits,
       .about = "the account's APPID at the object store",
       .about_zh = "对象存储账号的 APPID"},
      {.path = "console.cos.account",
       .kind = Kind::choice,
       .fallback = "\"active\"",
       .choices = {"active", "blocked"},
       .about = "whether the object store serves the account",
       .about_zh = "对象存储账号状态：正常、封禁"},
      key_row("console.cos.keys.*.secret_key", "the SecretKey of this SecretId",
              "该 SecretId 对应的 SecretKey"),
      key_row("console.cos.keys.*.secret_key_previous",
              "its SecretKey before the last change; refused, but recognised by explain",
              "更换之前的 SecretKey：会被拒绝，但 explain 认得出"),
      {.path = "console.cos.keys.*.appid",
       .kind = Kind::text,
       .fallback = "\"\"",
       .shape = Shape::digits,
       .about = "the APPID that the key belongs to; empty: console.cos.appid",
       .about_zh = "密钥所属的 APPID；留空即 console.cos.appid"},
      {.path = "console.cos.main.buckets.*.region",
       .kind = Kind::text,
       .fallback = "\"gz\"",
       .about = "the region of the bucket, as the JSON API calls it (gz, sh, tj …)",
       .about_zh = "bucket 所在地域（JSON API 的写法：gz、sh、tj……）"},
      acl_row("console.cos.main.buckets.*.acl"),
      cors_row("console.cos.main.buckets.*.cors"),
      {.path = "console.cos.legacy.appid",
       .kind = Kind::text,
       .fallback = "\"10000001\"",
       .shape = Shape::digits,
       .about = "the account's APPID at the legacy object store",
       .about_zh = "旧版对象存储账号的 APPID"},
      key_row("console.cos.legacy.keys.*.secret_key",
              "the SecretKey of this SecretId of the legacy object store",
              "旧版对象存储中该 SecretId 对应的 SecretKey"),
      key_row("console.cos.legacy.keys.*.secret_key_previous", "its SecretKey before the last change",
              "更换之前的 SecretKey"),
      acl_row("console.cos.legacy.buckets.*.acl"),
      cors_row("console.cos.legacy.buckets.*.cors"),
  };
  return rows;
}

std::string short_region(std::string_view region) {
  constexpr std::pair<std::string_view, std::string_view> pairs[] = {
      {"ap-guangzhou", "gz"}, {"ap-shanghai", "sh"}, {"ap-beijing-1", "tj"},
      {"ap-beijing", "bj"},   {"ap-chengdu", "cd"},  {"ap-singapore", "sgp"},
      {"ap-hongkong", "hk"},  {"na-toronto", "ca"},  {"eu-frankfurt", "ger"},
  };
  for (const auto& [xml, json] : pairs)
    if (region == xml) return std::string(json);
  return std::string(region);
}

}  // namespace faultcast::cos
