#include "stage/stage.h"

#include <nlohmann/json.hpp>

#include "stage/known.h"

namespace faultcast::stage {

namespace {

// The names under which a client reaches the push service; the wildcard answers for every bizid, right or
// wrong, as the real DNS does. Custom push domains are added from the setup.
constexpr const char* push_hosts[] = {"*.livepush.myqcloud.com", "*.livepush2.myqcloud.com"};

}  // namespace

Stage::Stage(const setup::Setup& setup, const Options& options, std::unique_ptr<Clock> clock,
             ManualClock* manual)
    : options_(options),
      original_(setup),
      entered_(setup),
      setup_(setup),
      faults_(options.seed),
      journal_(options.journal_limits),
      loop_(std::move(clock), manual) {
  journal_.on_exchange([this](const journal::Entry& entry) { seen(entry); });
}

Result<std::unique_ptr<Stage>> Stage::start(const setup::Setup& setup, const Options& options) {
  ManualClock* manual = nullptr;
  std::unique_ptr<Clock> clock;
  if (options.virtual_start) {
    auto owned = std::make_unique<ManualClock>(*options.virtual_start);
    manual = owned.get();
    clock = std::move(owned);
  } else {
    clock = std::make_unique<SystemClock>(options.clock_offset, options.time_scale);
  }
  auto stage = std::unique_ptr<Stage>(new Stage(setup, options, std::move(clock), manual));
  if (!options.journal_file.empty())
    if (auto file = stage->journal_.write_to(options.journal_file); !file) return fail(file.error());
  Result<void> opened;
  stage->loop_.call([&] { opened = stage->open(); });
  if (!opened) return fail(opened.error());
  return stage;
}

Stage::~Stage() {
  loop_.call([this] {
    script_.reset();
    console_scripts_.clear();
    if (ingest_) ingest_->end_all();
    ingest_.reset();
  });
}

Result<void> Stage::open() {
  auto ingest = live::Ingest::start({loop_, setup_, live_state_, faults_, journal_, options_.seed},
                                    {options_.listen, options_.rtmp_port});
  if (!ingest) return fail(ingest.error());
  ingest_ = std::move(*ingest);
  ports_["rtmp"] = ingest_->at().port;
  const loop::Endpoint rtmp{options_.listen == "0.0.0.0" ? "127.0.0.1" : options_.listen, ingest_->at().port};
  for (const char* host : push_hosts) resolver_.add(host, rtmp);
  for (const auto& id : setup_.keys("console.live.push_domains"))
    resolver_.add(setup_.text("console.live.push_domains." + id), rtmp);
  return {};
}

std::optional<std::string> Stage::address(std::string_view name) const {
  const auto at = ports_.find(std::string(name));
  if (at == ports_.end()) return std::nullopt;
  return fmt::format("{}://{}:{}", name, options_.listen == "0.0.0.0" ? "127.0.0.1" : options_.listen,
                     at->second);
}

Result<void> Stage::enter(const scenario::Scenario& scenario, scenario::SideName side, bool console_steps) {
  Result<void> result;
  loop_.call([&] {
    setup::Setup changed = original_;
    auto forced = scenario::apply(vocabulary(), scenario.side(side), changed,
                                  [this](std::string_view name) { return address(name); });
    if (!forced) {
      result = fail(forced.error());
      return;
    }
    entered_ = std::move(changed);
    rules_ = scenario.faults;
    for (auto& rule : *forced) rules_.push_back(std::move(rule));
    restart_states();
    if (!console_steps) return;
    for (const auto& step : scenario.steps)
      if (drive::step_kind(step.verb)->word.of_console) {
        waiting_.push_back({step});
        if (!step.after) run_console_step(step, nullptr);
      }
  });
  return result;
}

void Stage::leave() {
  loop_.call([&] {
    entered_ = original_;
    rules_.clear();
    restart_states();
  });
}

void Stage::reset() {
  loop_.call([&] {
    auto waiting = std::move(waiting_);
    restart_states();
    for (auto& one : waiting) waiting_.push_back({std::move(one.step)});
  });
}

void Stage::restart_states() {
  ingest_->end_all();
  console_scripts_.clear();
  waiting_.clear();
  setup_ = entered_;
  live_state_ = {};
  faults_.set(rules_);
  journal_.clear();
  setup_changed();
}

void Stage::setup_changed() {
  ingest_->setup_changed();
}

Result<void> Stage::change(std::string_view path, const json::Value& to) {
  auto changed = to.is_null() ? setup_.unset(path) : setup_.set(path, to);
  if (changed) setup_changed();
  return changed;
}

Result<void> Stage::patch(const std::vector<std::pair<std::string, json::Value>>& changes) {
  Result<void> result;
  loop_.call([&] {
    setup::Setup changed = setup_;
    for (const auto& [path, to] : changes) {
      result = to.is_null() ? changed.unset(path) : changed.set(path, to);
      if (!result) return;
    }
    setup_ = std::move(changed);
    setup_changed();
  });
  return result;
}

setup::Setup Stage::setup() {
  setup::Setup copy = original_;
  loop_.call([&] { copy = setup_; });
  return copy;
}

std::size_t Stage::open_connections() {
  std::size_t count = 0;
  loop_.call([&] { count = ingest_->connections(); });
  return count;
}

drive::Props Stage::props() {
  return {loop_,
          setup_,
          resolver_,
          client_log_,
          options_.media_folder,
          options_.seed,
          [this](std::string_view path, const json::Value& to) { return change(path, to); },
          {}};
}

void Stage::play(const std::vector<scenario::Step>& steps, Callback<void(Result<void>)> done) {
  loop_.call([&] {
    script_ = std::make_unique<drive::Script>(props());
    script_->play(steps, std::move(done));
  });
}

void Stage::seen(const journal::Entry& entry) {
  const std::string what = entry->service + "." + entry->op;
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    Waiting& one = waiting_[i];
    if (one.done || !one.step.after || one.step.after->wire != what || ++one.seen < one.step.after->count)
      continue;
    one.done = true;
    run_console_step(one.step, entry);
  }
  if (options_.on_exchange) options_.on_exchange(entry);
}

void Stage::run_console_step(const scenario::Step& step, const journal::Entry& trigger) {
  drive::Props with = props();
  if (trigger)
    with.trigger = [trigger](std::string_view field) -> std::optional<std::string> {
      const std::string* value = trigger->field(field);
      return value == nullptr ? std::nullopt : std::optional(*value);
    };
  console_scripts_.push_back(std::make_unique<drive::Script>(with));
  console_scripts_.back()->play({step}, [](const Result<void>& result) {
    if (!result) fmt::print(stderr, "a step of the console failed: {}\n", result.error().message);
  });
}

std::vector<judge::Observation> Stage::observations() const {
  std::vector<judge::Observation> all;
  for (const auto& entry : journal_.since(0)) all.push_back(judge::observe(*entry));
  for (const auto& line : client_log_.lines()) {
    all.push_back({"client", "log", {{"text", line.text}, {"who", line.who}}});
    if (line.code != 0)
      all.push_back({"client",
                     "event",
                     {{"code", std::to_string(line.code)},
                      {"name", line.name},
                      {"who", line.who},
                      {"text", line.text}}});
  }
  return all;
}

}  // namespace faultcast::stage
