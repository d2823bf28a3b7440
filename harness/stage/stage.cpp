#include "stage/stage.h"

#include <future>
#include <nlohmann/json.hpp>

#include "play/settings.h"
#include "setup/placeholder.h"
#include "stage/known.h"

namespace faultcast::stage {

namespace {

// The names under which a client reaches the push service; the wildcard answers for every bizid, right or
// wrong, as the real DNS does. Custom push domains are added from the setup.
constexpr const char* push_hosts[] = {"*.livepush.myqcloud.com", "*.livepush2.myqcloud.com"};
// The names of the object store and of downloads, likewise.
constexpr const char* object_hosts[] = {"*.file.myqcloud.com", "*.myqcloud.com"};
// The live HTTP API: control, statistics.
constexpr const char* live_api_hosts[] = {"fcgi.video.qcloud.com", "statcgi.video.qcloud.com"};
constexpr std::uint16_t plain_port = 80, secure_port = 443;
constexpr Millis longest_settling = 3600 * 1000;

}  // namespace

Stage::Stage(const setup::Setup& setup, const Options& options, std::unique_ptr<Clock> clock,
             ManualClock* manual)
    : options_(options),
      original_(setup),
      entered_(setup),
      setup_(setup),
      faults_(options.seed),
      cos_v4_state_(options.seed + 1),
      cos_legacy_state_(options.seed + 2),
      journal_(options.journal_limits),
      backend_random_(options.seed + 3),
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
    settle_.reset();
    online_check_.reset();
    if (ingest_) ingest_->end_all();
    ingest_.reset();
    callback_.reset();
    for (auto* front : {&http_, &https_}) {
      if (*front) (*front)->end_all();
      front->reset();
    }
    recorder_.reset();
  });
}

Result<void> Stage::open() {
  const state::LiveEvents events = [this](const state::LiveEvent& event) { on_live_event(event); };
  recorder_ = std::make_unique<record::Recorder>(
      record::Surroundings{loop_, setup_, hub_, journal_, options_.seed + 4, events});
  auto ingest =
      live::Ingest::start({loop_, setup_, live_state_, faults_, journal_, options_.seed, events, &hub_},
                          {options_.listen, options_.rtmp_port});
  hub_.set_rules(play::rules_of(setup_));
  if (!ingest) return fail(ingest.error().within("rtmp"));
  ingest_ = std::move(*ingest);
  ports_["rtmp"] = ingest_->at().port;
  if (auto objects = open_objects(); !objects) return objects;
  if (auto backend = open_backend(); !backend) return backend;
  if (auto http = open_http(); !http) return http;
  return open_callbacks();
}

// After the ports, whose addresses a callback URL may name.
Result<void> Stage::open_callbacks() {
  std::unique_ptr<callback::Ledger> ledger;
  if (!options_.journal_file.empty()) {
    auto opened = callback::Ledger::open(options_.journal_file, loop_);
    if (!opened) return fail(opened.error());
    ledger = std::move(*opened);
  }
  const auto fill = [this](const std::string& url) {
    return setup::expand(url, setup_, [this](std::string_view name) { return address(name); });
  };
  callback_ =
      std::make_unique<callback::Sender>(callback::Surroundings{loop_, setup_, faults_, journal_, resolver_,
                                                                [this] { return cloud_tls(); }, fill},
                                         std::move(ledger));
  return {};
}

// Whom the cloud's own requests believe: the machine's authorities, and ours, whose servers stand in for real
// ones.
const loop::TlsClient* Stage::cloud_tls() {
  if (!cloud_tls_) {
    loop::TlsClient::Settings settings;
    settings.authorities = {authority_->pem()};
    settings.machines_authorities = !loop_.virtual_time();
    if (auto made = loop::TlsClient::make(settings)) cloud_tls_ = std::move(*made);
  }
  return cloud_tls_.get();
}

