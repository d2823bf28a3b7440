#include "callback/sender.h"

#include <algorithm>

#include "base/text.h"
#include "callback/codes.h"
#include "callback/judge.h"
#include "sign/callback.h"

namespace faultcast::callback {

struct Sender::Work {
  Work(Delivery with, loop::Loop& loop) : delivery(std::move(with)), timer(loop) {}
  Delivery delivery;
  std::string body;  // of the attempt under way
  std::unique_ptr<call::HttpCall> call;
  fault::Applied applied;
  loop::Timer timer;
};

Sender::Sender(const Surroundings& around, std::unique_ptr<Ledger> ledger)
    : around_(around),
      behaviour_(Behaviour::of(around.setup)),
      ledger_(std::move(ledger)),
      pace_(around.loop),
      sweep_(around.loop) {
  if (!ledger_) return;
  last_id_ = ledger_->last_id();
  for (auto& delivery : ledger_->unfinished()) {
    // An attempt without an answer may have arrived or not: it is made again, and counts as the same one.
    if (!delivery.attempts.empty() && delivery.attempts.back().code.empty()) delivery.attempts.pop_back();
    delivery.state = Delivery::State::waiting;
    const std::uint64_t id = delivery.id;
    live_.emplace(id, std::make_unique<Work>(std::move(delivery), around_.loop));
    first_.push_back(id);
  }
  begin_first_attempts();
}

Sender::~Sender() = default;

void Sender::setup_changed() {
  behaviour_ = Behaviour::of(around_.setup);
}

void Sender::happened(const state::LiveEvent& happened) {
  const Event event = event_of(happened, behaviour_);
  if (behaviour_.end_before_start && event.type == EventType::began) {
    held_[event.stream].push_back(event);
    return;
  }
  send(event);
  if (event.type == EventType::ended && behaviour_.url.empty()) release(event.stream);
}

std::vector<std::uint64_t> Sender::send(const Event& event) {
  std::vector<std::uint64_t> ids;
  for (int i = 0; i < (behaviour_.twice ? 2 : 1); ++i) ids.push_back(enqueue(event));
  begin_first_attempts();
  return ids;
}

std::uint64_t Sender::enqueue(const Event& event) {
  Delivery delivery;
  delivery.id = ++last_id_;
  delivery.event = event;
  delivery.url = behaviour_.url;
  delivery.made = delivery.next = now();
  if (ledger_) ledger_->put(delivery);
  live_.emplace(delivery.id, std::make_unique<Work>(std::move(delivery), around_.loop));
  first_.push_back(last_id_);
  return last_id_;
}

void Sender::when_written(Callback<void()> done) {
  if (ledger_)
    ledger_->when_written(std::move(done));
  else
    done();
}

Result<std::uint64_t> Sender::resend(std::uint64_t id) {
  const auto found = live_.find(id);
  const auto past = std::find_if(over_.begin(), over_.end(), [&](const Delivery& d) { return d.id == id; });
  if (found == live_.end() && past == over_.end())
    return fail(fmt::format("there is no callback {}; faultcast callback list names those there are", id));
  const Event event = found == live_.end() ? past->event : found->second->delivery.event;
  const std::uint64_t made = enqueue(event);
  begin_first_attempts();
  return made;
}

void Sender::begin_first_attempts() {
  while (!first_.empty() && under_way_ < at_once) {
    const std::uint64_t id = first_.front();
    first_.pop_front();
    attempt(id);
  }
}

// Chooses t and signs, writes it down, and then posts.
void Sender::attempt(std::uint64_t id) {
  const auto at = live_.find(id);
  if (at == live_.end()) return;
  Work& work = *at->second;
  Delivery& delivery = work.delivery;
  ++under_way_;
  pace_.at_most(0);
  Attempt next;
  next.at = now();
  next.t = behaviour_.fixed_t && !delivery.attempts.empty() ? delivery.attempts.front().t
                                                            : (next.at + behaviour_.t_ahead) / 1000;
  next.sign = sign::callback_sign(behaviour_.api_key, next.t);
  delivery.attempts.push_back(next);
  delivery.state = Delivery::State::sending;
  if (ledger_)
    ledger_->put(delivery, [this, id] { post(id); });
  else
    work.timer.after(0, [this, id] { post(id); });
}

void Sender::post(std::uint64_t id) {
  const auto at = live_.find(id);
  if (at == live_.end()) return;
  Work& work = *at->second;
  Delivery& delivery = work.delivery;
  Attempt& attempt = delivery.attempts.back();
  const auto say = [&](std::string_view name, Text because) {
    Verdict verdict;
    verdict.code = &code(name);
    verdict.because = std::move(because);
    attempt_over(id, std::move(verdict), nullptr);
  };
  if (delivery.url.empty())
    return say("no_url", {"console.live.callback_url is empty", "console.live.callback_url 为空"});
  const auto url = around_.fill(delivery.url);
  if (!url) return say("no_url", {url.error().message, url.error().message});

  work.applied = faults_for(work);
  Event told = delivery.event;
  for (const auto& [rule, effect] : work.applied.effects)
    if (const auto* rewrite = std::get_if<fault::RewriteField>(&effect))
      told.fields[rewrite->name] = rewrite->to;
  work.body = body_of(told, attempt.t, behaviour_.api_key);
  if (work.applied.find<fault::CloseBeforeAnswer>().first != nullptr)
    return say("cut_by_fault",
               {"a fault of the scenario keeps this attempt from being made", "场景中的故障拦下了这次回调"});

  call::HttpRequest request;
  request.method = "POST";
  request.url = *url;
  request.headers.add("Content-Type", "application/json");
  request.headers.add("Connection", "close");
  request.body = Bytes(as_bytes(work.body).begin(), as_bytes(work.body).end());
  call::HttpTerms terms;
  terms.connect = terms.silence = terms.whole = behaviour_.answer_timeout;
  terms.most_body = most_answer;
  terms.system_names = true;
  const loop::TlsClient* tls = url->starts_with("https:") ? around_.tls() : nullptr;
  work.call =
      std::make_unique<call::HttpCall>(around_.loop, around_.resolver, tls, std::move(request), terms);
  work.call->start([this, id](const call::HttpResult& result) { answered(id, result); });
}

void Sender::answered(std::uint64_t id, const call::HttpResult& result) {
  const auto at = live_.find(id);
  if (at == live_.end()) return;
  Verdict verdict = judge(result, behaviour_.rules);
  if (const auto [forced, rule] = at->second->applied.find<fault::AnswerCode>(); forced != nullptr) {
    verdict = {};
    verdict.code = &code(forced->code.substr(forced->code.find(':') + 1));
    verdict.forced_by = *rule;
    verdict.because = {fmt::format("the scenario forces this outcome ('{}')", *rule),
                       fmt::format("场景强制给出该结果（“{}”）", *rule)};
  }
  attempt_over(id, std::move(verdict), &result);
}

void Sender::attempt_over(std::uint64_t id, Verdict verdict, const call::HttpResult* result) {
  constexpr std::size_t shown = 512;
  Work& work = *live_.at(id);
  Delivery& delivery = work.delivery;
  Attempt& attempt = delivery.attempts.back();
  attempt.code = verdict.code->name;
  attempt.because = verdict.because.en;
  if (result != nullptr && result->answered()) {
    attempt.status = result->head.status;
    attempt.answer = excerpt(as_text(result->body), shown);
  }
  const bool good = verdict.ok();
  const bool nowhere = attempt.code == "no_url";
  const bool spent = delivery.attempts.size() > static_cast<std::size_t>(behaviour_.retries);
  delivery.state = good               ? Delivery::State::delivered
                   : nowhere || spent ? Delivery::State::given_up
                                      : Delivery::State::waiting;
  delivery.next = now() + behaviour_.retry_pause;
  if (ledger_) ledger_->put(delivery);
  journal(work, std::move(verdict), result);
  --under_way_;
  if (work.call) done_calls_.push_back(std::move(work.call));  // it may be in the middle of telling us
  if (!sweep_.running()) sweep_.after(0, [this] { done_calls_.clear(); });
  const bool end_of_stream = delivery.event.type == EventType::ended;
  const std::string stream = delivery.event.stream;
  if (delivery.over())
    finish(id);
  else
    work.timer.after(behaviour_.retry_pause, [this, id] { this->attempt(id); });
  if (end_of_stream) release(stream);
  begin_first_attempts();
  if (under_way_ == 0) pace_.any();
}

void Sender::release(const std::string& stream) {
  const auto held = held_.find(stream);
  if (held == held_.end()) return;
  const auto events = std::move(held->second);
  held_.erase(held);
  for (const auto& event : events) send(event);
}

void Sender::finish(std::uint64_t id) {
  const auto at = live_.find(id);
  over_.push_back(std::move(at->second->delivery));
  live_.erase(at);
  if (over_.size() > kept) over_.pop_front();
}

void Sender::clear() {
  for (auto& [id, work] : live_) {
    work->delivery.state = Delivery::State::given_up;
    if (ledger_) ledger_->put(work->delivery);
  }
  live_.clear();
  first_.clear();
  held_.clear();
  over_.clear();
  done_calls_.clear();
  under_way_ = 0;
  pace_.any();
}

std::vector<Delivery> Sender::deliveries() const {
  std::vector<Delivery> all(over_.begin(), over_.end());
  for (const auto& [id, work] : live_) all.push_back(work->delivery);
  std::sort(all.begin(), all.end(), [](const Delivery& a, const Delivery& b) { return a.id < b.id; });
  return all;
}

Exchange Sender::exchange_of(const Work& work) const {
  const Delivery& delivery = work.delivery;
  const Attempt& attempt = delivery.attempts.back();
  Exchange seen;
  seen.service = "callback";
  seen.op = op_of(delivery.event.type);
  seen.at = attempt.at;
  seen.took = now() - attempt.at;
  seen.fields = {{"delivery", std::to_string(delivery.id)},
                 {"event_type", std::to_string(static_cast<int>(delivery.event.type))},
                 {"stream", printable(delivery.event.stream)},
                 {"attempt", std::to_string(delivery.attempts.size())},
                 {"url", printable(delivery.url)},
                 {"t", std::to_string(attempt.t)},
                 {"sign", attempt.sign}};
  for (const char* name : {"file_format", "video_id", "errcode", "duration"})
    if (const auto at = delivery.event.fields.find(name); at != delivery.event.fields.end())
      seen.fields.emplace_back(name, at->is_string() ? printable(at->get<std::string>()) : at->dump());
  return seen;
}

fault::Applied Sender::faults_for(const Work& work) const {
  if (around_.faults.empty()) return {};
  const Exchange exchange = exchange_of(work);
  return around_.faults.take("callback", exchange.op,
                             [&](std::string_view name) { return exchange.field(name); });
}

void Sender::journal(const Work& work, Verdict verdict, const call::HttpResult* result) const {
  const Delivery& delivery = work.delivery;
  Exchange seen = exchange_of(work);
  seen.verdict = std::move(verdict);
  seen.rules = work.applied.rules();
  seen.request = keep(as_bytes(work.body));
  if (result != nullptr) {
    if (work.call) seen.peer = work.call->peer();
    if (result->answered()) seen.fields.emplace_back("status", std::to_string(result->head.status));
    seen.fields.emplace_back("answer", delivery.attempts.back().answer);
    seen.answer = keep(result->body);
  }
  const bool again = delivery.state == Delivery::State::waiting;
  seen.fields.emplace_back("next", again ? "again in " + spoken_duration(behaviour_.retry_pause)
                                         : std::string(word_of(delivery.state)));
  around_.observer.saw(std::move(seen));
}

}  // namespace faultcast::callback
