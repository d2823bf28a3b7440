// {"push": {"user": "anchor01", "media": "demo.flv", "keep": true, "wrong": "query_lost"}}
#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "backend/push_url.h"
#include "base/text.h"
#include "drive/backend_call.h"
#include "drive/push_client.h"
#include "drive/steps.h"

namespace faultcast::drive {

namespace {

/// A wrong act of whoever handles the push URL between backend and wire.
struct WrongAct {
  std::string_view name;
  void (*spoil)(backend::PushUrl& url, PushPlan& plan);
};

void nothing(backend::PushUrl&, PushPlan&) {}

// The query from '&' on, or a parameter of it, changed in place; the rest stays byte for byte.
void replace_parameter(std::string& query, std::string_view name,
                       const std::function<std::string(std::string)>& by) {
  const auto at = query.find(std::string(name) + "=");
  if (at == std::string::npos) return;
  const auto from = at + name.size() + 1, to = std::min(query.find('&', from), query.size());
  query.replace(from, to - from, by(query.substr(from, to - from)));
}

constexpr Millis four_hours = 4 * 3600 * 1000;

const WrongAct wrong_acts[] = {
    {"query_lost", [](backend::PushUrl& url, PushPlan&) { url.query.clear(); }},
    {"unquoted_shell",
     [](backend::PushUrl& url, PushPlan&) { url.query = url.query.substr(0, url.query.find('&')); }},
    {"unsigned",
     [](backend::PushUrl& url, PushPlan&) { url.query = url.query.substr(0, url.query.find("&txSecret")); }},
    {"txtime_upper_case",
     [](backend::PushUrl& url, PushPlan&) {
       replace_parameter(url.query, "txTime", [](const std::string& value) { return upper(value); });
     }},
    {"old_url", nothing},           // kept for four hours: see PushStep::got_url
    {"second_publisher", nothing},  // the same URL pushed twice: see PushStep::start
    {"foreign_host", [](backend::PushUrl&, PushPlan& plan) { plan.tcurl_host = "live.example.com"; }},
};

std::string text_of(const json::Value& arguments, const char* name, const char* fallback) {
  const auto at = arguments.find(name);
  return at == arguments.end() ? fallback : at->get<std::string>();
}

class PushStep final : public RunningStep {
 public:
  PushStep(const Props& props, const json::Value& arguments)
      : props_(props),
        user_(text_of(arguments, "user", "anchor01")),
        media_name_(text_of(arguments, "media", "demo.flv")),
        wrong_(text_of(arguments, "wrong", "")),
        keep_(arguments.value("keep", false)),
        seconds_(std::min<std::uint64_t>(arguments.value("seconds", std::uint64_t{0}), most_seconds)),
        call_(props),
        later_(props.loop) {}

  void start(Callback<void(Result<void>)> next, Callback<void()> ended) override {
    next_ = std::move(next);
    ended_ = std::move(ended);
    auto media = media::read_flv(props_.media_folder + "/" + media_name_);
    if (!media) {
      later_.after(0, [this, error = media.error()] {
        next_(fail(error));
        ended_();
      });
      return;
    }
    media_ = std::move(*media);
    stretch();
    call_.start({{"Action", "RequestLVBAddr"},
                 {"userid", user_},
                 {"groupid", "@TGS#" + user_},
                 {"title", "live of " + user_},
                 {"userinfo", {{"nickname", user_}, {"headpic", ""}, {"frontcover", ""}, {"location", ""}}}},
                [this](const BackendAnswer& answer) { got_url(answer); });
  }

 private:
  /// The same pictures and sounds, further apart: a long push costs no more than a short one.
  void stretch() {
    if (seconds_ == 0 || media_.tags.empty() || media_.tags.back().timestamp == 0) return;
    const std::uint64_t length = media_.tags.back().timestamp;
    for (auto& tag : media_.tags)
      tag.timestamp = static_cast<std::uint32_t>(tag.timestamp * seconds_ * 1000 / length);
  }

