#pragma once
// A running Setup and scenario: builds the fakes on one loop, the only one that knows them all. start()
// starts, the destructor stops. Several stages may run in one process; they share nothing but read-only
// tables.

#include <map>
#include <memory>
#include <string>

#include "backend/online_check.h"
#include "backend/service.h"
#include "callback/made_up.h"
#include "callback/sender.h"
#include "cdn/service.h"
#include "cos_legacy/service.h"
#include "cos_v4/service.h"
#include "drive/script.h"
#include "fault/faults.h"
#include "front/front.h"
#include "journal/journal.h"
#include "judge/observation.h"
#include "live/ingest.h"
#include "live_api/service.h"
#include "play/flv_service.h"
#include "record/vod.h"
#include "scenario/scenario.h"
#include "setup/setup.h"
#include "state/live.h"

namespace faultcast::stage {

struct Options {
  std::string listen = "127.0.0.1";
  std::uint16_t rtmp_port = 0, http_port = 0, https_port = 0;  ///< 0: a free one
  bool with_backend = true;                                    ///< play the business backend too
  std::string backend_log;  ///< folder for its log files; empty: in memory only
  std::string data_folder;  ///< where objects are kept across restarts; empty: nowhere
  /// Virtual time from this moment on; none: the machine's clock, with offset and scale.
  std::optional<Millis> virtual_start;
  Millis clock_offset = 0;
  double time_scale = 1.0;
  std::uint64_t seed = 1;
  std::string media_folder;
  std::string journal_file;
  journal::Limits journal_limits;
  std::function<void(const journal::Entry&)> on_exchange;  ///< called on the loop's thread
};

class Stage {
 public:
  /// `setup`: what the parties are set to before a scenario changes anything.
  /// The error of a port that cannot be taken begins with what it is for: "http: port 19380 …".
  static Result<std::unique_ptr<Stage>> start(const setup::Setup& setup, const Options& options);
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  // From any thread but the loop's.
  /// Brings one side of a scenario about: its changes, its faults, and (with `console_steps`) its steps of
  /// the console, each when its `after` comes. States are emptied as by reset().
  Result<void> enter(const scenario::Scenario& scenario, scenario::SideName side, bool console_steps);
  /// Back to the setup of the start.
  void leave();
  /// Fresh copies: the setup as after enter(), empty states, no connections, an empty journal.
  void reset();
  /// Changes settings, all or none; null unsets. Running pushes feel it.
  Result<void> patch(const std::vector<std::pair<std::string, json::Value>>& changes);
  [[nodiscard]] setup::Setup setup();
  /// Plays steps; `done` comes on the loop's thread when nothing of them runs any more.
  void play(const std::vector<scenario::Step>& steps, Callback<void(Result<void>)> done);

  [[nodiscard]] const std::map<std::string, std::uint16_t>& ports() const { return ports_; }
  /// The address of a fake for clients: "rtmp" -> rtmp://127.0.0.1:1935. None for a name that is no fake.
  [[nodiscard]] std::optional<std::string> address(std::string_view name) const;
  [[nodiscard]] journal::Journal& journal() { return journal_; }
  [[nodiscard]] const drive::ClientLog& client_log() const { return client_log_; }
  [[nodiscard]] Millis now() const { return loop_.now(); }
  [[nodiscard]] bool in_virtual_time() const { return loop_.virtual_time(); }
  [[nodiscard]] std::size_t open_connections();

