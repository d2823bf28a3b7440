#include "cli/places.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "scenario/load.h"
#include "stage/known.h"

namespace faultcast::cli {

namespace fs = std::filesystem;

namespace {

bool exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

bool is_file(const std::string& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

bool named_by(const scenario::Scenario& one, const std::string& word) {
  return one.id == word || one.id.starts_with(word + "/") || one.doc == word || "§" + one.doc == word ||
         std::find(one.aliases.begin(), one.aliases.end(), word) != one.aliases.end();
}

void print(const json::Problems& problems) {
  for (const auto& problem : problems) fmt::print(stderr, "{}\n", problem.str());
}

}  // namespace

std::string share_folder() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  return (program.parent_path().parent_path() / "share" / "faultcast").string();
}

std::string scenarios_folder() {
  return exists("scenarios") ? "scenarios" : share_folder() + "/scenarios";
}

std::string media_folder() {
  return exists("fixtures/media") ? "fixtures/media" : share_folder() + "/media";
}

std::optional<std::string> find_setup(const std::string& name) {
  if (is_file(name)) return name;
  for (const std::string& folder :
       {std::string("setups"), std::string("fixtures/setups"), share_folder() + "/setups"})
    if (const std::string path = fmt::format("{}/{}.json", folder, name); is_file(path)) return path;
  return std::nullopt;
}

std::vector<scenario::Scenario> load_all(json::Problems& problems) {
  return scenario::load_tree(stage::vocabulary(), scenarios_folder(), problems);
}

std::optional<std::vector<scenario::Scenario>> all_scenarios() {
  json::Problems problems;
  auto all = load_all(problems);
  print(problems);
  if (!problems.empty()) return std::nullopt;
  return all;
}

Result<std::vector<scenario::Scenario>> find(const std::vector<scenario::Scenario>& all,
                                             const std::string& word) {
  std::vector<scenario::Scenario> out;
  std::copy_if(all.begin(), all.end(), std::back_inserter(out),
               [&](const auto& one) { return named_by(one, word); });
  if (!out.empty()) return out;
  std::vector<std::string> known;
  for (const auto& one : all) {
    known.push_back(one.id);
    known.push_back(one.id.substr(0, one.id.find('/')));
    known.insert(known.end(), one.aliases.begin(), one.aliases.end());
  }
  const auto meant = nearest(word, known);
  return fail(fmt::format("no scenario '{}'{}; `faultcast list` names all", printable(word),
                          meant ? " (did you mean '" + *meant + "'?)" : ""));
}

std::optional<std::vector<scenario::Scenario>> select(const std::vector<scenario::Scenario>& all,
                                                      const std::vector<std::string>& words) {
  if (words.empty()) return all;
  std::vector<scenario::Scenario> out;
  for (const auto& word : words) {
    json::Problems problems;
    const auto found = is_file(word) ? scenario::load(stage::vocabulary(), word, problems) : find(all, word);
    print(problems);
    if (!found) fmt::print(stderr, "{}\n", found.error().message);
    if (!found || !problems.empty()) return std::nullopt;
    out.insert(out.end(), found->begin(), found->end());
  }
  return out;
}

}  // namespace faultcast::cli
