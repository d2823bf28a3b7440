#include "cos/judge.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/encode.h"
#include "cos/accused.h"
#include "cos/fits.h"

namespace faultcast::cos {

namespace {

using Objection = std::optional<Refusal>;

Refusal refuse(std::string code, Text because, std::vector<Fact> facts = {}, std::string setting = {}) {
  return {std::move(code), std::move(because), std::move(facts), {}, std::move(setting)};
}

/// The nearest fit that accuses a setting decides which one is named.
Refusal with_fits(Refusal refusal, std::vector<Fit> fits, bool accuse = true) {
  for (auto& fit : fits) {
    if (accuse && refusal.fits.empty() && !fit.setting.empty()) refusal.setting = fit.setting;
    refusal.fits.push_back(std::move(fit.text));
  }
  return refusal;
}

/// Far enough for any time that is meant, near enough to be counted in milliseconds.
std::optional<Millis> time_of(const std::string& seconds) {
  if (seconds.empty() || seconds.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  constexpr unsigned long long most = 1ULL << 40;
  return static_cast<Millis>(std::min(parse_unsigned(seconds).value_or(most), most)) * 1000;
}

/// A request with its signature taken apart.
struct Case {
  const Asked& asked;
  const Truth& truth;
  const Rules& rules;
  const sign::CosSignature& signature;
  const sign::CosFields& fields = signature.fields;
};

Refusal unreadable(const Asked& asked, const Truth& truth, const Rules& rules, const Text& why) {
  return with_fits(refuse(rules.malformed, {"this is no signature: " + why.en, "这不是合法的签名：" + why.zh},
                          {{"sign", excerpt(*asked.sign, 200), "base64(HMAC-SHA1(SecretKey, text) + text)"}}),
                   fits_of_unreadable(*asked.sign, truth));
}

Objection judge_appid(const Case& c) {
  if (c.asked.appid == c.fields.appid) return std::nullopt;
  const std::string url = printable(c.asked.appid), a = printable(c.fields.appid), right = c.truth.appid;
  return with_fits(
      refuse("ERROR_PROXY_APPID_USERID_NOTMATCH",
             {fmt::format("the URL says APPID '{}', the signature a='{}'; the console has {}", url, a, right),
              fmt::format("URL 中的 APPID 为“{}”，签名中 a 为“{}”；控制台为 {}", url, a, right)},
             {{"URL appid", url, right}, {"a", a, right}},
             c.fields.appid == right ? client_appid : backend_appid),
      fits_of_digest(c.signature, c.asked, c.truth, c.rules), false);
}

Objection judge_bucket(const Case& c) {
  if (c.signature.has_bucket && c.asked.bucket == c.fields.bucket) return std::nullopt;
  const auto& buckets = c.truth.buckets;
  const bool url_is_there = buckets.contains(c.asked.bucket),
             signed_is_there = buckets.contains(c.fields.bucket);
  const std::string url = printable(c.asked.bucket), b = printable(c.fields.bucket);
  const std::string right = url_is_there          ? url
                            : signed_is_there     ? b
                            : buckets.size() == 1 ? *buckets.begin()
                                                  : "";
  const auto state = [](bool there) {
    return there ? Text{"is in the console", "在控制台中存在"}
                 : Text{"is not in the console", "在控制台中不存在"};
  };
  const Text of_url = state(url_is_there), of_signature = state(signed_is_there);
  Text because = {
      fmt::format("the URL says bucket '{}', which {}; the signature b='{}', which {}", url, of_url.en, b,
                  of_signature.en),
      fmt::format("URL 中的 bucket 为“{}”（{}）；签名中 b 为“{}”（{}）", url, of_url.zh, b, of_signature.zh)};
  if (!c.signature.has_bucket)
    because = {fmt::format("the signature names no bucket; the URL says '{}'", url),
               fmt::format("签名中没有 bucket；URL 中为“{}”", url)};
  return with_fits(refuse("ERROR_PROXY_SIGN_BUCKET_NOTMATCH", std::move(because),
                          {{"URL bucket", url, right}, {"b", b, right}},
                          signed_is_there && !url_is_there ? client_bucket : backend_bucket),
                   fits_of_digest(c.signature, c.asked, c.truth, c.rules), false);
}

Objection judge_appid_known(const Case& c) {
  if (c.truth.knows_appid(c.fields.appid)) return std::nullopt;
  const std::string a = printable(c.fields.appid);
  const std::vector<Fact> facts = {{"a", a, c.truth.appid}};
  if (!c.rules.foreign.empty() && c.truth.other.knows_appid(c.fields.appid))
    return refuse(
        c.rules.foreign,
        {fmt::format("APPID {} is an account of {} COS, unknown to {} COS", a, c.rules.other_name.en,
                     c.rules.name.en),
         fmt::format("APPID {} 是{} COS 的账号，{} COS 不认识", a, c.rules.other_name.zh, c.rules.name.zh)},
        facts, client_sdk);
  return refuse("ERROR_PROXY_AUTH_APPID_NOEXIST",
                {fmt::format("no account has APPID '{}'; the console's is {}", a, c.truth.appid),
                 fmt::format("没有 APPID 为“{}”的账号；控制台为 {}", a, c.truth.appid)},
                facts, backend_appid);
}

Objection judge_key_known(const Case& c) {
  if (c.truth.keys.contains(c.fields.secret_id)) return std::nullopt;
  const std::string k = printable(c.fields.secret_id);
  const bool elsewhere = c.truth.other.keys.contains(c.fields.secret_id);
  Text because = {fmt::format("no account has SecretId '{}'", k),
                  fmt::format("没有 SecretId 为“{}”的账号", k)};
  if (elsewhere)
    because = {
        fmt::format("SecretId '{}' is a key of the {} account; {} COS does not know it", k,
                    c.rules.other_name.en, c.rules.name.en),
        fmt::format("SecretId“{}”是{}账号的密钥，{} COS 不认识", k, c.rules.other_name.zh, c.rules.name.zh)};
  std::string right;
  for (const auto& [id, key] : c.truth.keys)
    if (key.appid == c.fields.appid && right.empty()) right = id;
  const bool whole_account = elsewhere && !c.truth.knows_appid(c.fields.appid);
  return with_fits(
      refuse(elsewhere && !c.rules.foreign.empty() ? c.rules.foreign : "PROXY_AUTH_SECRETID_NOEXIST",
             std::move(because), {{"k", k, right}}, whole_account ? client_sdk : backend_id),
      fits_of_digest(c.signature, c.asked, c.truth, c.rules), false);
}

/// Null where an order of steps looks for the key too early; the step then asks for the key itself.
const Key* key_of(const Case& c) {
  const auto at = c.truth.keys.find(c.fields.secret_id);
  return at == c.truth.keys.end() ? nullptr : &at->second;
}

Objection judge_owner(const Case& c) {
  const Key* found = key_of(c);
  if (found == nullptr) return judge_key_known(c);
  const Key& key = *found;
  if (key.appid == c.fields.appid) return std::nullopt;
  const std::string k = printable(c.fields.secret_id), a = printable(c.fields.appid);
  return with_fits(
      refuse("ERROR_PROXY_AUTH_APPID",
             {fmt::format("SecretId '{}' belongs to APPID {}, the signature says a='{}'", k, key.appid, a),
              fmt::format("SecretId“{}”属于 APPID {}，而签名中 a 为“{}”", k, key.appid, a)},
             {{"a", a, key.appid}, {"k", k, ""}},
             c.fields.appid == c.truth.appid ? backend_id : backend_appid),
      fits_of_digest(c.signature, c.asked, c.truth, c.rules), false);
}

Objection judge_blocked(const Case& c) {
  if (!c.truth.blocked || c.fields.appid != c.truth.appid) return std::nullopt;
  return refuse("ERROR_PROXY_FORBID_APPID",
                {fmt::format("account {} is blocked in the console", c.truth.appid),
                 fmt::format("账号 {} 在控制台中已被封禁", c.truth.appid)},
                {{"a", c.truth.appid, ""}});
}

Objection judge_digest(const Case& c) {
  const Key* found = key_of(c);
  if (found == nullptr) return judge_key_known(c);
  const Key& key = *found;
  if (sign::fits(c.signature, key.secret_key)) return std::nullopt;
  const std::string k = printable(c.fields.secret_id);
  Refusal refusal = with_fits(
      refuse(
          "ERROR_PROXY_AUTH_FAILED",
          {fmt::format("the digest is not HMAC-SHA1 of the text behind it with the key of SecretId '{}'", k),
           fmt::format("摘要不等于用 SecretId“{}”的密钥对其后原文计算的 HMAC-SHA1", k)},
          {{"digest", hex(c.signature.digest),
            hex(hmac_sha1(as_bytes(key.secret_key), as_bytes(c.signature.plain)))},
           {"text", excerpt(c.signature.plain, 400), ""}},
          backend_key),
      fits_of_digest(c.signature, c.asked, c.truth, c.rules));
  if (refusal.fits.empty())
    refusal.fits.push_back({"it fits no key, bucket or file that this setup knows",
                            "与本配置已知的任何密钥、bucket、文件都不相符"});
  return refusal;
}

Objection judge_kind(const Case& c) {
  const bool once = is_once(c.signature), bound = !c.fields.fileid.empty();
  const std::string e = printable(c.fields.expiry);
  if (!time_of(c.fields.expiry))
    return refuse(c.rules.malformed,
                  {fmt::format("e='{}' is no number of seconds", e), fmt::format("e 为“{}”，不是秒数", e)},
                  {{"e", e, ""}}, backend_life);
  const Kind wanted = c.asked.wanted;
  if (wanted == Kind::once && !once && !c.rules.multi_for_once.empty())
    return refuse(c.rules.multi_for_once,
                  {fmt::format("this operation takes a signature for one use (e=0), this one has e={}", e),
                   fmt::format("该操作需要单次签名（e=0），而签名中 e={}", e)},
                  {{"e", e, "0"}});
  if (once && !bound && (wanted == Kind::once || wanted == Kind::either))
    return refuse("ERROR_PROXY_AUTH_ONCESIGN_NOFILEID",
                  {"a signature for one use (e=0) must name its file, this one has an empty f",
                   "单次签名（e=0）必须指定文件，而签名中 f 为空"},
                  {{"f", "", "/" + printable(c.asked.appid + "/" + c.asked.bucket + c.asked.path)}});
  if (once && (wanted == Kind::multi || wanted == Kind::download) && !(bound && c.rules.bound_once_for_multi))
    return refuse("ERROR_PROXY_AUTH_MULTISIGN_EXPIREDEMPTY",
                  {"this operation takes a signature with an expiry, this one has e=0 (one use)",
                   "该操作需要带有效期的多次签名，而签名中 e=0（单次）"},
                  {{"e", e, fmt::format("later than {}", c.asked.now / 1000)}});
  return std::nullopt;
}

Objection judge_unused(const Case& c) {
  if (!is_once(c.signature) || !c.asked.used) return std::nullopt;
  return refuse(
      "ERROR_PROXY_AUTH_REPLAY_ATTACH",
      {"this signature for one use (e=0) has let a request in before", "该单次签名（e=0）已经使用过"},
      {{"r", printable(c.fields.random), "a new one for every request"}});
}

Objection judge_expiry(const Case& c) {
  const auto expiry = time_of(c.fields.expiry);
  if (is_once(c.signature) || !expiry) return std::nullopt;
  const auto limit = static_cast<Millis>(c.rules.expiry_limit_s) * 1000;
  if (limit > 0 && *expiry > c.asked.now + limit)
    return with_fits(
        refuse(c.rules.expired,
               {fmt::format("e={} lies farther ahead than the {} that are allowed", c.fields.expiry,
                            spoken_duration(limit)),
                fmt::format("e={} 超出允许的最长有效期 {}", c.fields.expiry, spoken_duration(limit))},
               {{"e", c.fields.expiry, fmt::format("at most {}", (c.asked.now + limit) / 1000)}},
               backend_life),
        fits_of_expired(c.signature, c.asked.now));
  if (*expiry > c.asked.now) return std::nullopt;
  const std::string e = c.fields.expiry, end = iso8601(*expiry, 8),
                    cloud = iso8601(c.asked.now / 1000 * 1000, 8),
                    late = spoken_duration(c.asked.now - *expiry);
  return with_fits(refuse(c.rules.expired,
                          {fmt::format("e={} is {}: expired for {} at the cloud's {}", e, end, late, cloud),
                           fmt::format("e={} 即 {}，云端时间为 {}，已过期 {}", e, end, cloud, late)},
                          {{"e", e, fmt::format("later than {}", c.asked.now / 1000)},
                           {"t", printable(c.fields.time), ""}},
                          backend_clock),
                   fits_of_expired(c.signature, c.asked.now));
}

Objection judge_fileid(const Case& c) {
  const bool exactly = is_once(c.signature) && !c.rules.once_by_prefix;
  if (covers(c.fields.fileid, c.asked, exactly)) return std::nullopt;
  const std::string f = printable(c.fields.fileid),
                    resource = "/" + printable(c.asked.appid + "/" + c.asked.bucket + c.asked.path);
  return with_fits(refuse("ERROR_PROXY_FILEID_NOTMATCH",
                          {fmt::format("the signature is bound to f='{}', which {} '{}'", f,
                                       exactly ? "is not" : "neither is nor begins", resource),
                           fmt::format("签名绑定的 f 为“{}”，与请求的“{}”不符", f, resource)},
                          {{"f", f, resource}}),
                   fits_of_fileid(c.signature, c.asked));
}

Objection judge_step(Step step, const Case& c) {
  switch (step) {
    case Step::present:
    case Step::readable:
      return std::nullopt;  // both hold, or there would be no Case
    case Step::appid:
      return judge_appid(c);
    case Step::bucket:
      return judge_bucket(c);
    case Step::appid_known:
      return judge_appid_known(c);
    case Step::key_known:
      return judge_key_known(c);
    case Step::owner:
      return judge_owner(c);
    case Step::blocked:
      return judge_blocked(c);
    case Step::digest:
      return judge_digest(c);
    case Step::kind:
      return judge_kind(c);
    case Step::unused:
      return judge_unused(c);
    case Step::expiry:
      return judge_expiry(c);
    case Step::fileid:
      return judge_fileid(c);
  }
  return std::nullopt;
}

}  // namespace

bool Known::knows_appid(std::string_view of) const {
  return (!appid.empty() && of == appid) ||
         std::any_of(keys.begin(), keys.end(), [&](const auto& k) { return k.second.appid == of; });
}

bool is_once(const sign::CosSignature& signature) {
  return signature.fields.expiry == "0";
}

bool covers(std::string_view fileid, const Asked& asked, bool exactly) {
  if (fileid.empty()) return true;
  const std::string whole = "/" + asked.appid + "/" + asked.bucket + asked.path;
  std::string f(fileid);
  for (int decoded = 0; decoded <= 2; ++decoded) {
    for (const auto* resource : {&whole, &asked.path}) {
      if (resource == &asked.path && asked.wanted != Kind::download) continue;
      if (*resource == f || (!exactly && resource->starts_with(f))) return true;
    }
    f = percent_decode(f);
  }
  return false;
}

Judged judge(const Asked& asked, const Truth& truth, const Rules& rules) {
  if (!asked.sign || asked.sign->empty())
    return {refuse("ERROR_PROXY_AUTH_SIGN_EMPTY",
                   {"neither the header Authorization nor sign= holds a signature",
                    "Authorization 头与 sign= 参数中都没有签名"},
                   {{"sign", "", "base64(HMAC-SHA1(SecretKey, text) + text)"}}),
            {}};
  Text why;
  auto signature = sign::parse_cos_signature(*asked.sign, why);
  if (!signature) return {unreadable(asked, truth, rules, why), {}};
  const Case c{asked, truth, rules, *signature};
  Objection refused;
  for (const Step step : rules.order)
    if (refused = judge_step(step, c); refused) break;
  return {std::move(refused), std::move(signature)};
}

Verdict verdict(Refusal refusal, const CodeTable& table) {
  Verdict out;
  out.code = &code(table, refusal.code);
  out.because = std::move(refusal.because);
  out.facts = std::move(refusal.facts);
  out.fits = std::move(refusal.fits);
  out.setting = std::move(refusal.setting);
  return out;
}

}  // namespace faultcast::cos
