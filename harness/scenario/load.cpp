// From a file, or a folder of them, to Scenarios.
#include "scenario/load.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "scenario/reading.h"

namespace faultcast::scenario {

using json::Type;
using json::Value;

const json::Fields& case_fields() {
  static const json::Fields fields = {
      {.name = "id", .type = Type::text, .required = true, .about = "lower-case words joined by '-'"},
      {.name = "title", .type = Type::texts, .about = "the symptom"},
      {.name = "wrong_in_app", .about = "changes to backend and client, or why there cannot be any"},
      {.name = "wrong_in_console", .about = "changes to the console, or why there cannot be any"},
      {.name = "faults", .type = Type::array, .about = "what an honest server would not do"},
      {.name = "steps", .type = Type::array, .about = "what the app and the console do"},
      {.name = "expect", .type = Type::array, .about = "what must be seen"}};
  return fields;
}

const json::Fields& file_fields() {
  static const json::Fields fields = [] {
    json::Fields all = {
        {.name = "$schema", .type = Type::text},
        {.name = "title", .type = Type::texts, .required = true, .about = "the symptom"},
        {.name = "doc", .type = Type::text, .about = "section of the documents that have this failure"},
        {.name = "aliases", .type = Type::strings, .about = "what people may type for it"},
        {.name = "tags", .type = Type::strings},
        {.name = "setup", .type = Type::text, .about = "the setup it starts from; demo if not given"},
        {.name = "healthy", .type = Type::boolean, .about = "nothing is wrong on purpose"},
        {.name = "teach", .type = Type::object, .about = "for support staff"},
        {.name = "cases", .type = Type::array, .about = "variants; what one names replaces the file's"}};
    for (const auto& field : case_fields())
      if (field.name != "id" && field.name != "title") all.push_back(field);
    return all;
  }();
  return fields;
}

const json::Fields& teach_fields() {
  static const json::Fields fields = {
      {.name = "cause", .type = Type::texts, .required = true, .about = "why it happens"},
      {.name = "check", .type = Type::texts, .required = true, .about = "how to be sure that it is this"},
      {.name = "cure",
       .type = Type::texts,
       .required = true,
       .about = "what to change, with the console's menu path"}};
  return fields;
}

namespace {

constexpr std::string_view suffix = ".json";
constexpr std::string_view schema_file = "scenario.schema.json";

std::string stem_of(const std::string& file) {
  std::string name = std::filesystem::path(file).filename().string();
  if (name.ends_with(suffix)) name.resize(name.size() - suffix.size());
  return name;
}

/// Lower-case words and digits, joined by single '-'.
bool is_id(std::string_view id) {
  const auto words = split(id, '-');
  return std::all_of(words.begin(), words.end(), [](const std::string& word) {
    return !word.empty() &&
           word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string::npos;
  });
}

bool is_section(std::string_view doc) {
  const auto numbers = split(doc, '.');
  return std::all_of(numbers.begin(), numbers.end(),
                     [](const auto& n) { return parse_unsigned(n).has_value(); });
}

/// What a file, or a case in its place, says of the play.
struct Part {
  std::optional<Side> app, console;
  std::optional<std::vector<fault::FaultRule>> faults;
  std::optional<std::vector<Step>> steps;
  std::optional<std::vector<Expectation>> expect;
};

/// One file, and where its aliases stand for whoever compares several.
struct File {
  std::string id;
  std::vector<Scenario> scenarios;
  std::vector<std::pair<std::string, json::Problem>> aliases;  ///< each with the place to complain at
};

class FileReader {
 public:
  FileReader(const Vocabulary& words, const json::Document& document, json::Problems& problems)
      : reading_{words, document, problems}, before_(problems.size()) {}

  File read() {
    File file;
    file.id = stem_of(reading_.document.file());
    if (!is_id(file.id))
      reading_.problems.push_back(
          {reading_.document.file(),
           {},
           "the name of a scenario file is lower-case words joined by '-', then .json"});
    json::check(reading_.document, "", file_fields(), reading_.problems);
    if (!reading_.at("").is_object()) return file;
    const Scenario common = read_common(file);
    const Part own = read_part("");
    if (reading_.at("").contains("cases")) {
      read_cases(file, common, own);
    } else {
      file.scenarios.push_back(assemble(common, own, {}, ""));
    }
    return file;
  }

 private:
  Scenario read_common(File& file) {
    Scenario common;
    common.id = file.id;
    common.file = reading_.document.file();
    common.title = reading_.texts("", "title");
    common.doc = reading_.text("", "doc");
    common.setup = reading_.text("", "setup");
    if (common.setup.empty()) common.setup = "demo";
    common.healthy = reading_.flag("", "healthy");
    common.aliases = strings("aliases");
    common.tags = strings("tags");
    for (std::size_t i = 0; i < common.aliases.size(); ++i)
      file.aliases.emplace_back(common.aliases[i], reading_.document.problem(json::below("/aliases", i), {}));
    if (reading_.at("").contains("doc") && !is_section(common.doc))
      reading_.refuse("/doc", "'doc' is a section like \"1.2\", or is left out");
    read_teach(common);
    return common;
  }

