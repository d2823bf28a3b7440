#include "cos/fits.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/encode.h"
#include "cos/accused.h"
#include "cos/found.h"
#include "setup/setup.h"

namespace faultcast::cos {

namespace {

/// One way an ingredient may have been at signing: how far that is from what should have been, and how to say
/// it. Distance 0: as it should have been.
struct Variant {
  std::string value;
  int distance;
  Text said;
  std::string setting;
};
using Variants = std::vector<Variant>;

// A refusal must not cost more than many requests that are let in.
constexpr std::size_t most_keys = 100, most_buckets = 20, longest_text = 2048;

// The first way to reach a value is the nearest; a later one that gives the same value says nothing new.
void add_variant(Variants& to, std::string value, int distance, Text said, std::string setting = {}) {
  const bool known = std::any_of(to.begin(), to.end(), [&](const Variant& v) { return v.value == value; });
  if (!known) to.push_back({std::move(value), distance, std::move(said), std::move(setting)});
}

void add_spellings(Variants& keys, const std::string& key, int distance, const Text& name) {
  const auto with = [&](std::string value, const char* en, const char* zh) {
    add_variant(keys, std::move(value), distance, {name.en + en, name.zh + zh}, backend_key);
  };
  with(key + " ", " with a blank behind it", "，但末尾多了一个空格");
  with(" " + key, " with a blank in front of it", "，但开头多了一个空格");
  with(key + "\n", " with a line end behind it", "，但末尾多了一个换行");
  with(key + "\r\n", " with a Windows line end behind it", "，但末尾多了一个回车换行");
  with(key + "\r", " with a carriage return behind it", "，但末尾多了一个回车");
  with(key + "\t", " with a tab behind it", "，但末尾多了一个制表符");
  with(std::string(trim(key)), " without the blanks around it", "，但去掉了首尾空白");
  with(lower(key), " in lower case", "，但变成了小写");
  with(upper(key), " in upper case", "，但变成了大写");
}

Text named(const std::string& id, const std::string& key, const Text& kind) {
  const std::string shown = printable(id), mask = setup::masked(key);
  return {fmt::format("{} of SecretId '{}' ({})", kind.en, shown, mask),
          fmt::format("SecretId“{}”的{}（{}）", shown, kind.zh, mask)};
}

void add_keys_of(Variants& keys, const std::string& id, const Key& key, int distance, const Text& kind,
                 const std::string& setting, bool spelled) {
  add_variant(keys, key.secret_key, distance, named(id, key.secret_key, kind), setting);
  if (!key.previous.empty())
    add_variant(keys, key.previous, distance + 1,
                named(id, key.previous, {"the previous " + kind.en.substr(4), "轮换之前的" + kind.zh}),
                backend_key);
  if (!spelled) return;
  add_spellings(keys, key.secret_key, distance + 1, named(id, key.secret_key, kind));
  if (!key.previous.empty())
    add_spellings(keys, key.previous, distance + 2,
                  named(id, key.previous, {"the previous " + kind.en.substr(4), "轮换之前的" + kind.zh}));
}

Variants keys_for(const sign::CosFields& fields, const Truth& truth, const Rules& rules) {
  Variants keys;
  const Text ours{"the key", "密钥"};
  const auto at = truth.keys.find(fields.secret_id);
  if (at != truth.keys.end()) add_keys_of(keys, at->first, at->second, 0, ours, "", true);
  for (const auto& [id, key] : truth.keys) {
    if (keys.size() >= most_keys) break;
    if (id == fields.secret_id) continue;
    // With an unknown SecretId, the key tells whose it should have been.
    const bool unknown = at == truth.keys.end();
    add_keys_of(keys, id, key, unknown ? 1 : 2, ours, unknown ? backend_id : backend_key, unknown);
  }
  for (const auto& [id, key] : truth.other.keys) {
    if (keys.size() >= 2 * most_keys) break;
    add_keys_of(keys, id, key, 2,
                {"the " + rules.other_name.en + " account's key", rules.other_name.zh + "账号的密钥"},
                id == fields.secret_id ? client_sdk : backend_key, false);
  }
  add_variant(keys, "", 2, {"an empty key", "空的密钥"}, backend_key);
  add_variant(keys, fields.secret_id, 2, {"the SecretId itself in the key's place", "把 SecretId 当成了密钥"},
              backend_key);
  if (at == truth.keys.end()) return keys;
  // COS v5 reference, 2: the XML API signs with a key that it makes of the SecretKey and a time.
  for (const auto& time : {fields.time + ";" + fields.expiry})
    add_variant(
        keys, hex(hmac_sha1(as_bytes(at->second.secret_key), as_bytes(time))), 2,
        {"the signKey of the XML API (v5) in the key's place", "把 XML API（v5）的 signKey 当成了密钥"});
  return keys;
}

/// The text with the value of one field replaced; the rest stays as it came.
std::string with_field(const std::string& plain, char name, const std::string& value) {
  std::vector<std::string> parts = split(plain, '&');
  for (auto& part : parts)
    if (part.size() > 1 && part[0] == name && part[1] == '=') part.replace(2, std::string::npos, value);
  return join(parts, "&");
}

std::string lower_escapes(std::string text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i)
    if (text[i] == '%') {
      const std::string two = lower(std::string_view(text).substr(i + 1, 2));
      text.replace(i + 1, 2, two);
    }
  return text;
}

void add_fileids(Variants& plains, const sign::CosSignature& signature, const Asked& asked) {
  const std::string f = signature.fields.fileid, decoded = percent_decode(f), twice = percent_decode(decoded);
  const auto encode = [](const std::string& path) { return replace_all(percent_encode(path), "%2F", "/"); };
  const std::string resource = "/" + asked.appid + "/" + asked.bucket + asked.path;
  const auto add = [&](const std::string& value, const char* en, const char* zh) {
    add_variant(plains, with_field(signature.plain, 'f', value), 1,
                {fmt::format("{} (f='{}')", en, excerpt(value, 120)),
                 fmt::format("{}（f 为“{}”）", zh, excerpt(value, 120))});
  };
  add(decoded, "f without percent-encoding", "未做百分号编码的 f");
  add(twice, "f without percent-encoding", "未做百分号编码的 f");
  add(encode(f), "f percent-encoded once more", "多做了一次百分号编码的 f");
  add(encode(decoded), "f percent-encoded", "做了百分号编码的 f");
  add(encode(encode(decoded)), "f percent-encoded twice", "做了两次百分号编码的 f");
  add(percent_encode(decoded), "f percent-encoded with its slashes", "连“/”一起做了百分号编码的 f");
  add(replace_all(encode(decoded), "%20", "+"), "f with '+' for blanks", "用“+”表示空格的 f");
  add(lower_escapes(f), "f with lower-case escapes", "百分号编码为小写的 f");
  add(encode(resource), "f naming this resource", "指向本次请求资源的 f");
  add(encode(asked.path), "f without APPID and bucket", "不含 APPID 与 bucket 的 f");
  add("", "an empty f", "空的 f");
}

void add_numbers(Variants& plains, const sign::CosSignature& signature) {
  const auto add = [&](char name, const std::string& value, const char* en, const char* zh) {
    add_variant(plains, with_field(signature.plain, name, value), 1,
                {fmt::format("{} in {}", name, en), fmt::format("以{}为单位的 {}", zh, name)});
  };
  for (const auto& [name, value] :
       {std::pair{'e', signature.fields.expiry}, std::pair{'t', signature.fields.time}}) {
    add(name, value + "000", "milliseconds", "毫秒");
    if (value.size() > 3) add(name, value.substr(0, value.size() - 3), "seconds", "秒");
  }
}

Variants plains_for(const sign::CosSignature& signature, const Asked& asked, const Truth& truth) {
  Variants plains;
  add_variant(plains, signature.plain, 0, {});
  if (signature.plain.size() > longest_text) return plains;
  const auto& fields = signature.fields;
  const auto bucket = [&](const std::string& value) {
    add_variant(plains, with_field(signature.plain, 'b', value), 1,
                {fmt::format("bucket '{}'", printable(value)), fmt::format("bucket“{}”", printable(value))},
                backend_bucket);
  };
  const auto appid = [&](const std::string& value) {
    add_variant(plains, with_field(signature.plain, 'a', value), 1,
                {fmt::format("APPID {}", printable(value)), fmt::format("APPID {}", printable(value))},
                backend_appid);
  };
  std::size_t buckets = 0;
  for (const auto* known : {static_cast<const Known*>(&truth), &truth.other})
    for (const auto& name : known->buckets)
      if (buckets++ < most_buckets) bucket(name);
  bucket(fields.bucket + "-" + fields.appid);
  bucket(asked.bucket);
  appid(truth.appid);
  appid(asked.appid);
  appid(truth.other.appid);
  add_fileids(plains, signature, asked);
  add_numbers(plains, signature);
  for (const auto order : {sign::CosOrder::abketrf, sign::CosOrder::aketrfb})
    add_variant(plains, sign::cos_plain(fields, order), 1,
                {"the same fields in another order", "相同字段但顺序不同"});
  add_variant(plains, signature.plain + "\n", 1,
              {"the text with a line end behind it", "末尾多一个换行的原文"});
  return plains;
}

void try_digest(Found& found, const sign::CosSignature& signature, const Asked& asked, const Truth& truth,
                const Rules& rules) {
  const Variants keys = keys_for(signature.fields, truth, rules),
                 plains = plains_for(signature, asked, truth);
  for (const auto& key : keys)
    for (const auto& plain : plains) {
      // Far-off guesses at once prove little and cost much.
      if (key.distance + plain.distance > 2 && plain.distance > 0) continue;
      const auto digest = hmac_sha1(as_bytes(key.value), as_bytes(plain.value));
      if (!std::equal(digest.begin(), digest.end(), signature.digest.begin(), signature.digest.end()))
        continue;
      if (key.distance == 0 && plain.distance == 0) {
        found.add(0, {{"the digest is right: made with " + key.said.en + " for APPID " +
                           printable(signature.fields.appid) + " and bucket '" +
                           printable(signature.fields.bucket) + "'",
                       "摘要正确：用" + key.said.zh + "为 APPID " + printable(signature.fields.appid) +
                           "、bucket“" + printable(signature.fields.bucket) + "”签名"},
                      ""});
        continue;
      }
      const bool with_key = key.distance > 0, with_plain = plain.distance > 0;
      const std::string between = with_key && with_plain ? ", and " : "",
                        between_zh = with_key && with_plain ? "，并且 " : "";
      found.add(key.distance + plain.distance,
                {{"this signature is right for " + (with_key ? key.said.en : "") + between + plain.said.en,
                  "该签名对应：" + (with_key ? key.said.zh : "") + between_zh + plain.said.zh},
                 !key.setting.empty() ? key.setting : plain.setting});
    }
}

/// What the names themselves give away, whatever the digest.
void try_names(Found& found, const sign::CosFields& fields, const Asked& asked, const Truth& truth,
               const Rules& rules) {
  const auto mixed = [&](const std::string& en, const std::string& zh) {
    found.add(
        0,
        {{fmt::format("{} is the {} account's: the two generations share nothing", en, rules.other_name.en),
          fmt::format("{}属于{}账号：两代 COS 互不相通", zh, rules.other_name.zh)},
         client_sdk});
  };
  for (const auto& [bucket, appid, en, zh] :
       {std::tuple{fields.bucket, fields.appid, "b of the signature", "签名中的 b"},
        std::tuple{asked.bucket, asked.appid, "the bucket of the URL", "URL 中的 bucket"}}) {
    const std::string suffix = "-" + appid;
    if (appid.empty() || bucket.size() <= suffix.size() || !bucket.ends_with(suffix)) continue;
    const std::string bare = printable(bucket.substr(0, bucket.size() - suffix.size()));
    found.add(
        0,
        {{fmt::format("{} is written with -APPID, as the XML API (v5) writes it: here it is '{}'", en, bare),
          fmt::format("{}带有 -APPID 后缀（XML API 的写法），这里应写“{}”", zh, bare)},
         std::string(en).front() == 'b' ? backend_bucket : client_bucket});
  }
  if (fields.bucket != asked.bucket && !fields.bucket.empty() &&
      lower(trim(fields.bucket)) == lower(trim(asked.bucket)))
    found.add(0, {{"the two bucket names differ only in case or in blanks around them",
                   "两个 bucket 名称仅大小写或首尾空白不同"},
                  ""});
  if (fields.appid != asked.appid && trim(fields.appid) == trim(asked.appid))
    found.add(0, {{"the two APPIDs differ only in blanks around them", "两个 APPID 仅首尾空白不同"}, ""});
  for (const auto& one : {fields.appid, asked.appid})
    if (!one.empty() && one == truth.other.appid && one != truth.appid) {
      mixed("APPID " + printable(one), "APPID " + printable(one) + " ");
      break;
    }
  if (truth.keys.contains(fields.secret_id)) return;
  if (truth.other.keys.contains(fields.secret_id))
    mixed("SecretId '" + printable(fields.secret_id) + "'", "SecretId“" + printable(fields.secret_id) + "”");
  std::vector<std::string> ids;
  for (const auto& [id, key] : truth.keys) {
    if (ids.size() == most_keys) break;
    ids.push_back(id);
    if (lower(trim(id)) != lower(trim(fields.secret_id))) continue;
    found.add(
        0, {{fmt::format("it differs from SecretId '{}' only in case or in blanks around it", printable(id)),
             fmt::format("与 SecretId“{}”仅大小写或首尾空白不同", printable(id))},
            backend_id});
    return;
  }
  if (fields.secret_id.size() > 128) return;
  if (const auto near = nearest(fields.secret_id, ids))
    found.add(1, {{fmt::format("it is spelled like SecretId '{}'", printable(*near)),
                   fmt::format("与 SecretId“{}”拼写相近", printable(*near))},
                  backend_id});
}

}  // namespace

std::vector<Fit> fits_of_digest(const sign::CosSignature& signature, const Asked& asked, const Truth& truth,
                                const Rules& rules) {
  Found found;
  try_names(found, signature.fields, asked, truth, rules);
  try_digest(found, signature, asked, truth, rules);
  return found.best();
}

}  // namespace faultcast::cos