Result<void> Stage::open_objects() {
  for (auto [objects, folder] : {std::pair{&main_objects_, "main"}, std::pair{&legacy_objects_, "legacy"}}) {
    if (options_.data_folder.empty()) {
      *objects = std::make_unique<store::Store>();
      continue;
    }
    auto kept = store::Store::open(options_.data_folder + "/" + folder);
    if (!kept) return fail(kept.error());
    *objects = std::move(*kept);
  }
  cos_v4_ = std::make_unique<cos_v4::CosV4>(cos::Surroundings{setup_, *main_objects_, cos_v4_state_});
  cos_legacy_ =
      std::make_unique<cos_legacy::CosLegacy>(cos::Surroundings{setup_, *legacy_objects_, cos_legacy_state_});
  cdn_ = std::make_unique<cdn::Cdn>(cdn::Surroundings{setup_, *main_objects_, *legacy_objects_});
  live_api_ = std::make_unique<live_api::LiveApi>(live_api::Surroundings{
      setup_, live_state_,
      [this](const std::string& stream, bool forbidden) { ingest_->cut(stream, forbidden); }});
  vod_ = std::make_unique<record::Vod>(*recorder_);
  play_ = std::make_unique<play::FlvService>(setup_, hub_);
  services_ = {cos_v4_.get(), cos_legacy_.get(), cdn_.get(), live_api_.get(), vod_.get(), play_.get()};
  return {};
}

Result<void> Stage::open_backend() {
  if (auto schema = database::Database::check(setup_); !schema) return schema;
  if (!options_.with_backend) return {};
  if (!options_.backend_log.empty())
    if (auto log = backend_log_.write_to(options_.backend_log); !log) return log;
  database_ = std::make_unique<database::Database>(setup_);
  backend_ = std::make_unique<backend::Backend>(backend::Surroundings{
      setup_, *database_, backend_log_, backend_random_, [this] { online_check_->look(); }});
  online_check_ = std::make_unique<backend::OnlineCheck>(loop_, resolver_, backend_->around(), [this] {
    return expanded(setup_.text("backend.LIVE_WEBSERVICE.URL"));
  });
  services_.push_back(backend_.get());
  return {};
}

Result<void> Stage::open_http() {
  authority_ = std::make_shared<loop::TlsAuthority>(loop_.now());
  make_tls();
  front::Surroundings around{loop_, setup_, faults_, journal_, router_};
  auto plain = front::Front::start(around, {options_.listen, options_.http_port});
  if (!plain) return fail(plain.error().within("http"));
  http_ = std::move(*plain);
  ports_["http"] = http_->at().port;
  around.tls = [this]() -> loop::TlsServer& { return *tls_server_; };
  auto secure = front::Front::start(around, {options_.listen, options_.https_port});
  if (!secure) return fail(secure.error().within("https"));
  https_ = std::move(*secure);
  ports_["https"] = https_->at().port;
  route();
  return {};
}

// Which name leads where: for clients that reach us, and for the reference app.
void Stage::route() {
  router_ = {};
  for (auto& host : cos_v4_->hosts()) router_.name(std::move(host), *cos_v4_);
  router_.name(std::string(cos_legacy::CosLegacy::host), *cos_legacy_);
  for (const char* host : live_api_hosts) router_.name(host, *live_api_);
  for (const char* host : record::Vod::hosts) router_.name(host, *vod_);
  router_.name(play::FlvService::host, *play_);
  for (const char* host : object_hosts) router_.name(host, *cdn_);
  router_.prefix("/common_access", *live_api_);
  router_.prefix(std::string(cos_legacy_->prefix()), *cos_legacy_);
  router_.prefix(play::FlvService::prefix, *play_);
  router_.prefix(std::string(cos_v4_->prefix()), *cos_v4_);
  router_.prefix(std::string(cos_v4_->prefix()), *cos_v4_, "/.file.myqcloud.com");

  if (backend_) {
    router_.prefix(std::string(backend::Backend::interface_path), *backend_);
    router_.prefix(std::string(backend::Backend::callback_prefix), *backend_);
  }

  resolver_ = {};
  const auto here = [this](const char* name) { return loop::Endpoint{local_address(), ports_.at(name)}; };
  for (const char* host : push_hosts) resolver_.add(host, here("rtmp"));
  for (const auto& id : setup_.keys("console.live.push_domains"))
    resolver_.add(setup_.text("console.live.push_domains." + id), here("rtmp"));
  for (const char* host : live_api_hosts) resolver_.add(host, here("http"), plain_port);
  for (const char* host : object_hosts) {
    resolver_.add(host, here("http"), plain_port);
    resolver_.add(host, here("https"), secure_port);
  }
}

void Stage::make_tls() {
  loop::TlsServer::Settings server;
  server.names = {
      "*.myqcloud.com",          "*.file.myqcloud.com", "*.vod.myqcloud.com", "*.vod2.myqcloud.com",
      "*.liveplay.myqcloud.com", "localhost",           "127.0.0.1",          "::1"};
  const std::string kind = setup_.text("console.http.certificate");
  server.certificate = kind == "expired"      ? loop::TlsServer::Certificate::expired
                       : kind == "wrong_name" ? loop::TlsServer::Certificate::wrong_name
                                              : loop::TlsServer::Certificate::good;
  tls_server_ = std::make_unique<loop::TlsServer>(authority_, server);
}

