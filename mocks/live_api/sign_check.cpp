#include "live_api/sign_check.h"

#include "base/clock.h"
#include "base/text.h"
#include "live_api/codes.h"
#include "sign/callback.h"

namespace faultcast::live_api {

namespace {

/// Each with what it says of the sign if it fits.
std::vector<Text> fits_of(const std::string& t, const std::string& sign, const setup::Setup& setup) {
  using sign::callback_sign;
  const std::string key = setup.text("console.live.api_key");
  struct Try {
    std::string made;
    Text text;
  };
  const std::vector<Try> tries = {
      {callback_sign(setup.text("console.live.api_key_previous"), t),
       {"right for the API key before the last rotation", "用轮换之前的 API 鉴权 key 计算就正确"}},
      {callback_sign(setup.text("console.live.push_key"), t),
       {"right for the push anti-leech key: two keys of the console were mixed up",
        "用推流防盗链 Key 计算就正确：两个 key 弄混了"}},
      {callback_sign("", t),
       {"right for an empty key: the backend's constant is not set",
        "用空 key 计算就正确：后台没有配置该常量"}},
      {callback_sign(key + " ", t), {"right with a blank behind the key", "key 末尾多了一个空格"}},
      {callback_sign(" " + key, t), {"right with a blank before the key", "key 开头多了一个空格"}},
      {callback_sign(key + "\n", t), {"right with a line end behind the key", "key 末尾多了换行符"}},
      {callback_sign(key + "\r\n", t),
       {"right with a line end (CR LF) behind the key", "key 末尾多了回车换行"}},
      {callback_sign(t, key), {"right with key and t in the wrong order", "key 与 t 的拼接顺序颠倒"}},
      {upper(callback_sign(key, t)),
       {"right, but in upper case: it must be lower case", "内容正确，但应为小写十六进制"}},
  };
  std::vector<Text> fits;
  for (const auto& one : tries)
    if (one.made == sign) fits.push_back(one.text);
  return fits;
}

}  // namespace

std::optional<Verdict> judge_sign(const std::string& t, const std::string& sign, const setup::Setup& setup,
                                  Millis now, Millis skew) {
  Verdict verdict;
  const std::string right = sign::callback_sign(setup.text("console.live.api_key"), t);
  if (sign != right) {
    verdict.code = &code("sign_wrong");
    verdict.because = {"sign is not the MD5 of the account's API key and t",
                       "sign 不等于 MD5(API 鉴权 key + t)"};
    verdict.facts = {{"sign", printable(sign), right}, {"t", printable(t), ""}};
    verdict.fits = fits_of(t, sign, setup);
    verdict.setting = "backend.CALL_BACK_KEY";
    return verdict;
  }
  const auto seconds = parse_unsigned(t);
  if (seconds && static_cast<Millis>(std::min(*seconds, 1ull << 40)) * 1000 + skew >= now)
    return std::nullopt;
  verdict.code = &code("t_expired");
  const std::string by = seconds ? spoken_duration(now - static_cast<Millis>(*seconds) * 1000) : "";
  verdict.because = seconds ? Text{fmt::format("t was past by {}", by), fmt::format("t 已过期 {}", by)}
                            : Text{"t is no number of seconds in decimal", "t 不是十进制秒数"};
  verdict.facts = {{"t", printable(t), std::to_string(now / 1000) + " or later"}};
  return verdict;
}

}  // namespace faultcast::live_api
