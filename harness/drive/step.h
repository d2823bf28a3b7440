#pragma once
// One act of a scenario: a word in the file, a row here, a file of its own. Steps run one after the other on
// the stage's loop; what a step leaves running (a push that is kept) is waited for at the end.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/callback.h"
#include "drive/client_log.h"
#include "loop/resolver.h"
#include "loop/tls.h"
#include "scenario/scenario.h"
#include "setup/setup.h"

namespace faultcast::drive {

/// What steps work with. All of it is the stage's and outlives them.
struct Props {
  loop::Loop& loop;
  const setup::Setup& setup;
  const loop::Resolver& resolver;
  ClientLog& log;
  const loop::TlsClient* tls;  ///< what the app believes of https servers
  std::map<std::string, std::string>&
      memory;  ///< what one step of the app leaves for the next: access_url, path
  std::string media_folder;
  std::uint64_t seed = 0;
  /// Changes a setting of the running stage, as the console would.
  std::function<Result<void>(std::string_view path, const json::Value& to)> change_setup;
  /// ${http}, ${backend} and settings in a text replaced, as they are now.
  std::function<std::string(std::string_view text)> expand;
  /// The exchange that triggered the step under exec and serve, and a field of it; none in run.
  std::function<std::optional<std::string>(std::string_view field)> trigger;
};

/// A step at work. Destroying it ends what it does.
class RunningStep {
 public:
  RunningStep() = default;
  RunningStep(const RunningStep&) = delete;
  RunningStep& operator=(const RunningStep&) = delete;
  virtual ~RunningStep() = default;
  /// `next`: the following step may start; `ended`: nothing of this one runs any more. Each called once, from
  /// the loop, not before start() has returned.
  virtual void start(Callback<void(Result<void>)> next, Callback<void()> ended) = 0;
};

struct StepKind {
  scenario::StepWord word;
  std::unique_ptr<RunningStep> (*make)(const Props& props, const json::Value& arguments);
};
/// Every step there is.
const std::vector<StepKind>& step_kinds();
const StepKind* step_kind(std::string_view verb);

}  // namespace faultcast::drive
