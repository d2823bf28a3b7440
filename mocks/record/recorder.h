#pragma once
// Records live streams: a Recording per push that asks for it, its files, and event 100 some time after each
// piece. Lives on the stage's loop. (Live service reference, 3.5 and 5)

#include <map>

#include "base/random.h"
#include "channel/channel.h"
#include "loop/loop.h"
#include "record/files.h"
#include "record/plan.h"
#include "service/exchange.h"
#include "state/live_events.h"

namespace faultcast::record {

/// What it works with; all of it the stage's, which outlives it.
struct Surroundings {
  loop::Loop& loop;
  const setup::Setup& setup;
  channel::Hub& hub;
  Observer& observer;
  std::uint64_t seed = 0;
  state::LiveEvents events = {};  ///< told of each RecordingMade
};

class Recording;

class Recorder {
 public:
  explicit Recorder(const Surroundings& around);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// A StreamStarted begins what its push asks for; its channel is open by then. Other events are not looked
  /// at.
  void on_event(const state::LiveEvent& event);
  void setup_changed();
  /// Forgets recordings, files and events that have not been told.
  void clear();
  [[nodiscard]] const Files& files() const { return files_; }
  [[nodiscard]] std::size_t running() const { return running_.size(); }
  /// Nothing is recorded, and nothing is left to be told.
  [[nodiscard]] bool idle() const { return running_.empty() && untold_.empty(); }

  // For its recordings.
  [[nodiscard]] const Behaviour& behaviour() const { return behaviour_; }
  [[nodiscard]] const Surroundings& around() const { return around_; }
  [[nodiscard]] const std::shared_ptr<store::Disk>& disk() const { return disk_; }
  /// The cloud's time.
  [[nodiscard]] Millis now() const { return around_.loop.now() + behaviour_.clock_ahead; }
  /// A line for the journal.
  [[nodiscard]] Exchange exchange(std::string_view op, const std::string& stream) const;
  /// A piece is whole: names it, keeps it, journals it, and tells of it later. `file`: none for HLS.
  void made(state::RecordingMade made, std::optional<StoredFile> file, std::uint64_t kept_out);
  void gone(const Recording& recording);

 private:
  void name(state::RecordingMade& made);
  void tell_due();

  Surroundings around_;
  Behaviour behaviour_;
  Random random_;
  std::shared_ptr<store::Disk> disk_;
  Files files_;
  std::vector<std::unique_ptr<Recording>> running_, dead_;
  loop::Timer bury_, tell_;
  std::multimap<Millis, state::RecordingMade> untold_;  ///< by the loop's time
};

/// What the address of an HLS playlist is answered: one sentence in two languages.
std::string_view hls_sentence();

}  // namespace faultcast::record
