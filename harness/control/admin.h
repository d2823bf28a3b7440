#pragma once
// The admin API: JSON over HTTP under /__admin/ on a port of its own, for tests and tools. Runs on threads of
// its own and enters the stage only by its public door. Never opened to other hosts by --lan; with a token it
// may be.
//
// clang-format off
//   GET   /__admin/health                      {"status":"ok",…}
//   GET   /__admin/exchanges?since=&limit=     newer than `since`, oldest first; wait=MS: long poll, at most 30 s
//   GET   /__admin/exchanges/ID                one
//   GET   /__admin/exchanges/ID/explain        why, in words; lang=zh|en
//   GET   /__admin/scenario                    what is in force
//   PUT   /__admin/scenario                    {"id":…} another one, its console side; null: none
//   GET   /__admin/setup                       secrets masked
//   PATCH /__admin/setup                       {"PATH": value}, all or none; null unsets
//   GET   /__admin/objects                     what was uploaded
//   GET   /__admin/objects/content             ?store=&bucket=&key=: the bytes of one
//   GET   /__admin/callbacks                   events on their way and those that are over, with every attempt
//   POST  /__admin/callbacks                   {"event":…}: one that nothing brought about
//   POST  /__admin/callbacks/ID/resend         one once more
//   POST  /__admin/reset                       fresh setup, empty states and journal
//   POST  /__admin/shutdown
// clang-format on

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "scenario/scenario.h"
#include "stage/stage.h"

namespace faultcast::control {

struct AdminOptions {
  std::string listen = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: a free one
  std::string token;       ///< if not empty, every request needs "Authorization: Bearer TOKEN"
  std::string version;
  std::function<void()> shutdown;  ///< called once the answer to /shutdown is on its way
  /// Finds a scenario by its name, when one is asked for: nothing is read from disk before. The sentence of
  /// an error goes to whoever asked.
  std::function<Result<scenario::Scenario>(const std::string& name)> find_scenario;
};

class Admin {
 public:
  /// `stage` outlives it. `current`: id of the scenario already entered, may be empty.
  static Result<std::unique_ptr<Admin>> start(stage::Stage& stage, std::string current,
                                              const AdminOptions& options);
  /// Stops; open requests are ended.
  ~Admin();
  Admin(const Admin&) = delete;
  Admin& operator=(const Admin&) = delete;
  [[nodiscard]] std::uint16_t port() const;

 private:
  struct Server;
  explicit Admin(std::unique_ptr<Server> server);
  std::unique_ptr<Server> server_;
};

}  // namespace faultcast::control
