#pragma once
// For this room alone: one scenario file being read, and the readers of its parts. Each reader tells what is
// wrong and gives what could be read; the caller throws the scenario away if there was any problem.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "scenario/load.h"

namespace faultcast::scenario {

struct Reading {
  const Vocabulary& words;
  const json::Document& document;
  json::Problems& problems;

  void refuse(std::string_view pointer, std::string sentence) const {
    problems.push_back(document.problem(pointer, std::move(sentence)));
  }
  [[nodiscard]] const json::Value& at(std::string_view pointer) const { return *document.find(pointer); }
  /// The member of an object if it is there and of that kind; what else is there was refused by json::check.
  [[nodiscard]] const json::Value* object(std::string_view pointer, std::string_view key) const;
  [[nodiscard]] const json::Value* array(std::string_view pointer, std::string_view key) const;
  [[nodiscard]] std::string text(std::string_view pointer, std::string_view key) const;
  [[nodiscard]] bool flag(std::string_view pointer, std::string_view key) const;
  [[nodiscard]] std::optional<std::uint64_t> whole(std::string_view pointer, std::string_view key) const;
  /// {"en", "zh"}, neither of them blank.
  [[nodiscard]] Text texts(std::string_view pointer, std::string_view key) const;
};

/// The text with "x" for every placeholder, to be checked further; none, and a problem, if one is not known.
std::optional<std::string> check_placeholders(const Reading& reading, std::string_view pointer,
                                              std::string_view text);
/// The same for every string of a value.
void check_all_placeholders(const Reading& reading, const std::string& pointer);

Side read_side(const Reading& reading, const std::string& pointer, SideName name);
fault::On read_on(const Reading& reading, const std::string& pointer);
std::vector<fault::FaultRule> read_faults(const Reading& reading, const std::string& pointer);
std::vector<Step> read_steps(const Reading& reading, const std::string& pointer);
std::vector<Expectation> read_expectations(const Reading& reading, const std::string& pointer);

/// The code of that name, or a problem.
const Code* read_code(const Reading& reading, std::string_view pointer, std::string_view full_name);

// The fields of each part, for the readers and for the schema.
const json::Fields& file_fields();
const json::Fields& case_fields();
const json::Fields& teach_fields();
const json::Fields& set_fields();
const json::Fields& unset_fields();
const json::Fields& answer_fields();
const json::Fields& on_fields();
const json::Fields& when_fields();
const json::Fields& fault_fields();
const json::Fields& after_fields();
constexpr std::string_view observers[] = {"wire", "client", "backend", "row"};
constexpr std::size_t most_pattern_bytes = 256;  ///< of a regular expression: std::regex is recursive

}  // namespace faultcast::scenario