  void read_teach(Scenario& common) {
    if (reading_.object("", "teach") == nullptr) {
      if (!common.healthy && !reading_.at("").contains("teach")) reading_.refuse("", "'teach' is missing");
      return;
    }
    json::check(reading_.document, "/teach", teach_fields(), reading_.problems);
    common.teach = {reading_.texts("/teach", "cause"), reading_.texts("/teach", "check"),
                    reading_.texts("/teach", "cure")};
  }

  std::vector<std::string> strings(std::string_view key) {
    std::vector<std::string> all;
    const Value* list = reading_.array("", key);
    if (list == nullptr) return all;
    for (std::size_t i = 0; i < list->size(); ++i) {
      const std::string at = json::below(json::below("", key), i);
      const std::string word = (*list)[i].is_string() ? (*list)[i].get<std::string>() : "?";
      if (trim(word).empty()) reading_.refuse(at, fmt::format("an empty string in '{}'", key));
      all.push_back(word);
    }
    return all;
  }

  Part read_part(const std::string& pointer) {
    Part part;
    const auto at = [&](std::string_view key) { return json::below(pointer, key); };
    const Value& given = reading_.at(pointer);
    if (given.contains("wrong_in_app")) part.app = read_side(reading_, at("wrong_in_app"), SideName::app);
    if (given.contains("wrong_in_console"))
      part.console = read_side(reading_, at("wrong_in_console"), SideName::console);
    if (reading_.array(pointer, "faults") != nullptr) part.faults = read_faults(reading_, at("faults"));
    if (reading_.array(pointer, "steps") != nullptr) part.steps = read_steps(reading_, at("steps"));
    if (reading_.array(pointer, "expect") != nullptr) part.expect = read_expectations(reading_, at("expect"));
    return part;
  }

  void read_cases(File& file, const Scenario& common, const Part& own) {
    const Value* cases = reading_.array("", "cases");
    if (cases == nullptr) return;
    if (cases->empty()) reading_.refuse("/cases", "'cases' is empty");
    std::set<std::string> ids;
    for (std::size_t i = 0; i < cases->size(); ++i) {
      const std::string at = json::below("/cases", i);
      json::check(reading_.document, at, case_fields(), reading_.problems);
      if (!reading_.at(at).is_object()) continue;
      const std::string id = reading_.text(at, "id");
      if (!id.empty() && !ids.insert(id).second)
        reading_.refuse(json::below(at, "id"), fmt::format("case '{}' is there twice", excerpt(id, 60)));
      if (reading_.at(at).contains("id") && !is_id(id))
        reading_.refuse(json::below(at, "id"), "the id of a case is lower-case words joined by '-'");
      Scenario variant = common;
      variant.id = fmt::format("{}/{}", file.id, id);
      if (reading_.at(at).contains("title")) variant.title = reading_.texts(at, "title");
      file.scenarios.push_back(assemble(std::move(variant), read_part(at), own, at));
    }
  }

  /// The scenario with what `part` has, else what `fallback` has.
  Scenario assemble(Scenario scenario, Part part, const Part& fallback, const std::string& pointer) {
    const auto take = [](auto& own, const auto& other) {
      if (!own) own = other;
      return own.has_value();
    };
    const bool app = take(part.app, fallback.app), console = take(part.console, fallback.console);
    if (take(part.faults, fallback.faults)) scenario.faults = std::move(*part.faults);
    if (take(part.steps, fallback.steps)) scenario.steps = std::move(*part.steps);
    if (take(part.expect, fallback.expect)) scenario.expect = std::move(*part.expect);
    if (app) scenario.app = std::move(*part.app);
    if (console) scenario.console = std::move(*part.console);
    if (scenario.steps.empty()) reading_.refuse(pointer, "'steps' is missing or empty");
    if (scenario.expect.empty()) reading_.refuse(pointer, "'expect' is missing or empty");
    if (scenario.healthy) {
      check_healthy(scenario, pointer, app || console);
    } else if (!app || !console) {
      for (const auto& [given, name] :
           {std::pair(app, "wrong_in_app"), std::pair(console, "wrong_in_console")})
        if (!given)
          reading_.refuse(
              pointer,
              fmt::format("'{}' is missing: changes, or an object with the 'why' of their absence", name));
    } else if (reading_.problems.size() ==
               before_) {  // a change that could not be read is not one that is not there
      check_wrong(scenario, pointer);
    }
    return scenario;
  }

  static bool has_wrong_step(const Scenario& scenario) {
    return std::any_of(scenario.steps.begin(), scenario.steps.end(), [](const Step& step) {
      return step.arguments != nullptr && step.arguments->contains("wrong");
    });
  }

