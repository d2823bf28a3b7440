#pragma once
// The business backend as the app and the cloud reach it by HTTP: /interface.php and /callback/. It plays the
// stock PHP backend of 2017. (Backend reference, 1, 5, 9)

#include <functional>

#include "backend/log.h"
#include "base/random.h"
#include "database/database.h"
#include "service/service.h"
#include "setup/setup.h"

namespace faultcast::backend {

/// What it works with; all of it the stage's, which outlives it.
struct Surroundings {
  const setup::Setup& setup;
  database::Database& database;
  Log& log;
  Random& random;
  std::function<void()> worked = {};  ///< called after each script: rows may have changed
};

class Backend final : public Service {
 public:
  static constexpr std::string_view interface_path = "/interface.php", callback_prefix = "/callback/";
  static constexpr std::size_t most_body = 1024 * 1024;  ///< nginx's client_max_body_size

  explicit Backend(Surroundings around) : around_(std::move(around)) {}

  [[nodiscard]] std::string_view name() const override { return "backend"; }
  [[nodiscard]] const CodeTable& codes() const override;
  std::unique_ptr<Transaction> plan(const http::RequestHead& head, const Route& route) override;
  void setup_changed() override { around_.database.setup_changed(); }

  [[nodiscard]] const Surroundings& around() const { return around_; }

 private:
  Surroundings around_;
};

}  // namespace faultcast::backend
