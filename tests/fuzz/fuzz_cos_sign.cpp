// A signature from a stranger: whatever it is, it is judged, and what is said about it is printable and at
// most three explanations long. One that can be taken apart is the same after it is written and read again.
// The input is the signature as it came; one that begins with '!' is the text behind a right digest, with the
// bucket and the path of the request behind its first two line ends.

#include "cos/judge.h"
#include "fuzz/require.h"

using namespace faultcast;
using namespace faultcast::cos;

namespace {

constexpr const char* key = "harnessDemoSecretKey000000000000";

void tell(const std::string& text) {
  require(text == printable(text), "what is said can be printed");
}

void judge_as(const Asked& asked, const Truth& truth, const Rules& rules) {
  const Judged judged = judge(asked, truth, rules);
  if (!judged.refused) {
    require(judged.signature.has_value(), "nothing is let in without a signature");
    require(sign::fits(*judged.signature, key), "nothing is let in without the key");
    return;
  }
  require(!judged.refused->because.en.empty() && !judged.refused->because.zh.empty(),
          "a refusal has its reason");
  require(judged.refused->fits.size() <= 3, "at most three explanations");
  tell(judged.refused->because.en + judged.refused->because.zh);
  for (const auto& fit : judged.refused->fits) tell(fit.en + fit.zh);
  for (const auto& fact : judged.refused->facts) tell(fact.name + fact.came + fact.right);
}

void round_trip(const std::string& text) {
  std::string why;
  const auto parsed = sign::parse_cos_signature(text, why);
  if (!parsed) {
    require(!why.empty(), "what cannot be read has its reason");
    return;
  }
  for (const auto order : {sign::CosOrder::abketrf, sign::CosOrder::aketrfb}) {
    const std::string plain = sign::cos_plain(parsed->fields, order);
    const auto again = sign::parse_cos_signature(sign::cos_sign(key, plain), why);
    require(again.has_value(), "what was written can be read");
    require(again->plain == plain, "the text stays");
    require(again->fields == parsed->fields, "the fields stay");
    require(sign::fits(*again, key), "the digest fits its key");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string text(as_text({data, size}));
  Asked asked{"1250000001", "harness", "/live/cover.png", {}, Kind::multi, 1480000100000, false};
  if (text.starts_with('!')) {
    const auto parts = split(text.substr(1), '\n');
    if (parts.size() > 1) asked.bucket = parts[1];
    if (parts.size() > 2) asked.path = "/" + parts[2];
    text = sign::cos_sign(key, parts[0]);
  }
  round_trip(text);
  asked.sign = std::move(text);
  Truth truth;
  truth.appid = "1250000001";
  truth.keys["AKIDharnessdemo00000000000000000000"] = {key, "1250000001", "old"};
  truth.buckets = {"harness", "pictures"};
  truth.other.appid = "10026302";
  truth.other.keys["AKIDtestsecretid0001"] = {"testsecretkey0001", "10026302", ""};
  truth.other.buckets = {"test"};
  constexpr Kind kinds[] = {Kind::multi, Kind::once, Kind::download};
  asked.wanted = kinds[size % 3];
  judge_as(asked, truth, v4_rules());
  asked.wanted = Kind::either;
  asked.used = true;
  judge_as(asked, truth, legacy_rules());
  return 0;
}
