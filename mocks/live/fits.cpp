#include "live/fits.h"

#include <algorithm>

#include "base/encode.h"
#include "sign/txsecret.h"

namespace faultcast::live {

namespace {

/// One way an ingredient may have been at signing: how far that is from what should have been, and how to say
/// it.
struct Variant {
  std::string value;
  int distance;
  Text said;
  std::string setting;
};
using Variants = std::vector<Variant>;

// The first way to reach a value is the nearest; a later one that gives the same value says nothing new.
void add(Variants& to, std::string value, int distance, Text said, std::string setting = {}) {
  const bool known = std::any_of(to.begin(), to.end(), [&](const Variant& v) { return v.value == value; });
  if (!known) to.push_back({std::move(value), distance, std::move(said), std::move(setting)});
}

void add_key(Variants& keys, const std::string& key, int distance, const Text& name,
             const std::string& setting) {
  if (key.empty()) return;
  add(keys, key, distance, name, setting);
  const auto with = [&](std::string value, const char* en, const char* zh) {
    add(keys, std::move(value), distance + 1, {name.en + en, name.zh + zh}, "backend.PUSH_URL_KEY");
  };
  with(key + " ", " with a blank behind it", "，但末尾多了一个空格");
  with(" " + key, " with a blank in front of it", "，但开头多了一个空格");
  with(key + "\n", " with a line end behind it", "，但末尾多了一个换行");
  with(key + "\r\n", " with a Windows line end behind it", "，但末尾多了一个回车换行");
  with(key + "\t", " with a tab behind it", "，但末尾多了一个制表符");
  with(std::string(trim(key)), " without the blanks around it", "，但去掉了首尾空白");
  with(lower(key), " in lower case", "，但变成了小写");
  with(upper(key), " in upper case", "，但变成了大写");
}

Variants keys_of(const setup::Setup& setup) {
  Variants keys;
  add_key(keys, setup.text("console.live.push_key"), 0, {"the push key", "当前的推流防盗链Key"}, "");
  add_key(keys, setup.text("console.live.push_key_previous"), 1,
          {"the previous push key", "轮换之前的推流防盗链Key"}, "backend.PUSH_URL_KEY");
  add_key(keys, setup.text("console.live.api_key"), 1, {"the API key", "API鉴权key"}, "backend.PUSH_URL_KEY");
  if (setup.catalogue().find("backend.PUSH_URL_KEY") != nullptr)
    add_key(keys, setup.text("backend.PUSH_URL_KEY"), 1,
            {"the key in backend.PUSH_URL_KEY, which is not the console's",
             "后台 PUSH_URL_KEY 中的 Key（与控制台不一致）"},
            "backend.PUSH_URL_KEY");
  add(keys, "", 2, {"an empty push key", "空的推流防盗链Key"}, "backend.PUSH_URL_KEY");
  return keys;
}

Variants ids_of(const Push& push, const setup::Setup& setup) {
  Variants ids;
  add(ids, push.stream, 0, {});
  const std::string bizid = setup.text("console.live.bizid");
  const auto mark = push.stream.find('_');
  const std::string rest = mark == std::string::npos ? push.stream : push.stream.substr(mark + 1);
  const auto id = [&](std::string value) {
    const std::string shown = printable(value);
    add(ids, std::move(value), 1, {"stream id '" + shown + "'", "直播码“" + shown + "”"});
  };
  const auto of_bizid = [&](const std::string& number) {
    const std::string value = number + "_" + rest, shown = printable(value);
    add(ids, value, 1,
        {fmt::format("bizid {} (stream id '{}')", printable(number), shown),
         fmt::format("bizid {}（直播码“{}”）", printable(number), shown)},
        "backend.APP_BIZID");
  };
  of_bizid(bizid);
  id(rest);
  id(bizid + "_" + push.stream);
  id(push.app + "/" + push.stream);
  id(lower(push.stream));
  id(percent_decode(push.stream));
  id(push.stream + "?" + push.query.substr(0, push.query.find("&txSecret")));
  if (const std::string* given = push.parameter("bizid"); given != nullptr) of_bizid(*given);
  return ids;
}

Variants times_of(const std::string& txtime) {
  Variants times;
  add(times, txtime, 0, {});
  add(times, lower(txtime), 1, {"txTime in lower case", "小写的 txTime"});
  add(times, upper(txtime), 1, {"txTime in upper case", "大写的 txTime"});
  if (const auto value = parse_unsigned(txtime, 16))
    add(times, std::to_string(*value), 1, {"txTime in decimal", "十进制的 txTime"});
  if (const auto value = parse_unsigned(txtime, 10)) {
    add(times, fmt::format("{:x}", *value), 1, {"txTime in hexadecimal", "十六进制的 txTime"});
    add(times, fmt::format("{:X}", *value), 1, {"txTime in upper-case hexadecimal", "大写十六进制的 txTime"});
  }
  add(times, "", 1, {"no txTime at all", "不含 txTime"});
  return times;
}

Text sentence(const Variant& key, const Variant& id, const Variant& time) {
  std::vector<std::string> en, zh;
  for (const Variant* part : {&key, &id, &time}) {
    if (part->distance == 0) continue;
    en.push_back(part->said.en);
    zh.push_back(part->said.zh);
  }
  return {"this txSecret is right for " + join(en, ", and "), "该 txSecret 对应：" + join(zh, "，并且 ")};
}

}  // namespace

std::vector<Fit> fits_of(const Push& push, const setup::Setup& setup) {
  const std::string* secret = push.parameter("txSecret");
  const std::string* txtime = push.parameter("txTime");
  if (secret == nullptr || secret->empty()) return {};
  const std::string wanted = lower(trim(*secret));
  const bool respelled = wanted != *secret;

  struct Found {
    int distance;
    Fit fit;
  };
  std::vector<Found> found;
  const Variants keys = keys_of(setup), ids = ids_of(push, setup),
                 times = times_of(txtime == nullptr ? "" : *txtime);
  for (const auto& key : keys)
    for (const auto& id : ids)
      for (const auto& time : times) {
        if (sign::txsecret(key.value, id.value, time.value) != wanted) continue;
        const int distance = key.distance + id.distance + time.distance;
        std::string setting = !key.setting.empty() ? key.setting : id.setting;
        if (distance > 0) found.push_back({distance, {sentence(key, id, time), std::move(setting)}});
        if (distance == 0 && respelled)
          found.push_back(
              {0,
               {{"it is right but for its spelling: txSecret is 32 lower-case digits without blanks",
                 "内容正确，只是写法不对：txSecret 应为 32 位小写十六进制，且不含空白"},
                ""}});
      }
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& a, const Found& b) { return a.distance < b.distance; });
  std::vector<Fit> out;
  for (auto& one : found)
    if (out.size() < 3) out.push_back(std::move(one.fit));
  return out;
}

}  // namespace faultcast::live
