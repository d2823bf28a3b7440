#include "live_api/interfaces.h"

#include <algorithm>

#include "base/text.h"
#include "json/untrusted.h"
#include "live_api/codes.h"

namespace faultcast::live_api {

namespace {

Outcome outcome(std::string_view name, Text because, Json output = nullptr, std::vector<Fact> facts = {}) {
  Outcome out;
  out.verdict.code = &code(name);
  out.verdict.because = std::move(because);
  out.verdict.facts = std::move(facts);
  out.output = std::move(output);
  return out;
}

Outcome done(Json output = nullptr) {
  return outcome("ok", {"account, sign and parameters are right", "账号、签名与参数均正确"},
                 std::move(output));
}

Outcome wrong_parameter(std::string_view name, std::string_view came, std::string_view allowed) {
  return outcome("parameter_wrong",
                 {fmt::format("{} is '{}', allowed is {}", name, excerpt(came, 60), allowed),
                  fmt::format("{} 为“{}”，允许 {}", name, excerpt(came, 60), allowed)},
                 nullptr, {{std::string(name), excerpt(came, 60), std::string(allowed)}});
}

std::string text(const Asked& asked, std::string_view name) {
  const std::string* value = http::find(asked.query, name);
  return value == nullptr ? std::string() : *value;
}

/// A number within a range; `fallback` where it is not given.
std::optional<unsigned long long> number(const Asked& asked, std::string_view name,
                                         unsigned long long fallback, unsigned long long least,
                                         unsigned long long most) {
  const std::string* value = http::find(asked.query, name);
  if (value == nullptr) return fallback;
  const auto read = parse_unsigned(*value);
  return read && *read >= least && *read <= most ? read : std::nullopt;
}

enum Status { ended = 0, live = 1, forbidden = 3 };

Status status_of(const std::string& stream, const Surroundings& around, Millis now) {
  if (around.state.forbids(stream, now) ||
      around.setup.shown("console.live.streams." + stream + ".banned") == "true")
    return forbidden;
  return around.state.publishing.contains(stream) ? live : ended;
}

Outcome get_status(const Asked& asked, const Surroundings& around, const Behaviour&) {
  const std::string stream = text(asked, "Param.s.channel_id");
  if (stream.empty()) return wrong_parameter("Param.s.channel_id", "", "a stream id");
  const Status status = status_of(stream, around, asked.now);
  if (!around.state.known.contains(stream) && status != forbidden)
    return outcome("no_such_stream",
                   {fmt::format("nobody has pushed '{}' since the start", printable(stream)),
                    fmt::format("启动以来没有人推过“{}”", printable(stream))},
                   nullptr, {{"channel_id", printable(stream), ""}});
  return done(Json::array({{{"rate_type", 0},
                            {"recv_type", 1},
                            {"status", static_cast<int>(status)},
                            {"height", 0},
                            {"width", 0}}}));
}

void forbid(const std::string& stream, Millis until, const Surroundings& around) {
  around.state.banned[stream] = until;
  around.cut(stream, true);
}

Outcome set_status(const Asked& asked, const Surroundings& around, const Behaviour& behaviour) {
  const std::string stream = text(asked, "Param.s.channel_id"), status = text(asked, "Param.n.status");
  if (stream.empty()) return wrong_parameter("Param.s.channel_id", "", "a stream id");
  if (status == "0")
    forbid(stream, asked.now + behaviour.longest_ban, around);
  else if (status == "1")
    around.state.banned.erase(stream);
  else if (status == "2")
    around.cut(stream, false);
  else
    return wrong_parameter("Param.n.status", status, "0 (forbid), 1 (allow), 2 (cut)");
  return done();
}

Outcome channel_manager(const Asked& asked, const Surroundings& around, const Behaviour& behaviour) {
  const std::string stream = text(asked, "Param.s.channel_id"), action = text(asked, "Param.s.action");
  if (stream.empty()) return wrong_parameter("Param.s.channel_id", "", "a stream id");
  const Millis latest = asked.now + behaviour.longest_ban;
  const auto end =
      number(asked, "Param.n.abstime_end", static_cast<unsigned long long>(latest / 1000), 0, 1ull << 40);
  if (!end) return wrong_parameter("Param.n.abstime_end", text(asked, "Param.n.abstime_end"), "UNIX seconds");
  if (action == "forbid")
    forbid(stream, std::min(static_cast<Millis>(*end) * 1000, latest), around);
  else if (action == "resume")
    around.state.banned.erase(stream);
  else
    return wrong_parameter("Param.s.action", action, "forbid, resume");
  return done();
}

Outcome list(const Asked& asked, const Surroundings& around, bool live_only) {
  constexpr unsigned long long most_pages = 1'000'000;
  const auto page = number(asked, "Param.n.page_no", 1, 1, most_pages);
  const auto size = number(asked, "Param.n.page_size", 10, 10, 100);
  if (!page) return wrong_parameter("Param.n.page_no", text(asked, "Param.n.page_no"), "1 or more");
  if (!size) return wrong_parameter("Param.n.page_size", text(asked, "Param.n.page_size"), "10 to 100");
  const std::string wanted = live_only ? "1" : text(asked, "Param.n.status");
  std::vector<std::pair<Millis, std::string>> all;
  for (const auto& [stream, since] : around.state.known)
    if (wanted.empty() || wanted == std::to_string(status_of(stream, around, asked.now)))
      all.emplace_back(since, stream);
  std::sort(all.begin(), all.end());
  if (text(asked, "Param.n.order_type") == "1") std::reverse(all.begin(), all.end());
  Json channels = Json::array();
  for (std::size_t i = (*page - 1) * *size; i < std::min(all.size(), static_cast<std::size_t>(*page * *size));
       ++i)
    channels.push_back({{"channel_id", all[i].second},
                        {"channel_status", static_cast<int>(status_of(all[i].second, around, asked.now))},
                        {"create_time", iso8601(all[i].first, 8).substr(0, 10) + " " +
                                            iso8601(all[i].first, 8).substr(11, 8)}});
  return done({{"all_count", all.size()}, {"channel_list", std::move(channels)}});
}

Outcome channel_list(const Asked& asked, const Surroundings& around, const Behaviour&) {
  return list(asked, around, false);
}
Outcome live_channel_list(const Asked& asked, const Surroundings& around, const Behaviour&) {
  return list(asked, around, true);
}

Outcome mix(const Asked& asked, const Surroundings& around, const Behaviour&) {
  const Json body = json::parse_untrusted(asked.body);
  const Json para = body.is_object() && body.contains("interface") && body["interface"].is_object() &&
                            body["interface"].contains("para")
                        ? body["interface"]["para"]
                        : Json();
  if (!para.is_object() || !para.contains("input_stream_list") || !para["input_stream_list"].is_array() ||
      para["input_stream_list"].empty() || para["input_stream_list"].size() > 4)
    return wrong_parameter("input_stream_list", "", "an array of one to four inputs in interface.para");
  for (const auto& input : para["input_stream_list"]) {
    if (!input.is_object() || !input.contains("input_stream_id") || !input["input_stream_id"].is_string())
      return wrong_parameter("input_stream_id", "", "a stream id");
    const auto stream = input["input_stream_id"].get<std::string>();
    if (!around.state.publishing.contains(stream))
      return outcome("inputs_not_live",
                     {fmt::format("input '{}' is not live", printable(stream)),
                      fmt::format("输入流“{}”不在线", printable(stream))},
                     nullptr, {{"input_stream_id", printable(stream), ""}});
  }
  return done();
}

Outcome not_imitated(const Asked&, const Surroundings&, const Behaviour&) {
  return outcome("not_imitated", {"this interface is not imitated", "该接口未模拟"});
}

}  // namespace

const std::vector<Interface>& interfaces() {
  static const std::vector<Interface> rows = {
      {"Live_Channel_GetStatus", "get_status", get_status},
      {"Live_Channel_SetStatus", "set_status", set_status},
      {"channel_manager", "channel_manager", channel_manager},
      {"Live_Channel_GetChannelList", "channel_list", channel_list},
      {"Live_Channel_GetLiveChannelList", "channel_list", live_channel_list},
      {"Mix_StreamV2", "mix", mix, true},
      {"Live_Tape_Start", "tape", not_imitated},
      {"Live_Tape_Stop", "tape", not_imitated},
      {"Live_Tape_GetFilelist", "tape", not_imitated},
      {"Live_Queue_Get", "statistics", not_imitated},
      {"Get_LivePushStat", "statistics", not_imitated},
      {"Get_LivePlayStat", "statistics", not_imitated},
      {"Get_LiveStat", "statistics", not_imitated},
      {"Get_LivePushStatHistory", "statistics", not_imitated},
      {"Get_LivePlayStatHistory", "statistics", not_imitated},
  };
  return rows;
}

const Interface* find_interface(std::string_view name) {
  const auto at = std::find_if(interfaces().begin(), interfaces().end(),
                               [&](const Interface& i) { return i.name == name; });
  return at == interfaces().end() ? nullptr : &*at;
}

}  // namespace faultcast::live_api
