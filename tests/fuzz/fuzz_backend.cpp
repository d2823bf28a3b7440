// Whatever is posted to the backend: it answers a status that it has, a body that is JSON where the script
// lived and empty where it died; and only a recording that was accepted is in the table.

#include <nlohmann/json.hpp>

#include "backend/callback.h"

#include "backend/interface.h"
#include "backend/settings.h"
#include "base/bytes.h"
#include "database/settings.h"
#include "fuzz/require.h"
#include "service/settings.h"

using namespace faultcast;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const setup::Catalogue catalogue = [] {
    setup::Catalogue built;
    for (const auto* rows : {&common_settings(), &backend::settings(), &database::settings()})
      built.add(*rows);
    return built;
  }();
  if (size == 0) return 0;
  static setup::Setup setup(catalogue);
  static database::Database server(setup);
  static backend::Log log;
  static Random random(1);
  (void)setup.set("backend.php", json::Value((data[0] & 1) != 0 ? "8.2" : "5.6"));
  const auto body = as_text(ByteView{data + 1, size - 1});
  (void)server.execute(
      "REPLACE INTO live_data (userid, stream_id, play_url, hls_play_url) "
      "VALUES('tester','8888_tester','p','h')");
  for (const auto run : {&backend::run_callback, &backend::run_interface}) {
    backend::Script script(setup, server, log, random, 1795333058000);
    const backend::Outcome outcome = run(script, body);
    require(outcome.verdict.code != nullptr, "every outcome has a code");
    require(outcome.status == (script.dead() ? 500 : 200), "a script lives and answers 200, or dies of 500");
    require(outcome.body.empty() == (outcome.status == 500), "a dead script says nothing");
    if (outcome.status == 200) require(nlohmann::json::accept(outcome.body), "what a script answers is JSON");
    const bool stored = !server.all("tape_data").rows.empty();
    require(!stored || outcome.verdict.code->name == "accepted", "only what was accepted is stored");
    (void)server.execute("delete from tape_data");
  }
  server.clear();
  log.clear();
  return 0;
}
