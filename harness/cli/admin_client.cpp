#include "cli/admin_client.h"

#include <fmt/core.h>
#include <httplib.h>

#include <nlohmann/json.hpp>

#include "cli/options.h"

namespace faultcast::cli {

namespace {

httplib::Client client_of(const AdminClient& at, int patience_s) {
  httplib::Client client(at.url);
  client.set_connection_timeout(2);
  client.set_read_timeout(patience_s);
  if (!at.token.empty()) client.set_bearer_token_auth(at.token);
  return client;
}

Result<std::string> body_of(const AdminClient& at, const httplib::Result& response) {
  if (!response) return fail(fmt::format("no faultcast answers at {}; name it with --admin URL", at.url));
  if (response->status == 200) return response->body;
  const auto body = nlohmann::json::parse(response->body, nullptr, false);
  return fail(body.is_object() ? body.value("error", response->body)
                               : fmt::format("{} answered {}", at.url, response->status));
}

}  // namespace

void AdminClient::add(CLI::App& app) {
  option(app, "--admin", url, "the running process (default http://127.0.0.1:19390)");
  option(app, "--admin-token", token, "its token, if it asks for one");
}

Result<std::string> AdminClient::get(const std::string& path, int patience_s) const {
  auto client = client_of(*this, patience_s);
  return body_of(*this, client.Get(path));
}

Result<std::string> AdminClient::post(const std::string& path, const std::string& json) const {
  auto client = client_of(*this, 30);
  return body_of(*this, client.Post(path, json, "application/json"));
}

std::optional<std::string> or_print(const Result<std::string>& answer) {
  if (answer) return *answer;
  fmt::print(stderr, "{}\n", answer.error().message);
  return std::nullopt;
}

}  // namespace faultcast::cli
