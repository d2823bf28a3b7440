#include <doctest/doctest.h>

#include "base/encode.h"
#include "base/random.h"
#include "cos/judge.h"
#include "world.h"

using namespace faultcast;
using namespace faultcast::cos;
using namespace faultcast::cos_test;

namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// Somebody's account, a signature of it and a request that it lets in.
struct World {
  Truth truth;
  Asked asked;
  sign::CosFields fields;
  std::string key;
};

World random_world(Random& random) {
  World w;
  w.truth.appid = "125" + random.text(7, "0123456789");
  w.key = random.text(32, letters);
  const std::string bucket = "b" + random.text(1 + random.below(12), "abcdefghijklmnopqrstuvwxyz0123456789");
  const std::string secret_id = "AKID" + random.text(32, letters);
  w.truth.keys[secret_id] = {w.key, w.truth.appid, ""};
  w.truth.buckets = {bucket};
  const std::string path =
      "/" + random.text(random.below(20), "abc/ +%~*()_-.\xe5") + random.text(4, letters);
  const bool once = random.one_in(2), bound = once || random.one_in(2);
  const std::uint64_t at = 1480000000 + random.below(100000000);
  const std::string encoded = replace_all(percent_encode(path), "%2F", "/");
  w.fields = {w.truth.appid,
              bucket,
              secret_id,
              once ? "0" : std::to_string(at + 1 + random.below(10000)),
              std::to_string(at),
              std::to_string(random.below(UINT64_MAX)),
              bound ? "/" + w.truth.appid + "/" + bucket + encoded : ""};
  w.asked = {w.truth.appid, bucket, path, {}, once ? Kind::once : Kind::multi, static_cast<Millis>(at) * 1000,
             false};
  return w;
}

/// The signature's text with one bit of one field's value flipped; none if that value is empty.
std::optional<std::string> flipped(const std::string& plain, char name, Random& random) {
  const auto at = ("&" + plain).find(std::string("&") + name + "=");
  if (at == std::string::npos) return std::nullopt;
  const auto from = at + 2;
  const auto to = std::min(plain.find('&', from), plain.size());
  if (from == to) return std::nullopt;
  std::string out = plain;
  char& changed = out[from + random.below(to - from)];
  changed = static_cast<char>(static_cast<unsigned char>(changed) ^ (1U << random.below(8)));
  return out;
}

}  // namespace

TEST_CASE("1,000 random signatures in both field orders are let in; one flipped bit gives its field's code") {
  Random random(20170214);
  const struct {
    char field;
    const char* code;
  } fates[] = {{'a', "ERROR_PROXY_APPID_USERID_NOTMATCH"},
               {'b', "ERROR_PROXY_SIGN_BUCKET_NOTMATCH"},
               {'k', "PROXY_AUTH_SECRETID_NOEXIST"},
               {'e', "ERROR_PROXY_AUTH_FAILED"},
               {'t', "ERROR_PROXY_AUTH_FAILED"},
               {'r', "ERROR_PROXY_AUTH_FAILED"},
               {'f', "ERROR_PROXY_AUTH_FAILED"}};
  for (int round = 0; round < 1000; ++round) {
    CAPTURE(round);
    World w = random_world(random);
    for (const auto order : {sign::CosOrder::abketrf, sign::CosOrder::aketrfb}) {
      const std::string plain = sign::cos_plain(w.fields, order), good = sign::cos_sign(w.key, plain);
      w.asked.sign = good;
      for (const Rules& rules : {v4_rules(), legacy_rules()})
        CHECK(code_of(judge(w.asked, w.truth, rules)) == "ok");

      if ((order == sign::CosOrder::abketrf) != (round % 2 == 0)) continue;
      const Bytes bytes = *from_base64(good);
      for (const auto& fate : fates) {
        CAPTURE(fate.field);
        const auto changed = flipped(plain, fate.field, random);
        if (!changed) continue;
        Bytes whole(bytes.begin(), bytes.begin() + 20);
        append(whole, *changed);
        w.asked.sign = base64(whole);
        CHECK(code_of(judge(w.asked, w.truth, v4_rules())) == fate.code);
      }
      Bytes broken = bytes;
      broken[random.below(20)] ^= static_cast<std::uint8_t>(1U << random.below(8));
      w.asked.sign = base64(broken);
      CHECK(code_of(judge(w.asked, w.truth, v4_rules())) == "ERROR_PROXY_AUTH_FAILED");
    }
  }
}
