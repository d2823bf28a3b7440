#pragma once
// Where scenarios, setups and media are: a path, the current folder, the installed share folder.

#include <optional>
#include <string>
#include <vector>

#include "json/document.h"
#include "scenario/scenario.h"

namespace faultcast::cli {

std::string share_folder();      ///< beside the program: ../share/faultcast
std::string scenarios_folder();  ///< ./scenarios, else the installed one
std::string media_folder();      ///< ./fixtures/media, else the installed one
std::optional<std::string> find_setup(const std::string& name);

/// All scenarios; what is wrong with their files is added to `problems`.
std::vector<scenario::Scenario> load_all(json::Problems& problems);
/// The same. Mistakes in files are printed with their places; none then.
std::optional<std::vector<scenario::Scenario>> all_scenarios();

/// Those that a word names: an id (with or without its case), an alias, a §. The error says what it could
/// have meant.
Result<std::vector<scenario::Scenario>> find(const std::vector<scenario::Scenario>& all,
                                             const std::string& word);
/// Those that the words name, which may also be files; all if there are no words. Prints what is wrong.
std::optional<std::vector<scenario::Scenario>> select(const std::vector<scenario::Scenario>& all,
                                                      const std::vector<std::string>& words);

}  // namespace faultcast::cli
