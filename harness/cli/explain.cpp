// faultcast explain WHAT: an exchange of a running process or a journal file, a scenario, a code.
#include "explain/explain.h"

#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/admin_client.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/places.h"
#include "journal/journal.h"
#include "stage/known.h"

namespace faultcast::cli {

namespace {

using Json = nlohmann::ordered_json;

struct ExplainOptions {
  std::string what, journal;
  AdminClient admin;
  bool json = false;
  LangOption lang;
};

Result<std::string> fetch(const ExplainOptions& options, std::uint64_t id) {
  if (!options.journal.empty()) return journal::read_from_file(options.journal, id);
  return options.admin.get(fmt::format("/__admin/exchanges/{}", id), 5);
}

int explain_exchange_id(const ExplainOptions& options, std::uint64_t id) {
  const auto text = fetch(options, id);
  if (!text) {
    fmt::print(stderr, "{}\n", text.error().message);
    return exit_could_not_run;
  }
  const Json exchange = Json::parse(*text, nullptr, false);
  if (options.json) {
    fmt::print("{}\n", exchange.dump(2));
    return exit_good;
  }
  const auto words = explain::explain_exchange(exchange, stage::vocabulary().codes, options.lang.lang());
  if (!words) {
    fmt::print(stderr, "{}\n", words.error().message);
    return exit_could_not_run;
  }
  fmt::print("{}", *words);
  return exit_good;
}

int explain_it(const ExplainOptions& options) {
  if (const auto id = parse_unsigned(options.what); id && options.what.find('.') == std::string::npos)
    return explain_exchange_id(options, *id);
  const auto all = all_scenarios();
  if (!all) return exit_usage;
  const Lang lang = options.lang.lang();
  if (const Code* code = explain::find_code(stage::vocabulary().codes, options.what)) {
    if (options.json)
      fmt::print("{}\n", explain::code_json(*code, *all).dump(2));
    else
      fmt::print("{}", explain::explain_code(*code, *all, lang));
    return exit_good;
  }
  if (const auto decoded = explain::explain_request_id(options.what, lang)) {
    fmt::print("{}", *decoded);
    return exit_good;
  }
  const auto found = select(*all, {options.what});
  if (!found) return exit_usage;
  Json list = Json::array();
  for (const auto& one : *found) {
    if (options.json)
      list.push_back(explain::scenario_json(one));
    else
      fmt::print("{}", explain::explain_scenario(one, lang));
  }
  if (options.json) fmt::print("{}\n", list.dump(2));
  return exit_good;
}

}  // namespace

Command explain_command(CLI::App& root) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* app =
      root.add_subcommand("explain", "say why: an exchange by its number, a scenario, a code, a request id");
  app->add_option(
         "WHAT", options->what,
         "number of an exchange, scenario, code such as live:txsecret_wrong or -97 (after --), or request id")
      ->required();
  options->admin.add(*app);
  option(*app, "--journal", options->journal, "read a journal file instead");
  app->add_flag("--json", options->json, "print JSON");
  options->lang.add(*app);
  return {app, [options] { return explain_it(*options); }};
}

}  // namespace faultcast::cli