  void got_url(const BackendAnswer& answer) {
    const auto given = answer.data.is_object() ? answer.data.find("pushurl") : answer.data.end();
    const bool there = answer.data.is_object() && given != answer.data.end() && given->is_string();
    auto url = there ? taken_apart(given->get<std::string>()) : std::nullopt;
    if (!answer.ok() || !url) {
      props_.log.add({props_.loop.now(), "app", 0, "",
                      fmt::format("拉取直播推流地址失败,Error:{}", answer.ok() ? -1 : answer.code)});
      tell_next();
      ended_();
      return;
    }
    for (const auto& act : wrong_acts)
      if (act.name == wrong_) act.spoil(*url, plan_);
    later_.after(wrong_ == "old_url" ? four_hours : 0, [this, text = url->str()] { push(text); });
  }

  /// rtmp://HOST/live/STREAM?QUERY
  static std::optional<backend::PushUrl> taken_apart(const std::string& text) {
    const auto parts = parse_rtmp_url(text);
    if (!parts || parts->app != "live") return std::nullopt;
    const auto mark = std::min(parts->name.find('?'), parts->name.size());
    backend::PushUrl url{parts->host, parts->name.substr(0, mark), {}};
    if (mark < parts->name.size()) url.query = parts->name.substr(mark + 1);
    return url;
  }

  void push(const std::string& url) {
    first_ = client(url, "first");
    running_ = 1;
    first_->start(
        [this, url] {
          if (first_->pushing()) report_status(0);
          if (wrong_ == "second_publisher")
            start_second(url);
          else if (keep_)
            tell_next();
        },
        [this] { one_ended(); });
  }

  /// 0: on air, 1: over. What was reported first is answered first.
  void report_status(int status) {
    if (asking_) {
      over_ = status == 1;
      return;
    }
    asking_ = reported_ = true;
    call_.start({{"Action", "ChangeStatus"}, {"userid", user_}, {"status", status}},
                [this, status](const BackendAnswer& answer) {
                  asking_ = false;
                  if (!answer.ok())
                    props_.log.add({props_.loop.now(), "app", 0, "",
                                    fmt::format("ChangeStatus fail, error code:{},msg:{}", answer.code,
                                                printable(answer.message))});
                  if (std::exchange(over_, false)) return report_status(1);
                  if (status == 1) finish();
                });
  }

  std::unique_ptr<PushClient> client(const std::string& url, const char* who) {
    PushPlan plan = plan_;
    plan.url = url;
    plan.who = who;
    return std::make_unique<PushClient>(props_.loop, props_.resolver, media_, props_.log, plan,
                                        props_.seed + ++seeds_);
  }

  void start_second(const std::string& url) {
    second_ = client(url, "second");
    ++running_;
    second_->start([] {}, [this] { one_ended(); });
  }

  void one_ended() {
    if (--running_ > 0) return;
    // The client that calls is still at work below us.
    later_.after(0, [this] {
      if (reported_)
        report_status(1);
      else
        finish();
    });
  }

  void finish() {
    tell_next();
    ended_();
  }

  void tell_next() {
    if (next_) std::exchange(next_, {})(Result<void>{});
  }

  Props props_;
  std::string user_, media_name_, wrong_;
  bool keep_;
  static constexpr std::uint64_t most_seconds = 86'400;
  std::uint64_t seconds_;  ///< 0: as long as the media is
  BackendCall call_;
  bool asking_ = false, reported_ = false, over_ = false;  ///< of ChangeStatus
  PushPlan plan_;
  media::FlvFile media_;
  std::unique_ptr<PushClient> first_, second_;
  int running_ = 0;
  std::uint64_t seeds_ = 0;
  Callback<void(Result<void>)> next_;
  Callback<void()> ended_;
  loop::Timer later_;
};

}  // namespace

StepKind push_step() {
  json::Field wrong{"wrong", json::Type::choice, false, {}, "a wrong act between backend and wire"};
  for (const auto& act : wrong_acts) wrong.allowed.push_back(act.name);
  return {
      {"push",
       false,
       {{"user", json::Type::text, false, {}, "who pushes; default anchor01"},
        {"media", json::Type::text, false, {}, "an FLV file of the media folder; default demo.flv"},
        {"seconds", json::Type::whole, false, {}, "how long it lasts; default: as long as the media does"},
        {"keep",
         json::Type::boolean,
         false,
         {},
         "go on with the next step as soon as pushing has begun or failed"},
        wrong}},
      [](const Props& props, const json::Value& arguments) -> std::unique_ptr<RunningStep> {
        return std::make_unique<PushStep>(props, arguments);
      }};
}

}  // namespace faultcast::drive
