#pragma once
// What the command line asks a running process: its admin API.

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "base/result.h"

namespace faultcast::cli {

struct AdminClient {
  std::string url = "http://127.0.0.1:19390", token;

  /// --admin, --admin-token
  void add(CLI::App& app);
  /// The body of a 200; else a sentence: the API's own, or that nobody answers there.
  [[nodiscard]] Result<std::string> get(const std::string& path, int patience_s = 30) const;
  [[nodiscard]] Result<std::string> post(const std::string& path, const std::string& json) const;
};

/// Prints the sentence of a failure on standard error; none then.
std::optional<std::string> or_print(const Result<std::string>& answer);

}  // namespace faultcast::cli
