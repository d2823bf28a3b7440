#pragma once
// A Scenario: one wrong setting as a value. What is played, what must be seen, and what it teaches.
// A file with `cases` gives one Scenario per case (id "file/case").

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "fault/rule.h"
#include "json/document.h"

namespace faultcast::scenario {

/// {set, to} · {unset} · {answer, on}: how a side disagrees.
struct Change {
  enum class Kind { set, unset, answer } kind = Kind::set;
  std::string path =
      {};  ///< set, unset: a settings path; placeholders are expanded before any change is made
  std::shared_ptr<const json::Value> to = {};  ///< set: the value; strings may hold placeholders
  std::string code = {};                       ///< answer: "live:txsecret_wrong"
  fault::On on = {};  ///< answer: which exchanges; service and op come from the code if not given
  json::Position at = {};
};

enum class SideName { app, console };

/// From where the failure is brought about. Missing: it cannot exist there, and `why` says so.
struct Side {
  bool missing = false;
  Text why;
  std::vector<Change> changes;
};

/// {"push": {…}, "after": {…}}: one act of the reference app or of the console.
struct Step {
  std::string verb;
  std::shared_ptr<const json::Value> arguments;  ///< an object; checked against the verb's fields
  /// Under exec, steps of the console run when this many exchanges of that kind were seen.
  struct After {
    std::string wire;  ///< "live.publish"
    std::uint64_t count = 1;
  };
  std::optional<After> after;
  json::Position at;
};

struct Matcher {
  enum class Kind { literal, contains, matches, between, absent } kind = Kind::literal;
  std::shared_ptr<const json::Value> value;  ///< literal: string, number, boolean · between: [low, high]
};

/// What one observer must have seen: {"wire": "live.publish", "code": "txsecret_wrong", "count": 4}.
struct Expectation {
  std::string observer;  ///< wire, client, backend, row
  std::string what;      ///< "live.publish", "log", "event"
  std::vector<std::pair<std::string, Matcher>> fields;
  std::optional<std::uint64_t> count;
  bool none = false;
  bool strict = false;             ///< count is exact under exec and serve too
  std::vector<Expectation> order;  ///< {"order": [ … ]}: these, one after the other; the rest is empty then
  json::Position at;
};

struct Teach {
  Text cause, check, cure;
};

struct Scenario {
  std::string id, file;
  Text title;
  std::string doc;  ///< "1.2"; empty beyond the documents
  std::vector<std::string> aliases, tags;
  std::string setup;  ///< name of the setup file
  Side app, console;
  std::vector<fault::FaultRule> faults;
  std::vector<Step> steps;
  std::vector<Expectation> expect;
  Teach teach;
  /// Nothing is wrong on purpose: neither changes nor faults nor a step's `wrong`. It plays once, as `app`;
  /// its `console` is missing without a why.
  bool healthy = false;

  [[nodiscard]] const Side& side(SideName name) const { return name == SideName::app ? app : console; }
};

/// The words a scenario file may use; each given by the room that knows them.
struct StepWord {
  std::string_view verb;
  bool of_console;      ///< also runs under exec and serve
  json::Fields fields;  ///< a field named "wrong" is a deviation: the app's wrong act
};
struct ObservedWord {
  std::string_view observer, what;
  std::vector<std::string_view> fields;  ///< what can be matched on
};

}  // namespace faultcast::scenario
