#include <algorithm>
#include <array>
#include <utility>

#include "base/encode.h"
#include "cos/accused.h"
#include "cos/found.h"

namespace faultcast::cos {

namespace {

constexpr std::size_t longest_sign = 8192;

bool is_hex(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}
bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Another way in which the text may have been meant.
struct Reading {
  std::string sign;
  Text said;
};

std::string padded(std::string text) {
  while (!text.empty() && text.back() == '=') text.pop_back();
  while (text.size() % 4 != 0) text += '=';
  return text;
}

std::string without_blanks(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') out += c;
  return out;
}

std::string unquoted(std::string_view text) {
  text = trim(text);
  if (text.size() > 1 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
    text = text.substr(1, text.size() - 2);
  return std::string(text);
}

/// Behind a scheme word ("QCloud …"), "sign=" or in a JSON answer {"sign":"…"}.
std::string unwrapped(const std::string& text) {
  if (const auto at = text.find("\"sign\""); at != std::string::npos) {
    const auto from = text.find('"', text.find(':', at)), to = text.find('"', from + 1);
    if (from != std::string::npos && to != std::string::npos)
      return replace_all(text.substr(from + 1, to - from - 1), "\\/", "/");
  }
  if (text.starts_with("sign=")) return text.substr(5);
  const auto blank = text.find(' ');
  return blank == std::string::npos ? text : text.substr(blank + 1);
}

std::vector<Reading> spellings(const std::string& text) {
  const std::string url_safe = padded(replace_all(replace_all(text, "-", "+"), "_", "/"));
  return {
      {std::string(trim(text)), {"the blanks or line ends around it taken away", "去掉首尾的空白或换行"}},
      {replace_all(text, " ", "+"),
       {"its blanks turned back into '+' ('+' must be %2B in a query)",
        "把空格还原为“+”（“+”在 URL 参数中须写作 %2B）"}},
      {without_blanks(text), {"the line ends within it taken away", "去掉其中的换行"}},
      {padded(text), {"its '=' put back at the end", "补上末尾的“=”"}},
      {percent_decode(text),
       {"its percent-encoding undone (it is encoded once too often)", "还原百分号编码（多编码了一次）"}},
      {percent_decode(percent_decode(text)), {"its percent-encoding undone twice", "还原两次百分号编码"}},
      {url_safe,
       {"the standard alphabet: it is URL-safe base64 ('-' and '_' for '+' and '/')",
        "改用标准字母表：这是 URL 安全的 base64（用“-”“_”代替“+”“/”）"}},
      {unquoted(text), {"the quotes around it taken away", "去掉两端的引号"}},
      {unwrapped(text), {"the signature alone, without what stands around it", "只取签名本身，去掉其余内容"}},
  };
}

std::string rebuilt(ByteView digest, std::string_view plain) {
  Bytes whole;
  append(whole, digest);
  append(whole, plain);
  return base64(whole);
}

/// Other layouts of what base64 holds.
std::vector<Reading> layouts(const std::string& text) {
  std::vector<Reading> out;
  const auto hexadecimal = [&](std::string_view digest, std::string_view plain, const Text& said) {
    if (!is_hex(digest)) return;
    if (const auto bytes = from_hex(digest)) out.push_back({rebuilt(*bytes, plain), said});
  };
  const std::string bare = padded(without_blanks(text));
  if (const auto bytes = from_base64(bare)) {
    const std::string_view all = as_text(*bytes);
    if (all.size() > 40) {
      hexadecimal(all.substr(0, 40), all.substr(40),
                  {"the digest as 20 raw bytes instead of 40 hexadecimal digits",
                   "摘要改用 20 字节原始数据，不用 40 位十六进制"});
      hexadecimal(
          all.substr(all.size() - 40), all.substr(0, all.size() - 40),
          {"the digest as 20 raw bytes in front of the text", "把摘要改为 20 字节原始数据并放到原文之前"});
    }
    // A digest is no text: so the end of a text without one is not taken for it.
    if (all.size() > 20 && printable(all.substr(all.size() - 20)) != all.substr(all.size() - 20))
      out.push_back({rebuilt(ByteView(*bytes).last(20), all.substr(0, all.size() - 20)),
                     {"the digest in front of the text, not behind it", "把摘要放到原文之前（而不是之后）"}});
    if (all.size() > 28)
      if (const auto digest = from_base64(all.substr(0, 28)))
        out.push_back(
            {rebuilt(*digest, all.substr(28)),
             {"the digest as 20 raw bytes instead of base64", "摘要改用 20 字节原始数据，不用 base64"}});
  }
  if (is_hex(text))
    if (const auto bytes = from_hex(text))
      out.push_back(
          {base64(*bytes), {"base64 of the same bytes: it is hexadecimal", "改用 base64：当前是十六进制"}});
  return out;
}

/// The key of the signature's SecretId, of either generation, that made it.
bool made_with_known_key(const sign::CosSignature& signature, const Truth& truth) {
  for (const auto* known : {static_cast<const Known*>(&truth), &truth.other}) {
    const auto at = known->keys.find(signature.fields.secret_id);
    if (at != known->keys.end() && sign::fits(signature, at->second.secret_key)) return true;
  }
  return false;
}

void try_readings(Found& found, const std::vector<Reading>& readings, const std::string& text,
                  const Truth& truth) {
  for (const auto& [sign, said] : readings) {
    std::string why;
    if (sign == text) continue;
    const auto signature = sign::parse_cos_signature(sign, why);
    if (!signature) continue;
    const bool right = made_with_known_key(*signature, truth);
    found.add(
        right ? 0 : 1,
        {{fmt::format(
              "with {}, {}", said.en,
              right ? "it is a right signature" : "it can be read, but its digest fits no key known here"),
          fmt::format("{}，{}", said.zh, right ? "就是正确的签名" : "可以读取，但摘要与已知密钥都不符")},
         ""});
  }
}

void try_other_apis(Found& found, const std::string& text) {
  const auto v5 = [&](const char* en, const char* zh) {
    found.add(
        0, {{fmt::format(
                 "it is {} of the XML API (v5), which the JSON API does not take: let the backend sign with "
                 "GetCOSSign, not GetCOSSignV2",
                 en),
             fmt::format(
                 "这是 XML API（v5）的{}，JSON API 不接受：后台应使用 GetCOSSign，而不是 GetCOSSignV2", zh)},
            ""});
  };
  const std::string bare = unquoted(text);
  const auto mark = bare.find(';');
  if (percent_decode(bare).starts_with("q-sign-algorithm="))
    v5("an Authorization", " Authorization");
  else if (mark != std::string::npos && is_number(bare.substr(0, mark)) && is_number(bare.substr(mark + 1)))
    v5("a keyTime", " keyTime");
  else if (bare.find("signKey") != std::string::npos || bare.find("keyTime") != std::string::npos)
    v5("the answer with signKey and keyTime", " signKey 与 keyTime");
  else if (bare.size() == 40 && is_hex(bare))
    v5("a signKey", " signKey");
}

void try_halves(Found& found, const std::string& text) {
  const auto bytes = from_base64(text);
  const std::string_view held = bytes ? as_text(*bytes) : std::string_view(text);
  if (held.starts_with("a=") && held.find("&k=") != std::string_view::npos)
    found.add(2, {{"it is only the text that is signed: the digest is missing in front of it",
                   "只有被签名的原文，前面缺少摘要"},
                  ""});
  if (bytes && bytes->size() == 20)
    found.add(2, {{"it is only the digest: the text must stand behind it before base64",
                   "只有摘要：做 base64 之前应在其后拼上原文"},
                  ""});
}

}  // namespace

std::vector<Fit> fits_of_unreadable(const std::string& text, const Truth& truth) {
  Found found;
  if (text.size() > longest_sign) return {};
  try_other_apis(found, text);
  try_readings(found, spellings(text), text, truth);
  try_readings(found, layouts(text), text, truth);
  try_halves(found, text);
  return found.best();
}

std::vector<Fit> fits_of_expired(const sign::CosSignature& signature, Millis now) {
  Found found;
  const auto add = [&](std::string en, std::string zh, const char* setting) {
    found.add(0, {{std::move(en), std::move(zh)}, setting});
  };
  constexpr unsigned long long most = 1ULL << 40;  // seconds; what is beyond is no time at all
  const auto e = parse_unsigned(signature.fields.expiry), t = parse_unsigned(signature.fields.time);
  if (!e || *e > most * 1000) return {};
  if (*e > 100'000'000'000ULL) {
    add(fmt::format("e={} is in milliseconds; e and t are seconds", *e),
        fmt::format("e={} 是毫秒；e 与 t 应为秒", *e), "");
    return found.best();
  }
  const Millis expiry = static_cast<Millis>(*e) * 1000;
  if (expiry < 3650LL * 24 * 3600 * 1000)
    add(fmt::format("e={} looks like a length of {}, not like a moment: e is now + length", *e,
                    spoken_duration(expiry)),
        fmt::format("e={} 像是时长（{}）而不是时刻：e 应为当前时间加时长", *e, spoken_duration(expiry)),
        backend_life);
  if (!t || *t > 1000 * most) return found.best();
  const bool millis = *t > 100'000'000'000ULL;
  const Millis signed_at = static_cast<Millis>(*t) * (millis ? 1 : 1000);
  if (millis)
    add(fmt::format("t={} is in milliseconds; e and t are seconds", *t),
        fmt::format("t={} 是毫秒；e 与 t 应为秒", *t), "");
  constexpr Millis eight_hours = 8LL * 3600 * 1000, tolerance = 10LL * 60 * 1000;
  const Millis age = now - signed_at, life = expiry - signed_at;
  if (age > eight_hours - tolerance && age < eight_hours + tolerance)
    add("t is 8 h behind the cloud's time: so it looks when local time (UTC+8) and UTC are mixed up",
        "t 比云端时间晚了 8 小时：本地时间（UTC+8）与 UTC 混用时就是这样", backend_clock);
  if (expiry >= 3650LL * 24 * 3600 * 1000 && life <= 0)
    add(fmt::format("e is not later than t: the signature lived for no second ({} before it was made)",
                    spoken_duration(life)),
        fmt::format("e 不晚于 t：签名生成时即已过期（早 {}）", spoken_duration(life)), backend_life);
  else if (life > 0)
    add(fmt::format(
            "it was made {} ago for a life of {}: it was used too late, or the clock that made it is slow",
            spoken_duration(age), spoken_duration(life)),
        fmt::format("它于 {} 前生成，有效期 {}：使用得太晚，或签名机器的时钟慢了", spoken_duration(age),
                    spoken_duration(life)),
        "");
  return found.best();
}

std::vector<Fit> fits_of_fileid(const sign::CosSignature& signature, const Asked& asked) {
  Found found;
  const auto add = [&](std::string en, std::string zh) {
    found.add(0, {{std::move(en), std::move(zh)}, ""});
  };
  std::string f = percent_decode(percent_decode(signature.fields.fileid));
  const std::string whole = "/" + asked.appid + "/" + asked.bucket + asked.path;
  if (f == asked.path)
    add("f is the path alone; here it needs /APPID/BUCKET in front (only downloads take it bare)",
        "f 只有路径；这里须以 /APPID/BUCKET 开头（只有下载可以不带）");
  if ("/" + f == whole) add("f lacks its '/' in front", "f 缺少开头的“/”");
  if (f + "/" == whole || f == whole + "/") add("only the '/' at the end differs", "仅末尾的“/”不同");
  if (f != whole && lower(f) == lower(whole)) add("only upper and lower case differ", "仅大小写不同");
  if (percent_decode(f) == whole) add("f is percent-encoded three times", "f 做了三次百分号编码");
  if (f != whole && replace_all(f, "+", " ") == whole)
    add("f has '+' for blanks; they are %20", "f 用“+”表示空格，应为 %20");
  if (f == "/" + asked.appid + "/" + asked.bucket + "-" + asked.appid + asked.path)
    add("f has the bucket with -APPID, as the XML API (v5) writes it",
        "f 中的 bucket 带有 -APPID 后缀（XML API 的写法）");
  if (whole.starts_with(f))
    add("f is only the beginning of the path; a once-signature names the whole",
        "f 只是路径的开头；单次签名须为完整路径");
  const std::string own = "/" + asked.appid + "/" + asked.bucket + "/";
  if (found.empty() && f.starts_with(own))
    add(fmt::format("it is right for '{}' of the same bucket", excerpt(f.substr(own.size() - 1), 200)),
        fmt::format("它对应同一 bucket 中的“{}”", excerpt(f.substr(own.size() - 1), 200)));
  return found.best();
}

}  // namespace faultcast::cos