// What the reference app believes, made when it is about to act.
void Stage::make_tls_client() {
  loop::TlsClient::Settings client;
  if (setup_.flag("client.trusts_faultcast")) client.authorities = {authority_->pem()};
  auto made = loop::TlsClient::make(client);
  tls_client_ = made ? std::move(*made) : nullptr;
}

std::string Stage::local_address() const {
  return options_.listen == "0.0.0.0" ? "127.0.0.1" : options_.listen;
}

std::optional<std::string> Stage::address(std::string_view name) const {
  if (name == "backend" && !backend_) return std::nullopt;
  if (name == "backend") name = "http";  // it answers there
  const auto at = ports_.find(std::string(name));
  if (at == ports_.end()) return std::nullopt;
  return fmt::format("{}://{}:{}", name, local_address(), at->second);
}

std::string Stage::expanded(std::string_view text) const {
  return setup::expand(text, setup_, [this](std::string_view name) { return address(name); })
      .value_or(std::string(text));
}

Result<void> Stage::enter(const scenario::Scenario& scenario, scenario::SideName side, bool console_steps) {
  Result<void> result;
  loop_.call([&] {
    const auto names = [this](std::string_view name) { return address(name); };
    setup::Setup changed = original_;
    scenario::Side common;
    common.changes = scenario.given;
    auto given = scenario::apply(vocabulary(), common, changed, names);
    auto forced = given ? scenario::apply(vocabulary(), scenario.side(side), changed, names) : given;
    auto faults = forced ? scenario::expand(scenario.faults, changed, names) : forced;
    if (!faults) {
      result = fail(faults.error());
      return;
    }
    if (result = database::Database::check(changed); !result) return;
    entered_ = std::move(changed);
    rules_ = std::move(*faults);
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
  http_->end_all();
  https_->end_all();
  callback_->clear();
  console_scripts_.clear();
  waiting_.clear();
  recorder_->clear();
  setup_ = entered_;
  live_state_ = {};
  cos_v4_state_ = state::Cos(options_.seed + 1);
  cos_legacy_state_ = state::Cos(options_.seed + 2);
  // What is kept across restarts is kept across this too.
  if (options_.data_folder.empty()) {
    main_objects_->clear();
    legacy_objects_->clear();
  }
  if (backend_) {
    online_check_->stop();
    database_->clear();
    backend_log_.clear();
    backend_random_ = Random(options_.seed + 3);
  }
  app_memory_.clear();
  faults_.set(rules_);
  journal_.clear();
  setup_changed();
}

void Stage::setup_changed() {
  ingest_->setup_changed();
  callback_->setup_changed();
  recorder_->setup_changed();
  hub_.set_rules(play::rules_of(setup_));
  for (Service* service : services_) service->setup_changed();
  if (online_check_) online_check_->look();
  make_tls();
  route();
  http_->setup_changed();
  https_->setup_changed();
}

Result<void> Stage::change(std::string_view path, const json::Value& to) {
  setup::Setup copy = setup_;
  auto changed = to.is_null() ? copy.unset(path) : copy.set(path, to);
  if (changed) changed = database::Database::check(copy);
  if (!changed) return changed;
  setup_ = std::move(copy);
  setup_changed();
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
    if (result = database::Database::check(changed); !result) return;
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
  loop_.call([&] { count = ingest_->connections() + http_->connections() + https_->connections(); });
  return count;
}

std::vector<Stage::StoredObject> Stage::objects() {
  std::vector<StoredObject> all;
  loop_.call([&] {
    for (const auto& [name, objects] :
         {std::pair{"main", main_objects_.get()}, {"legacy", legacy_objects_.get()}})
      for (const auto& bucket : objects->buckets())
        for (const auto& [key, object] : objects->bucket(bucket).objects())
          all.push_back({name, bucket, key, object.content->size(), object.content->sha1(),
                         object.attributes.modified});
  });
  return all;
}

std::shared_ptr<const store::Blob> Stage::object(const std::string& store, const std::string& bucket,
                                                 const std::string& key) {
  std::shared_ptr<const store::Blob> content;
  loop_.call([&] {
    const auto& objects = store == "legacy" ? *legacy_objects_ : *main_objects_;
    if (const store::Object* found = objects.bucket(bucket).object(key)) content = found->content;
  });
  return content;
}

std::vector<callback::Delivery> Stage::callbacks() {
  std::vector<callback::Delivery> all;
  loop_.call([&] { all = callback_->deliveries(); });
  return all;
}

Result<std::vector<std::uint64_t>> Stage::send_callback(const callback::MadeUp& wish) {
  Result<std::vector<std::uint64_t>> ids;
  std::promise<void> written;
  loop_.call([&] {
    const auto event = callback::made_up_event(wish, setup_, callback_->now(), ++made_up_);
    if (event)
      ids = callback_->send(callback::event_of(*event, callback_->behaviour()));
    else
      ids = fail(event.error());
    callback_->when_written([&] { written.set_value(); });
  });
  written.get_future().wait();
  return ids;
}

Result<std::uint64_t> Stage::resend_callback(std::uint64_t id) {
  Result<std::uint64_t> made = 0;
  std::promise<void> written;
  loop_.call([&] {
    made = callback_->resend(id);
    callback_->when_written([&] { written.set_value(); });
  });
  written.get_future().wait();
  return made;
}

drive::Props Stage::props() {
  return {loop_,
          setup_,
          resolver_,
          client_log_,
          tls_client_.get(),
          app_memory_,
          options_.media_folder,
          options_.seed,
          [this](std::string_view path, const json::Value& to) { return change(path, to); },
          [this](std::string_view text) { return expanded(text); },
          {}};
}

void Stage::play(const std::vector<scenario::Step>& steps, Callback<void(Result<void>)> done) {
  loop_.call([&] {
    make_tls_client();
    script_ = std::make_unique<drive::Script>(props());
    played_ = std::move(done);
    script_->play(steps, [this](Result<void> outcome) {
      settle_until_ = loop_.now() + longest_settling;
      settle(std::move(outcome));
    });
  });
}

// What steps set off goes on after them: a callback is tried again a minute later. In virtual time that costs
// nothing.
void Stage::settle(Result<void> outcome) {
  constexpr Millis look_again = 500;
  const bool idle = callback_->idle() && recorder_->idle();
  if (!loop_.virtual_time() || idle || loop_.now() >= settle_until_) {
    std::exchange(played_, {})(std::move(outcome));
    return;
  }
  settle_ = std::make_unique<loop::Timer>(loop_);
  settle_->after(look_again, [this, outcome = std::move(outcome)] { settle(outcome); });
}

void Stage::seen(const journal::Entry& entry) {
  const std::string what = waiting_.empty() ? std::string() : entry->service + "." + entry->op;
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    Waiting& one = waiting_[i];
    if (one.done || !one.step.after || one.step.after->wire != what || ++one.seen < one.step.after->count)
      continue;
    one.done = true;
    run_console_step(one.step, entry);
  }
  if (options_.on_exchange) options_.on_exchange(entry);
}

// Whoever wants to know of what happens in the live service.
void Stage::on_live_event(const state::LiveEvent& event) {
  recorder_->on_event(event);
  if (callback_) callback_->happened(event);
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

void Stage::observe_backend(std::vector<judge::Observation>& all) const {
  for (const auto& line : backend_log_.lines())
    all.push_back({"backend", "log", {{"text", line.text}, {"file", line.file}}});
  for (const auto& entry : journal_.since(0)) {
    if (entry->service != "backend") continue;
    judge::Observation seen = judge::observe(*entry);
    seen.observer = "backend";
    seen.what = "answer";
    all.push_back(std::move(seen));
  }
  for (const auto& table : database_->tables()) {
    const auto rows = database_->all(table);
    for (const auto& row : rows.rows) {
      judge::Observation seen{"row", table, {}};
      for (std::size_t i = 0; i < row.size(); ++i)
        if (row[i]) seen.fields.emplace_back(rows.columns[i], *row[i]);
      all.push_back(std::move(seen));
    }
  }
}

std::vector<judge::Observation> Stage::wire_observations() const {
  std::vector<judge::Observation> all;
  for (const auto& entry : journal_.since(0)) all.push_back(judge::observe(*entry));
  return all;
}

std::vector<judge::Observation> Stage::observations() const {
  std::vector<judge::Observation> all = wire_observations();
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
  if (backend_) observe_backend(all);
  return all;
}

}  // namespace faultcast::stage
