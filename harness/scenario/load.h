#pragma once
// From file to Scenario. Every mistake with FILE:LINE:COL, all of them at once; nothing is started after one.

#include <functional>
#include <string>
#include <vector>

#include "json/document.h"
#include "scenario/scenario.h"
#include "service/code.h"
#include "setup/setup.h"

namespace faultcast::scenario {

/// Everything that names in a file are checked against. Borrowed tables; they outlive every load.
struct Vocabulary {
  const setup::Catalogue* catalogue = nullptr;
  std::vector<StepWord> steps;
  std::vector<ObservedWord> observed;
  std::vector<const CodeTable*> codes;
  std::vector<std::string_view> fault_points =
      {};  ///< "live.listen": where faults act and no exchange is seen
  /// ${name} in files beside the paths of settings: addresses that are known once the stage runs.
  std::vector<std::string_view> addresses = {"http", "https", "rtmp", "backend", "mysql"};

  /// The row for "live:txsecret_wrong"; null if there is none.
  [[nodiscard]] const Code* find_code(std::string_view full_name) const;
  /// The row of that verb; null if there is none.
  [[nodiscard]] const StepWord* find_step(std::string_view verb) const;
  /// The row for ("wire", "live.publish"); null if there is none.
  [[nodiscard]] const ObservedWord* find_observed(std::string_view observer, std::string_view what) const;
};

using Names = std::function<std::optional<std::string>(std::string_view)>;

/// The scenarios of one file (none if it has a problem; one, or one per case). `id`: what the file is called
/// for people
/// ("push-key-wrong").
std::vector<Scenario> load(const Vocabulary& words, const std::string& path, json::Problems& problems);
std::vector<Scenario> parse(const Vocabulary& words, const std::string& file, std::string_view text,
                            json::Problems& problems);
/// All *.json below a folder, sorted by path; scenario.schema.json is not one. Two files of one id are a
/// problem.
std::vector<Scenario> load_tree(const Vocabulary& words, const std::string& folder, json::Problems& problems);

/// Makes a side's changes on a setup, all or none: placeholders in paths and `to` are expanded against the
/// setup before any change. Forced verdicts come back as rules (id "forced:CODE").
Result<std::vector<fault::FaultRule>> apply(const Vocabulary& words, const Side& side, setup::Setup& setup,
                                            const Names& names);
/// A scenario's fault rules with the placeholders in `match` expanded against the setup as it is then.
Result<std::vector<fault::FaultRule>> expand(std::vector<fault::FaultRule> rules, const setup::Setup& setup,
                                             const Names& names);

/// The scenario for another setup: literal wrong `to` values replaced by random ones of their shape; those
/// with a placeholder stay. No new value is one that `right`, the setup it will be played on, has anywhere.
Scenario randomized(const Vocabulary& words, const Scenario& scenario, Random& random,
                    const setup::Setup* right = nullptr);

/// The JSON Schema (draft 7) of scenario files, from the same tables; what scenarios/scenario.schema.json
/// holds.
json::Value schema(const Vocabulary& words);

}  // namespace faultcast::scenario
