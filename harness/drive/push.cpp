// {"push": {"user": "anchor01", "media": "demo.flv", "keep": true, "wrong": "query_lost"}}
#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "backend/push_url.h"
#include "base/text.h"
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
    {"old_url", nothing},           // made four hours before: see make_url
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
    const std::string url = make_url();
    first_ = client(url, "first");
    running_ = 1;
    first_->start(
        [this, url] {
          if (wrong_ == "second_publisher")
            start_second(url);
          else if (keep_)
            tell_next();
        },
        [this] { one_ended(); });
  }

 private:
  std::string make_url() {
    const Millis made_at = props_.loop.now() - (wrong_ == "old_url" ? four_hours : 0);
    auto url = backend::make_push_url(props_.setup, user_, made_at);
    for (const auto& act : wrong_acts)
      if (act.name == wrong_) act.spoil(url, plan_);
    return url.str();
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
      tell_next();
      ended_();
    });
  }

  void tell_next() {
    if (next_) std::exchange(next_, {})(Result<void>{});
  }

  Props props_;
  std::string user_, media_name_, wrong_;
  bool keep_;
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
  return {{"push",
           false,
           {{"user", json::Type::text, false, {}, "who pushes; default anchor01"},
            {"media", json::Type::text, false, {}, "an FLV file of the media folder; default demo.flv"},
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