  void check_healthy(Scenario& scenario, const std::string& pointer, bool has_side) const {
    if (has_side)
      reading_.refuse(pointer, "a healthy scenario has neither 'wrong_in_app' nor 'wrong_in_console'");
    if (!scenario.faults.empty()) reading_.refuse(pointer, "a healthy scenario has no 'faults'");
    if (has_wrong_step(scenario)) reading_.refuse(pointer, "a healthy scenario has no step with 'wrong'");
    scenario.console.missing = true;
  }

  void check_wrong(const Scenario& scenario, const std::string& pointer) const {
    const auto idle = [&](const Side& side) {
      return !side.missing && side.changes.empty() && scenario.faults.empty();
    };
    if (scenario.app.missing && scenario.console.missing)
      reading_.refuse(pointer, "no side of this scenario can be played: both say why not");
    if (idle(scenario.app) && !has_wrong_step(scenario))
      reading_.refuse(pointer, "nothing is wrong in the app: no change, no fault, no step with 'wrong'");
    if (idle(scenario.console))
      reading_.refuse(pointer, "nothing is wrong in the console: no change, no fault");
  }

  Reading reading_;
  std::size_t before_;
};

/// Problems of the document itself come first; a file with any gives no scenario.
File read_file(const Vocabulary& words, const json::Document& document, std::size_t before,
               json::Problems& problems) {
  if (!document.whole()) return {stem_of(document.file()), {}, {}};
  File file = FileReader(words, document, problems).read();
  json::sort_by_position(problems, before);
  if (problems.size() != before) file.scenarios.clear();
  return file;
}

File read_path(const Vocabulary& words, const std::string& path, json::Problems& problems) {
  const std::size_t before = problems.size();
  const auto document = json::Document::read(path, problems);
  return read_file(words, document, before, problems);
}

std::vector<std::string> files_below(const std::string& folder, json::Problems& problems) {
  std::vector<std::string> paths;
  std::error_code error;
  for (auto it = std::filesystem::recursive_directory_iterator(folder, error);
       !error && it != std::filesystem::recursive_directory_iterator(); it.increment(error)) {
    const auto& path = it->path();
    if (path.extension() == suffix && path.filename() != schema_file && !it->is_directory(error))
      paths.push_back(path.string());
  }
  if (error) problems.push_back({folder, {}, fmt::format("the folder cannot be read: {}", error.message())});
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// Ids and aliases of a tree: each stands for one file.
class Index {
 public:
  explicit Index(json::Problems& problems) : problems_(problems) {}

  void add(const std::string& path, const File& file) {
    const auto [other, fresh] = ids_.emplace(file.id, path);
    if (!fresh)
      problems_.push_back({path, {}, fmt::format("'{}' is also the id of {}", file.id, other->second)});
    for (const auto& [alias, place] : file.aliases) aliases_.emplace_back(alias, place);
  }

  void compare() {
    std::map<std::string, std::string> owners;
    for (auto& [alias, place] : aliases_) {
      const auto id = ids_.find(alias);
      const auto [other, fresh] = owners.emplace(alias, place.file);
      if (id != ids_.end() || !fresh) {
        place.sentence = fmt::format("alias '{}' already stands for {}", excerpt(alias, 60),
                                     id != ids_.end() ? id->second : other->second);
        problems_.push_back(place);
      }
    }
  }

 private:
  json::Problems& problems_;
  std::map<std::string, std::string> ids_;
  std::vector<std::pair<std::string, json::Problem>> aliases_;
};

/// One file's aliases compared with each other alone.
std::vector<Scenario> alone(File file, const std::string& path, json::Problems& problems) {
  const std::size_t before = problems.size();
  Index index(problems);
  index.add(path, file);
  index.compare();
  return problems.size() == before ? std::move(file.scenarios) : std::vector<Scenario>();
}

}  // namespace

std::vector<Scenario> load(const Vocabulary& words, const std::string& path, json::Problems& problems) {
  return alone(read_path(words, path, problems), path, problems);
}

std::vector<Scenario> parse(const Vocabulary& words, const std::string& file, std::string_view text,
                            json::Problems& problems) {
  const std::size_t before = problems.size();
  const auto document = json::Document::parse(file, text, problems);
  return alone(read_file(words, document, before, problems), file, problems);
}

std::vector<Scenario> load_tree(const Vocabulary& words, const std::string& folder,
                                json::Problems& problems) {
  std::vector<Scenario> all;
  Index index(problems);
  for (const auto& path : files_below(folder, problems)) {
    File file = read_path(words, path, problems);
    index.add(path, file);
    std::move(file.scenarios.begin(), file.scenarios.end(), std::back_inserter(all));
  }
  index.compare();
  return all;
}

}  // namespace faultcast::scenario
