// expect: what one observer must have seen, or several things in order.
#include <fmt/core.h>

#include <algorithm>
#include <regex>

#include "scenario/reading.h"

namespace faultcast::scenario {

using json::Type;
using json::Value;

namespace {

std::optional<Matcher::Kind> matcher_kind(std::string_view word) {
  if (word == "contains") return Matcher::Kind::contains;
  if (word == "matches") return Matcher::Kind::matches;
  if (word == "between") return Matcher::Kind::between;
  if (word == "absent") return Matcher::Kind::absent;
  return std::nullopt;
}

bool is_regex(const std::string& pattern) {
  try {  // the only way in which std::regex tells that it cannot be
    const std::regex compiled(pattern, std::regex::ECMAScript);
    return true;
  } catch (const std::regex_error&) {
    return false;
  }
}

std::string wrong_pattern(const std::string& pattern) {
  if (pattern.size() > most_pattern_bytes)
    return fmt::format("'matches' is longer than {} bytes", most_pattern_bytes);
  if (!is_regex(pattern))
    return fmt::format("'matches' is no regular expression (ECMAScript): '{}'", excerpt(pattern, 60));
  return {};
}

bool is_range(const Value& value) {
  return value.is_array() && value.size() == 2 && value[0].is_number() && value[1].is_number() &&
         value[0] <= value[1];
}

/// What is wrong with the argument of a matcher; empty if nothing. `plain`: a text without its placeholders.
std::string wrong_argument(Matcher::Kind kind, const Value& value, const std::string& plain) {
  switch (kind) {
    case Matcher::Kind::literal:
      break;
    case Matcher::Kind::contains:
      if (!value.is_string() || value.get_ref<const std::string&>().empty())
        return "'contains' must be a string that is not empty";
      break;
    case Matcher::Kind::matches:
      return value.is_string() ? wrong_pattern(plain) : "'matches' must be a regular expression in a string";
    case Matcher::Kind::between:
      if (!is_range(value)) return "'between' must be two numbers, the smaller one first";
      break;
    case Matcher::Kind::absent:
      if (value != true) return "'absent' can only be true";
      break;
  }
  return {};
}

Matcher read_argument(const Reading& reading, const std::string& pointer, Matcher::Kind kind) {
  const Value& value = reading.at(pointer);
  Matcher matcher{kind, std::make_shared<const Value>(value)};
  std::optional<std::string> plain = "";
  if (value.is_string()) plain = check_placeholders(reading, pointer, value.get_ref<const std::string&>());
  if (!plain) return matcher;
  if (auto wrong = wrong_argument(kind, value, *plain); !wrong.empty())
    reading.refuse(pointer, std::move(wrong));
  return matcher;
}

Matcher read_matcher(const Reading& reading, const std::string& pointer) {
  const Value& value = reading.at(pointer);
  if (value.is_array() || value.is_null()) {
    reading.refuse(pointer, fmt::format("must be a string, a number, true, false, or a matcher, but is {}",
                                        json::kind_of(value)));
    return {};
  }
  if (!value.is_object()) return read_argument(reading, pointer, Matcher::Kind::literal);
  static const std::vector<std::string> words = {"contains", "matches", "between", "absent"};
  if (value.size() != 1) {
    reading.refuse(pointer, fmt::format("a matcher is one of {}", join(words, ", ")));
    return {};
  }
  const std::string& word = value.begin().key();
  const auto kind = matcher_kind(word);
  if (kind) return read_argument(reading, json::below(pointer, word), *kind);
  reading.refuse(json::below(pointer, word),
                 fmt::format("unknown matcher '{}', allowed are {}", excerpt(word, 60),
                             json::allowed_words(word, words)));
  return {};
}

/// A literal code is a name of the service's table, or one of its numbers.
void check_code(const Reading& reading, const std::string& pointer, std::string_view service) {
  const Value& given = reading.at(pointer);
  if (given.is_string()) {
    const auto& name = given.get_ref<const std::string&>();
    if (check_placeholders(reading, pointer, name) == name)
      (void)read_code(reading, pointer, fmt::format("{}:{}", service, name));
    return;
  }
  if (!given.is_number()) return;
  bool numbered = false;
  for (const CodeTable* table : reading.words.codes)
    for (const auto& row : *table) {
      if (row.service != service) continue;
      numbered = numbered || row.number != 0;
      if (given == row.number && (row.number != 0 || row.ok)) return;
    }
  reading.refuse(pointer, numbered ? fmt::format("'{}' has no code with the number {}", service, given.dump())
                                   : fmt::format("the codes of '{}' have no numbers, only names", service));
}

class ExpectationReader {
 public:
  ExpectationReader(const Reading& reading, std::string pointer)
      : reading_(reading), pointer_(std::move(pointer)) {}

