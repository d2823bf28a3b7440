#include "cdn/download.h"

#include "base/encode.h"
#include "base/text.h"
#include "cdn/codes.h"
#include "cos/api.h"
#include "cos/settings.h"

namespace faultcast::cdn {

namespace {

std::string_view type_by_extension(std::string_view key) {
  constexpr std::pair<std::string_view, std::string_view> types[] = {
      {"jpg", "image/jpeg"},
      {"jpeg", "image/jpeg"},
      {"png", "image/png"},
      {"gif", "image/gif"},
      {"webp", "image/webp"},
      {"mp4", "video/mp4"},
      {"flv", "video/x-flv"},
      {"txt", "text/plain"},
      {"html", "text/html"},
      {"css", "text/css"},
      {"js", "application/javascript"},
      {"json", "application/json"},
      {"xml", "application/xml"},
  };
  const std::string extension = lower(key.substr(key.rfind('.') + 1));
  for (const auto& [name, type] : types)
    if (extension == name) return type;
  return "application/octet-stream";
}

Verdict refuse(std::string_view code_name, Text because, std::vector<Fact> facts = {},
               std::string setting = {}) {
  Verdict verdict;
  verdict.code = &code(code_name);
  verdict.because = std::move(because);
  verdict.facts = std::move(facts);
  verdict.setting = std::move(setting);
  return verdict;
}

}  // namespace

Download::Download(const Cdn& service, const http::RequestHead& head, const Route& route)
    : service_(service), head_(head), route_(route), host_(parse_host(route.cloud_host)) {
  using Kind = Host::Kind;
  if (host_.kind == Kind::other) return;
  const auto is_of = [&](const Cdn::Side& side) {
    return side.truth.appid == host_.appid && side.truth.buckets.contains(host_.bucket);
  };
  const store::Store* store = nullptr;
  if (host_.kind != Kind::legacy_origin && is_of(service.main())) {
    side_ = &service.main();
    store = &service.around().main;
  } else if (host_.kind != Kind::origin && is_of(service.legacy())) {
    side_ = &service.legacy();
    store = &service.around().legacy;
  }
  auto key = http::decode_path(route.path.substr(1));
  if (store == nullptr || !key) return;
  key_ = std::move(*key);
  object_ = store->bucket(host_.bucket).object(key_);
}

About Download::about() {
  constexpr const char* ops[] = {"get", "origin", "origin", "edge"};
  About about{ops[static_cast<int>(host_.kind)], {}};
  about.fields = {{"bucket", printable(host_.bucket)}, {"appid", printable(host_.appid)}};
  if (const std::string* range = head_.headers.find("Range"))
    about.fields.emplace_back("range", printable(*range));
  if (const auto sign = cos::given_sign(head_)) about.fields.emplace_back("sign", printable(*sign));
  if (object_ != nullptr) about.fields.emplace_back("size", std::to_string(object_->content->size()));
  return about;
}

Answer Download::answer(Millis now, const Code* forced) {
  Answer answer;
  if (forced != nullptr) {
    answer.verdict.code = forced;
    answer.verdict.because = {"a rule forces this verdict", "由规则强制给出该结果"};
  } else {
    answer.verdict = decide(now);
  }
  answer.reply = reply_to(answer.verdict, now);
  return answer;
}

std::string Download::rule(std::string_view name) const {
  return service_.around().setup.text(fmt::format("{}.{}.{}", side_->buckets_path, host_.bucket, name));
}

std::optional<Verdict> Download::wrong_host() const {
  const std::string name = printable(route_.cloud_host);
  const std::string bucket = printable(host_.bucket), appid = printable(host_.appid);
  if (host_.kind == Host::Kind::other)
    return refuse("host_unknown",
                  {fmt::format("'{}' is neither an API host of a region nor a bucket's domain", name),
                   fmt::format("“{}”既不是某个地域的 API 域名，也不是 bucket 域名", name)},
                  {{"host", name, "REGION.file.myqcloud.com, with the region as the JSON API calls it"}},
                  "client.kTCCOSRegion");
  if (side_ == nullptr)
    return refuse(host_.kind == Host::Kind::cdn ? "host_unknown" : "no_such_bucket",
                  {fmt::format("no bucket '{}' belongs to APPID {}", bucket, appid),
                   fmt::format("APPID {} 没有名为“{}”的 bucket", appid, bucket)},
                  {{"host", name, ""}});
  if (host_.kind == Host::Kind::cdn && !side_->accelerated)
    return refuse("cdn_off",
                  {fmt::format("CDN acceleration is off in the console, so nobody serves {}", name),
                   fmt::format("控制台没有开启 CDN 加速，{} 无人提供服务", name)},
                  {{"console.cdn.accelerated", "false", "true"}}, "console.cdn.accelerated");
  if (host_.kind != Host::Kind::origin) return std::nullopt;
  const std::string right = cos::short_region(rule("region")), came = printable(host_.region);
  if (right == host_.region) return std::nullopt;
  return refuse("no_such_bucket",
                {fmt::format("bucket {} is in region {}, not in {}", bucket, right, came),
                 fmt::format("bucket {} 在地域 {}，不在 {}", bucket, right, came)},
                {{"region", came, right}});
}

std::optional<Verdict> Download::wrong_reader(Millis now) const {
  const std::string& authority = object_->attributes.authority;
  const bool is_private =
      authority == "eWRPrivate" || (authority != "eWPrivateRPublic" && rule("acl") == "private");
  if (!is_private) return std::nullopt;
  cos::Asked asked;
  asked.appid = host_.appid;
  asked.bucket = host_.bucket;
  asked.path = "/" + key_;
  asked.sign = cos::given_sign(head_);
  asked.wanted = cos::Kind::download;
  asked.now = now;
  auto refused = cos::judge(asked, side_->truth, side_->rules).refused;
  if (!refused) return std::nullopt;
  Verdict verdict = refuse("access_denied", std::move(refused->because), std::move(refused->facts),
                           std::move(refused->setting));
  verdict.facts.push_back({"the same at the API", refused->code, ""});
  verdict.fits = std::move(refused->fits);
  return verdict;
}

Verdict Download::decide(Millis now) {
  if (auto refused = wrong_host()) return *refused;
  const std::string path = printable(route_.path), method = printable(head_.method);
  if (head_.method != "GET" && head_.method != "HEAD")
    return refuse(
        "wrong_method",
        {fmt::format("{} is no method for a download", method), fmt::format("下载不支持方法 {}", method)},
        {{"method", method, "GET | HEAD"}});
  if (object_ == nullptr)
    return refuse("no_such_key",
                  {fmt::format("bucket {} has no object {}", host_.bucket, path),
                   fmt::format("bucket {} 中没有对象 {}", host_.bucket, path)},
                  {{"path", path, ""}});
  if (auto refused = wrong_reader(now)) return *refused;
  if (object_->attributes.forbid == 1)
    return refuse("forbidden_object", {"forbid is 1", "forbid 为 1"}, {{"forbid", "1", "0"}});
  const std::uint64_t size = object_->content->size();
  const std::string* range = head_.headers.find("Range");
  if (range != nullptr && http::parse_range(*range, size).first == http::RangeKind::unsatisfiable)
    return refuse("wrong_range",
                  {fmt::format("'{}' of {} bytes", printable(*range), size),
                   fmt::format("“{}”，对象共 {} 字节", printable(*range), size)},
                  {{"Range", printable(*range), fmt::format("below {}", size)}});
  return refuse("ok", {"every check passed", "所有检查均通过"});
}

// The two texts are what the edge really sent; the lengths of the published samples agree. (COS v4
// reference, 1.4)
http::Reply Download::edge_reply(Millis now) const {
  http::Reply reply;
  const bool missing = service_.unserved_is_404();
  reply.status = missing ? 404 : 403;
  reply.headers.list = {{"Server", missing ? "nws_ocmid_hy" : "NWS_SP"},
                        {"Connection", "keep-alive"},
                        {"Date", http::http_date(now)},
                        {"Content-Type", "text/html"}};
  if (missing) reply.headers.add("X-Daa-Tunnel", "hop_count=1");
  append(reply.body,
         missing ? fmt::format("The requested URL '{}' was not found on this server.\n", route_.path)
                 : fmt::format("You do not have permission to get URL '{}' from this server.", route_.path));
  return reply;
}

http::Reply Download::object_reply(Millis now) const {
  const auto& content = object_->content;
  const auto& known = object_->attributes;
  http::Reply reply;
  http::ByteRange range{0, content->size()};
  if (const std::string* asked = head_.headers.find("Range")) {
    const auto [kind, part] = http::parse_range(*asked, content->size());
    if (kind == http::RangeKind::one) {
      reply.status = 206;
      range = part;
    }
  }
  std::string type(type_by_extension(key_));
  for (const auto& [name, value] : known.headers)
    if (lower(name) == "content-type") type = value;
  reply.headers.list = {{"Server", "tencent-cos"},
                        {"Content-Type", type},
                        {"Date", http::http_date(now)},
                        {"Last-Modified", http::http_date(known.modified)},
                        {"ETag", "\"" + content->sha1() + "\""},
                        {"Accept-Ranges", "bytes"}};
  for (const auto& [name, value] : known.headers)
    if (lower(name) != "content-type") reply.headers.add(name, value);
  if (reply.status == 206)
    reply.headers.add("Content-Range", fmt::format("bytes {}-{}/{}", range.from,
                                                   range.from + range.length - 1, content->size()));
  reply.headers.add("Connection", "keep-alive");
  cos::add_cors(reply, head_, rule("cors"));
  constexpr std::uint64_t at_once = 64 * 1024;
  if (range.length <= at_once)
    reply.body = content->read(range.from, static_cast<std::size_t>(range.length));
  else
    reply.source = store::Blob::source(content, range.from, range.length);
  return reply;
}

http::Reply Download::reply_to(const Verdict& verdict, Millis now) const {
  const std::string_view name = verdict.code->name;
  if (name == "host_unknown" || name == "cdn_off") return edge_reply(now);
  if (verdict.ok() && object_ != nullptr) return object_reply(now);
  const std::string_view word = name == "access_denied" || name == "forbidden_object" ? "AccessDenied"
                                : name == "no_such_bucket"                            ? "NoSuchBucket"
                                : name == "wrong_method"                              ? "MethodNotAllowed"
                                : name == "wrong_range"                               ? "InvalidRange"
                                                                                      : "NoSuchKey";
  http::Reply reply = cos::xml_error_reply(verdict.ok() ? 404 : verdict.code->status, word,
                                           verdict.code->sentence_en, route_.cloud_host + route_.path, "");
  reply.headers.add("Date", http::http_date(now));
  if (name == "wrong_range" && object_ != nullptr)
    reply.headers.add("Content-Range", fmt::format("bytes */{}", object_->content->size()));
  if (side_ != nullptr) cos::add_cors(reply, head_, rule("cors"));
  return reply;
}

}  // namespace faultcast::cdn
