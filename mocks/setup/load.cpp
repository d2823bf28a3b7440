// From a file to a Setup.
#include <fmt/core.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "json/field.h"
#include "setup/setup.h"

namespace faultcast::setup {

namespace {

using json::Value;

constexpr std::string_view from_environment = "@env:";
constexpr std::string_view from_file = "@file:";
constexpr std::size_t most_secret_bytes = 64 * 1024;

Result<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return fail(fmt::format("the environment variable '{}' is not set", printable(name)));
  return value;
}

/// A file's text without the one line end that editors put there.
Result<std::string> file_text(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return fail(fmt::format("'{}' is a folder", printable(path.string())));
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return fail(fmt::format("the file '{}' cannot be opened", printable(path.string())));
  std::string text(most_secret_bytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > most_secret_bytes)
    return fail(fmt::format("the file '{}' is longer than {} KiB", printable(path.string()),
                            most_secret_bytes / 1024));
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

class Loader {
 public:
  Loader(const Catalogue& catalogue, const json::Document& document, json::Problems& problems, Setup& setup)
      : catalogue_(catalogue), document_(document), problems_(problems), setup_(setup) {}

  void group(const std::string& pointer, const std::string& path, const Catalogue::Node& node) {
    const Value& value = *document_.find(pointer);
    if (!value.is_object()) {
      const std::string what =
          path.empty() ? "a setup" : fmt::format("'{}' is a group of settings and", path);
      return refuse(pointer, fmt::format("{} must be an object, but is {}", what, json::kind_of(value)));
    }
    if (!path.empty() && value.empty()) (void)setup_.set(path, value);
    for (const auto& member : value.items()) {
      if (path.empty() && member.key() == "$schema") continue;
      below(json::below(pointer, member.key()), path.empty() ? member.key() : path + "." + member.key(),
            catalogue_.child(node, member.key()), member.key());
    }
  }

 private:
  void below(const std::string& pointer, const std::string& path, const Catalogue::Node* node,
             const std::string& key) {
    if (!is_key(key)) return refuse(pointer, key_sentence(key));
    if (node == nullptr) return refuse(pointer, catalogue_.unknown_sentence(path));
    if (node->row) return setting(pointer, path);
    group(pointer, path, *node);
  }

  void setting(const std::string& pointer, const std::string& path) {
    const Value& value = *document_.find(pointer);
    if (value.is_object())
      return refuse(pointer, fmt::format("'{}' is one setting, not a group, but is an object", path));
    const auto [first, fresh] = seen_.emplace(catalogue_.canonical(path), path);
    if (!fresh)
      return refuse(pointer,
                    fmt::format("'{}' is the same setting as '{}', which is given too", path, first->second));
    const auto resolved = resolve(value);
    if (!resolved) return refuse(pointer, fmt::format("'{}': {}", path, resolved.error().message));
    if (const auto done = setup_.set(path, *resolved); !done) refuse(pointer, done.error().message);
  }

  [[nodiscard]] Result<Value> resolve(const Value& value) const {
    const std::string_view text =
        value.is_string() ? value.get_ref<const std::string&>() : std::string_view();
    const auto as_value = [](std::string found) { return Value(std::move(found)); };
    if (text.starts_with(from_environment))
      return environment(std::string(text.substr(from_environment.size()))).map(as_value);
    if (text.starts_with(from_file)) {
      const auto folder = std::filesystem::path(document_.file()).parent_path();
      return file_text(folder / text.substr(from_file.size())).map(as_value);
    }
    return value;
  }

  void refuse(const std::string& pointer, std::string sentence) {
    problems_.push_back(document_.problem(pointer, std::move(sentence)));
  }

  const Catalogue& catalogue_;
  const json::Document& document_;
  json::Problems& problems_;
  Setup& setup_;
  std::map<std::string, std::string> seen_;  ///< canonical path -> as it was written
};

}  // namespace

Setup Setup::from(const Catalogue& catalogue, const json::Document& document, json::Problems& problems) {
  Setup setup(catalogue);
  const std::size_t first = problems.size();
  if (document.whole()) Loader(catalogue, document, problems, setup).group("", "", catalogue.root());
  json::sort_by_position(problems, first);
  return setup;
}

Setup Setup::read(const Catalogue& catalogue, const std::string& path, json::Problems& problems) {
  return from(catalogue, json::Document::read(path, problems), problems);
}

}  // namespace faultcast::setup
