#include "backend/online_check.h"

#include "backend/dao.h"
#include "backend/php.h"
#include "base/text.h"
#include "sign/callback.h"

namespace faultcast::backend {

namespace {

constexpr Millis minute = 60'000;
constexpr std::int64_t no_such_stream = 20601;
constexpr int last_check = 2;  // check_status at which the next bad answer sets the room off
constexpr std::size_t most_answer = 1024 * 1024;
// Class and line numbers are inferred; the texts are the stock backend's.
constexpr Script::Place proxy_place{"Component_Video_Proxy.php", "packReqSend", 60};

}  // namespace

std::optional<int> stream_status(std::string_view body, std::string& why) {
  const auto answer = php::json_decode(body);
  if (!answer || !answer->is_object() || !answer->contains("ret")) {
    why = "packReqSend failed |the answer is no JSON";
    return std::nullopt;
  }
  const std::int64_t ret = php::intval((*answer)["ret"]);
  if (ret == no_such_stream) return 0;
  if (ret != 0) {
    why = "Component_Video_Proxy failed " + php::json_encode(*answer);
    return std::nullopt;
  }
  const auto output = answer->find("output");
  if (output != answer->end() && output->is_array())
    for (const auto& one : *output)
      if (one.is_object() && one.contains("recv_type") && php::intval(one["recv_type"]) == 1 &&
          one.contains("status"))
        return static_cast<int>(php::intval(one["status"]));
  return 0;
}

OnlineCheck::OnlineCheck(loop::Loop& loop, const loop::Resolver& resolver, const Surroundings& around,
                         std::function<std::string()> url)
    : loop_(loop), resolver_(resolver), around_(around), url_(std::move(url)), minute_(loop) {}

void OnlineCheck::look() {
  if (script_ != nullptr) return;
  bool any = around_.setup.flag("backend.online_check");
  if (any) {
    const auto rows = around_.database.execute("select * from live_data where status = 1");
    any = rows && !rows->rows.empty();
  }
  if (!any) return minute_.stop();
  if (!minute_.running()) minute_.at((loop_.now() / minute + 1) * minute, [this] { begin(); });
}

void OnlineCheck::stop() {
  minute_.stop();
  call_.reset();
  script_.reset();
}

void OnlineCheck::begin() {
  script_ =
      std::make_unique<Script>(around_.setup, around_.database, around_.log, around_.random, loop_.now());
  rooms_.clear();
  place_ = 0;
  if (script_->connect())
    if (const auto rows = Dao(*script_).online())
      for (std::size_t row = 0; row < rows->rows.size(); ++row)
        rooms_.push_back({rows->at(row, "stream_id").value_or(""),
                          static_cast<int>(php::intval(rows->at(row, "check_status")))});
  ask_next();
}

void OnlineCheck::ask_next() {
  if (place_ == rooms_.size()) {
    script_.reset();
    return look();
  }
  const std::int64_t t = script_->time();
  // Several addresses may be given, with '#' between; each call picks one.
  const auto urls = split(url_(), '#');
  call::HttpRequest request;
  request.url = fmt::format("{}?cmd={}&interface=Live_Channel_GetStatus&Param.s.channel_id={}&t={}&sign={}",
                            urls[around_.random.below(urls.size())], around_.setup.text("backend.APP_ID"),
                            rooms_[place_].stream, t,
                            sign::callback_sign(around_.setup.text("backend.CALL_BACK_KEY"), t));
  request.headers.add("Accept", "*/*");
  call::HttpTerms terms;
  terms.whole = static_cast<Millis>(around_.setup.number("backend.LIVE_WEBSERVICE.TIMEOUT"));
  terms.connect = terms.silence = std::max<Millis>(terms.whole, 1);
  terms.most_body = most_answer;
  terms.system_names = true;
  call_ = std::make_unique<call::HttpCall>(loop_, resolver_, nullptr, std::move(request), terms);
  call_->start([this](const call::HttpResult& result) { answered(result); });
}

void OnlineCheck::answered(const call::HttpResult& result) {
  const Room room = rooms_[place_++];
  std::string why = "packReqSend failed |" + printable(result.detail);
  const auto status = result.answered() ? stream_status(as_text(result.body), why) : std::optional<int>();
  if (!status)
    script_->error("component", proxy_place, why);
  else if (*status != 1 && !count(room.stream, room.check_status))
    place_ = rooms_.size();
  ask_next();
}

bool OnlineCheck::count(const std::string& stream, int check_status) {
  const bool over = check_status >= last_check;
  if (!Dao(*script_).set_check(stream, over ? 0 : 1, over ? 0 : check_status + 1)) return true;
  // The UPDATE goes the way of a SELECT, whose result PHP 8 does not forgive: done, and dead.
  return !script_->php8();
}

}  // namespace faultcast::backend