  /// An uploaded object, for people.
  struct StoredObject {
    std::string store, bucket, key;  ///< store: "main" (v4), "legacy"
    std::uint64_t size = 0;
    std::string sha1;
    Millis modified = 0;
  };
  [[nodiscard]] std::vector<StoredObject> objects();
  /// Its content; null if there is none. May be read on any thread.
  [[nodiscard]] std::shared_ptr<const store::Blob> object(const std::string& store, const std::string& bucket,
                                                          const std::string& key);
  /// Callbacks, those that are over and those under way. Any thread but the loop's.
  [[nodiscard]] std::vector<callback::Delivery> callbacks();
  /// Both come back when the queue on disk has it, if there is one.
  Result<std::vector<std::uint64_t>> send_callback(const callback::MadeUp& wish);
  Result<std::uint64_t> resend_callback(std::uint64_t id);
  /// All that was seen so far: by the wire, the client, the backend, and the rows of its database. From the
  /// loop's thread.
  [[nodiscard]] std::vector<judge::Observation> observations() const;
  /// What the fakes saw. From any thread.
  [[nodiscard]] std::vector<judge::Observation> wire_observations() const;

 private:
  Stage(const setup::Setup& setup, const Options& options, std::unique_ptr<Clock> clock, ManualClock* manual);
  Result<void> open();
  Result<void> open_objects();
  Result<void> open_backend();
  Result<void> open_http();
  Result<void> open_callbacks();
  void route();
  void make_tls();
  void make_tls_client();
  const loop::TlsClient* cloud_tls();
  void settle(Result<void> outcome);
  [[nodiscard]] std::string local_address() const;
  [[nodiscard]] std::string expanded(std::string_view text) const;
  void restart_states();
  void setup_changed();
  Result<void> change(std::string_view path, const json::Value& to);
  void seen(const journal::Entry& entry);
  void on_live_event(const state::LiveEvent& event);
  void run_console_step(const scenario::Step& step, const journal::Entry& trigger);
  [[nodiscard]] drive::Props props();
  void observe_backend(std::vector<judge::Observation>& all) const;

  struct Waiting {
    scenario::Step step;
    std::uint64_t seen = 0;
    bool done = false;
  };

  Options options_;
  setup::Setup original_, entered_, setup_;
  std::vector<fault::FaultRule> rules_;
  fault::Faults faults_;
  state::Live live_state_;
  channel::Hub hub_;
  state::Cos cos_v4_state_, cos_legacy_state_;
  std::unique_ptr<store::Store> main_objects_, legacy_objects_;
  journal::Journal journal_;
  drive::ClientLog client_log_;
  loop::Resolver resolver_;
  std::map<std::string, std::uint16_t> ports_;
  std::unique_ptr<cos_v4::CosV4> cos_v4_;
  std::unique_ptr<cos_legacy::CosLegacy> cos_legacy_;
  std::unique_ptr<cdn::Cdn> cdn_;
  std::unique_ptr<record::Vod> vod_;
  std::unique_ptr<play::FlvService> play_;
  std::unique_ptr<live_api::LiveApi> live_api_;
  std::unique_ptr<database::Database> database_;
  backend::Log backend_log_;
  Random backend_random_;
  std::unique_ptr<backend::Backend> backend_;  ///< null: not played
  std::vector<Service*> services_;             ///< those above
  front::Router router_;
  std::shared_ptr<loop::TlsAuthority> authority_;
  std::unique_ptr<loop::TlsServer> tls_server_;
  std::unique_ptr<loop::TlsClient> tls_client_, cloud_tls_;
  std::map<std::string, std::string> app_memory_;
  loop::Loop loop_;  // from here on: things that live on the loop
  std::unique_ptr<record::Recorder> recorder_;
  std::unique_ptr<live::Ingest> ingest_;
  std::unique_ptr<callback::Sender> callback_;
  std::unique_ptr<front::Front> http_, https_;
  std::unique_ptr<backend::OnlineCheck> online_check_;
  std::unique_ptr<drive::Script> script_;
  Callback<void(Result<void>)> played_;  ///< told when nothing of the steps' effects is under way any more
  Millis settle_until_ = 0;
  std::uint64_t made_up_ = 0;
  std::unique_ptr<loop::Timer> settle_;
  std::vector<Waiting> waiting_;
  std::vector<std::unique_ptr<drive::Script>> console_scripts_;
};

}  // namespace faultcast::stage
