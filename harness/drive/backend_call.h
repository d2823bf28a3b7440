#pragma once
// A question of the reference app to its business backend: POST of a JSON body to client.kHttpServerAddr,
// with the demo app's time limits and log lines. (Backend reference, 10)

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "call/http_call.h"
#include "drive/step.h"

namespace faultcast::drive {

/// What came of it.
struct BackendAnswer {
  /// returnValue; -1: the answer is no JSON (a page of HTTP 500), -10003: there is no answer.
  int code = 0;
  std::string message;  ///< returnMsg, or what the system says
  nlohmann::ordered_json data;
  [[nodiscard]] bool ok() const { return code == 0; }
};

class BackendCall {
 public:
  /// Volley's: 10 s, then once more with twice the time.
  static constexpr Millis first_patience = 10'000;
  static constexpr int attempts = 2;

  explicit BackendCall(const Props& props) : props_(props) {}
  /// `done` once, from the loop; the call may be destroyed or started again there.
  void start(nlohmann::ordered_json body, Callback<void(BackendAnswer)> done);

 private:
  void attempt();
  void answered(const call::HttpResult& result);
  void log(const std::string& text) const;
  void finish(BackendAnswer answer);

  Props props_;
  std::string body_;
  int attempt_ = 0;
  std::unique_ptr<call::HttpCall> call_;
  Callback<void(BackendAnswer)> done_;
};

}  // namespace faultcast::drive
