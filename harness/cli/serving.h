#pragma once
// What serve and exec share: a stage with its admin API, the scenario entered, live lines printed.

#include <memory>
#include <string>
#include <vector>

#include "cli/options.h"
#include "control/admin.h"
#include "scenario/scenario.h"
#include "stage/stage.h"

namespace faultcast::cli {

class Serving {
 public:
  /// Prints what is wrong and sets `exit_code` if it cannot start. `scenario` may be null; else its console
  /// side is entered.
  static std::unique_ptr<Serving> start(const ServerOptions& server, const SetupOptions& setup, Lang lang,
                                        const scenario::Scenario* scenario, int& exit_code);

  /// {"ready":true,"pid":…,"scenario":…,"ports":{…}}
  [[nodiscard]] std::string ready_line() const;
  [[nodiscard]] stage::Stage& stage() { return *stage_; }
  [[nodiscard]] std::uint16_t admin_port() const { return admin_->port(); }

 private:
  Serving() = default;
  std::string scenario_;
  std::unique_ptr<stage::Stage> stage_;
  std::unique_ptr<control::Admin> admin_;  // after the stage, which it uses: destroyed before it
};

}  // namespace faultcast::cli