  Expectation read(bool within_order) {
    expectation_.at = reading_.document.at(pointer_);
    const Value& given = reading_.at(pointer_);
    if (!given.is_object()) {
      reading_.refuse(pointer_,
                      fmt::format("an expectation must be an object, but is {}", json::kind_of(given)));
    } else if (given.contains("order")) {
      order(within_order);
    } else if (find_row(given)) {
      for (const auto& member : given.items())
        if (member.key() != expectation_.observer) field(member.key());
      finish(within_order);
    }
    return std::move(expectation_);
  }

 private:
  [[nodiscard]] std::string below(std::string_view key) const { return json::below(pointer_, key); }

  void order(bool within_order) {
    static const json::Fields alone = {{.name = "order", .type = Type::array, .required = true}};
    if (within_order) return reading_.refuse(below("order"), "there is no 'order' within an 'order'");
    if (!json::check(reading_.document, pointer_, alone, reading_.problems)) return;
    const std::size_t length = reading_.at(below("order")).size();
    if (length < 2) reading_.refuse(below("order"), "'order' needs two expectations or more");
    for (std::size_t i = 0; i < length; ++i)
      expectation_.order.push_back(ExpectationReader(reading_, json::below(below("order"), i)).read(true));
  }

  bool find_row(const Value& given) {
    const auto observer = std::find_if(std::begin(observers), std::end(observers),
                                       [&](std::string_view name) { return given.contains(name); });
    if (observer == std::end(observers)) {
      reading_.refuse(
          pointer_, "an expectation names its observer: wire, client, backend, or row (or it is an 'order')");
      return false;
    }
    for (const auto& member :
         given.items())  // the first of the file, where a field is called like another observer
      if (std::find(std::begin(observers), std::end(observers), member.key()) != std::end(observers)) {
        expectation_.observer = member.key();
        break;
      }
    const std::string at = below(expectation_.observer);
    if (!json::check(reading_.document, at, {.name = expectation_.observer, .type = Type::text},
                     reading_.problems))
      return false;
    expectation_.what = reading_.text(pointer_, expectation_.observer);
    row_ = reading_.words.find_observed(expectation_.observer, expectation_.what);
    if (row_ != nullptr) return true;
    std::vector<std::string> known;
    for (const auto& row : reading_.words.observed)
      if (row.observer == expectation_.observer) known.emplace_back(row.what);
    reading_.refuse(
        at, fmt::format("'{}' does not see '{}', known are {}", expectation_.observer,
                        excerpt(expectation_.what, 60), json::allowed_words(expectation_.what, known)));
    return false;
  }

  void field(const std::string& key) {
    const std::string at = below(key);
    const bool wire = expectation_.observer == "wire";
    if (std::find(row_->fields.begin(), row_->fields.end(), key) != row_->fields.end() ||
        (wire && key == "code")) {
      if (wire && key == "code") check_code(reading_, at, row_->what.substr(0, row_->what.find('.')));
      expectation_.fields.emplace_back(key, read_matcher(reading_, at));
    } else if (key == "count") {
      if (json::check(reading_.document, at, {.name = key, .type = Type::whole}, reading_.problems))
        expectation_.count = reading_.whole(pointer_, key);
    } else if (key == "none" || key == "strict") {
      if (json::check(reading_.document, at, {.name = key, .type = Type::boolean}, reading_.problems))
        (key == "none" ? expectation_.none : expectation_.strict) = reading_.flag(pointer_, key);
    } else if (const auto kind = matcher_kind(key); kind && !row_->fields.empty()) {
      // {"client": "log", "contains": "…"}: of what the observer sees first of all
      expectation_.fields.emplace_back(row_->fields.front(), read_argument(reading_, at, *kind));
    } else {
      std::vector<std::string> known(row_->fields.begin(), row_->fields.end());
      known.insert(known.end(), {"count", "none", "strict"});
      reading_.refuse(at, fmt::format("unknown key '{}', allowed with {} are {}", excerpt(key, 60),
                                      row_->what, json::allowed_words(key, known)));
    }
  }

  void finish(bool within_order) const {
    if (expectation_.none && expectation_.count)
      reading_.refuse(below("count"), "'count' says nothing where 'none' is true");
    if (expectation_.strict && !expectation_.count)
      reading_.refuse(below("strict"), "'strict' is about a 'count'");
    if (within_order && expectation_.none)
      reading_.refuse(below("none"), "what is not there has no place in an 'order'");
    if (!expectation_.none && expectation_.count == 0)
      reading_.refuse(below("count"), "a 'count' of 0 is written as \"none\": true");
  }

  const Reading& reading_;
  std::string pointer_;
  Expectation expectation_;
  const ObservedWord* row_ = nullptr;
};

}  // namespace

std::vector<Expectation> read_expectations(const Reading& reading, const std::string& pointer) {
  std::vector<Expectation> all;
  for (std::size_t i = 0; i < reading.at(pointer).size(); ++i)
    all.push_back(ExpectationReader(reading, json::below(pointer, i)).read(false));
  return all;
}

}  // namespace faultcast::scenario
