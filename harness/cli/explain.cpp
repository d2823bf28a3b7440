// faultcast explain WHAT: an exchange of a running process or a journal file, a scenario, a code.
#include "explain/explain.h"

#include <fmt/core.h>
#include <httplib.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/places.h"
#include "journal/journal.h"
#include "stage/known.h"

namespace faultcast::cli {

namespace {

using Json = nlohmann::ordered_json;

struct ExplainOptions {
  std::string what, admin = "http://127.0.0.1:19390", token, journal;
  bool json = false;
  LangOption lang;
};

Result<std::string> fetch(const ExplainOptions& options, std::uint64_t id) {
  if (!options.journal.empty()) return journal::read_from_file(options.journal, id);
  httplib::Client client(options.admin);
  client.set_connection_timeout(2);
  client.set_read_timeout(5);
  if (!options.token.empty()) client.set_bearer_token_auth(options.token);
  const auto response = client.Get(fmt::format("/__admin/exchanges/{}", id));
  if (!response)
    return fail(
        fmt::format("no faultcast answers at {}; name it with --admin URL, or a file with --journal FILE",
                    options.admin));
  if (response->status == 200) return response->body;
  const Json body = Json::parse(response->body, nullptr, false);
  return fail(body.is_object() ? body.value("error", response->body)
                               : fmt::format("{} answered {}", options.admin, response->status));
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
  option(*app, "--admin", options->admin, "the running process (default http://127.0.0.1:19390)");
  option(*app, "--admin-token", options->token, "its token, if it asks for one");
  option(*app, "--journal", options->journal, "read a journal file instead");
  app->add_flag("--json", options->json, "print JSON");
  options->lang.add(*app);
  return {app, [options] { return explain_it(*options); }};
}

}  // namespace faultcast::cli
