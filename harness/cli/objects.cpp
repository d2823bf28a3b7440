// faultcast objects [KEY]: what was uploaded to a running process, or the content of one object.
#include <fmt/core.h>
#include <httplib.h>

#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/admin_client.h"
#include "cli/commands.h"
#include "cli/options.h"

namespace faultcast::cli {

namespace {

using Json = nlohmann::ordered_json;

struct ObjectsOptions {
  std::string key, bucket, output;
  AdminClient admin;
  bool json = false, legacy = false;
};

int print_list(const ObjectsOptions& options) {
  const auto text = or_print(options.admin.get("/__admin/objects"));
  if (!text) return exit_could_not_run;
  const Json listed = Json::parse(*text, nullptr, false);
  if (options.json) {
    fmt::print("{}\n", listed.dump(2));
    return exit_good;
  }
  for (const auto& one : listed.value("objects", Json::array()))
    fmt::print("{:>10}  {}  {:<6}  {}/{}\n", one.value("size", 0ULL), one.value("modified", ""),
               one.value("store", ""), one.value("bucket", ""), printable(one.value("key", "")));
  return exit_good;
}

/// BUCKET/KEY, as the list prints it.
int fetch(const ObjectsOptions& options) {
  const auto slash = options.key.find('/');
  if (slash == std::string::npos) {
    fmt::print(stderr, "'{}' is no object: BUCKET/KEY is one, as faultcast objects lists it\n", options.key);
    return exit_usage;
  }
  const auto content = or_print(options.admin.get(
      fmt::format("/__admin/objects/content?store={}&bucket={}&key={}", options.legacy ? "legacy" : "main",
                  httplib::detail::encode_query_param(options.key.substr(0, slash)),
                  httplib::detail::encode_query_param(options.key.substr(slash + 1)))));
  if (!content) return exit_not_as_expected;
  if (options.output.empty()) {
    std::cout.write(content->data(), static_cast<std::streamsize>(content->size())).flush();
    return exit_good;
  }
  std::ofstream file(options.output, std::ios::binary);
  file.write(content->data(), static_cast<std::streamsize>(content->size()));
  if (file.flush()) return exit_good;
  fmt::print(stderr, "{} cannot be written\n", options.output);
  return exit_could_not_run;
}

}  // namespace

Command objects_command(CLI::App& root) {
  auto options = std::make_shared<ObjectsOptions>();
  CLI::App* app = root.add_subcommand("objects", "list what was uploaded, or fetch one object");
  app->add_option("OBJECT", options->key, "BUCKET/KEY: write its content to standard output");
  option(*app, "--output", options->output, "write it into this file instead");
  app->add_flag("--legacy", options->legacy, "an object of the legacy store");
  options->admin.add(*app);
  app->add_flag("--json", options->json, "print JSON");
  return {app, [options] { return options->key.empty() ? print_list(*options) : fetch(*options); }};
}

}  // namespace faultcast::cli
