#include "sign/cos.h"

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/encode.h"
#include "base/text.h"

namespace faultcast::sign {

namespace {

constexpr std::size_t digest_size = 20;

struct Slot {
  char name;
  std::string CosFields::*field;
};
constexpr std::array<Slot, 7> slots = {{{'a', &CosFields::appid},
                                        {'b', &CosFields::bucket},
                                        {'k', &CosFields::secret_id},
                                        {'e', &CosFields::expiry},
                                        {'t', &CosFields::time},
                                        {'r', &CosFields::random},
                                        {'f', &CosFields::fileid}}};

}  // namespace

std::string cos_plain(const CosFields& fields, CosOrder order) {
  const std::string_view names = order == CosOrder::abketrf ? "abketrf" : "aketrfb";
  std::string out;
  for (const char name : names) {
    const auto* slot =
        std::find_if(slots.begin(), slots.end(), [&](const Slot& s) { return s.name == name; });
    if (!out.empty()) out += '&';
    out += name;
    out += '=';
    out += fields.*(slot->field);
  }
  return out;
}

std::string cos_sign(std::string_view secret_key, std::string_view plain) {
  const auto digest = hmac_sha1(as_bytes(secret_key), as_bytes(plain));
  Bytes whole;
  whole.reserve(digest.size() + plain.size());
  append(whole, ByteView(digest));
  append(whole, plain);
  return base64(whole);
}

std::optional<CosSignature> parse_cos_signature(std::string_view text, Text& why) {
  // Every official signer writes one padded line; nothing is known to have been tolerated around it.
  const auto bytes = from_base64(text);
  if (!bytes) {
    why = {"it is not base64 in the standard alphabet, padded and without line ends",
           "不是标准字母表、带填充、不含换行的 base64"};
    return std::nullopt;
  }
  if (bytes->size() <= digest_size) {
    const std::string size = std::to_string(bytes->size());
    why = {"it holds " + size + " bytes: no text behind the digest's 20",
           "只有 " + size + " 字节：20 字节摘要之后没有原文"};
    return std::nullopt;
  }
  CosSignature out;
  out.digest.assign(bytes->begin(), bytes->begin() + digest_size);
  out.plain = as_text(ByteView(*bytes).subspan(digest_size));

  std::array<bool, slots.size()> seen{};
  for (std::string_view rest = out.plain; !rest.empty();) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    if (pair.size() < 2 || pair[1] != '=') continue;
    const auto* slot =
        std::find_if(slots.begin(), slots.end(), [&](const Slot& s) { return s.name == pair[0]; });
    if (slot == slots.end()) continue;
    bool& before = seen[static_cast<std::size_t>(slot - slots.begin())];
    if (before) {
      why = {std::string("its field ") + slot->name + " is there twice",
             std::string("字段 ") + slot->name + " 出现了两次"};
      return std::nullopt;
    }
    before = true;
    out.fields.*(slot->field) = pair.substr(2);
  }
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const char name = slots[i].name;
    if (name == 'b')
      out.has_bucket = seen[i];
    else if (name == 'f')
      out.has_fileid = seen[i];
    else if (!seen[i])
      missing.emplace_back(1, name);
  }
  if (!missing.empty()) {
    why = {"its text lacks " + join(missing, ", "), "原文缺少字段 " + join(missing, "、")};
    return std::nullopt;
  }
  return out;
}

std::optional<CosSignature> parse_cos_signature(std::string_view text, std::string& why) {
  Text both;
  auto out = parse_cos_signature(text, both);
  if (!out) why = std::move(both.en);
  return out;
}

bool fits(const CosSignature& signature, std::string_view secret_key) {
  const auto right = hmac_sha1(as_bytes(secret_key), as_bytes(signature.plain));
  return std::equal(right.begin(), right.end(), signature.digest.begin(), signature.digest.end());
}

}  // namespace faultcast::sign
