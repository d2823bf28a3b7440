// wrong_in_app and wrong_in_console.
#include <fmt/core.h>

#include "scenario/reading.h"
#include "setup/placeholder.h"

namespace faultcast::scenario {

using json::Type;
using json::Value;

const json::Fields& set_fields() {
  static const json::Fields fields = {
      {.name = "set", .type = Type::text, .required = true, .about = "path of the setting"},
      {.name = "to", .type = Type::any, .required = true, .about = "its wrong value"}};
  return fields;
}

const json::Fields& unset_fields() {
  static const json::Fields fields = {
      {.name = "unset", .type = Type::text, .required = true, .about = "path of what is taken away"}};
  return fields;
}

const json::Fields& answer_fields() {
  static const json::Fields fields = {
      {.name = "answer", .type = Type::text, .required = true, .about = "the verdict, service:code"},
      {.name = "on",
       .type = Type::object,
       .about = "which exchanges; without it those that the code is for"}};
  return fields;
}

namespace {

std::string_view member_name(SideName side) {
  return side == SideName::app ? "wrong_in_app" : "wrong_in_console";
}

bool belongs_to(std::string_view path, SideName side) {
  const std::string_view owner = path.substr(0, path.find('.'));
  return side == SideName::console ? owner == "console" : owner == "backend" || owner == "client";
}

/// What a path stands for with "x" in place of its placeholders; a problem if it is nothing, or not this
/// side's.
std::optional<setup::Catalogue::Meaning> read_path(const Reading& reading, const std::string& pointer,
                                                   SideName side) {
  const Value& given = reading.at(pointer);
  if (!given.is_string()) return std::nullopt;
  const auto path = check_placeholders(reading, pointer, given.get_ref<const std::string&>());
  if (!path) return std::nullopt;
  auto meaning = reading.words.catalogue->meaning(*path);
  if (!meaning) {
    reading.refuse(pointer, reading.words.catalogue->unknown_sentence(*path));
    return std::nullopt;
  }
  if (!belongs_to(meaning->path, side)) {
    reading.refuse(pointer,
                   fmt::format("'{}' is not of this side: {} changes {} only", excerpt(*path, 120),
                               member_name(side), side == SideName::app ? "backend and client" : "console"));
    return std::nullopt;
  }
  return meaning;
}

void check_to(const Reading& reading, const std::string& pointer, const setup::Catalogue::Meaning& meaning) {
  const Value& to = reading.at(pointer);
  if (meaning.setting != nullptr) {
    if (to.is_string() && setup::has_placeholder(to.get_ref<const std::string&>()))
      return (void)check_placeholders(reading, pointer, to.get_ref<const std::string&>());
    if (const auto fits = setup::fitting(*meaning.setting, meaning.path, to); !fits)
      reading.refuse(pointer, fits.error().message);
    return;
  }
  const auto& catalogue = *reading.words.catalogue;
  if (!to.is_object()) return reading.refuse(pointer, catalogue.unknown_sentence(meaning.path));
  for (const auto& member : to.items()) {
    const std::string at = json::below(pointer, member.key());
    const auto key = check_placeholders(reading, at, member.key());
    if (!key) continue;
    const std::string path = fmt::format("{}.{}", meaning.path, *key);
    const auto below = setup::is_key(*key) ? catalogue.meaning(path) : std::nullopt;
    if (below) {
      check_to(reading, at, *below);
    } else {
      reading.refuse(at, setup::is_key(*key) ? catalogue.unknown_sentence(path) : setup::key_sentence(*key));
    }
  }
}

Change read_set(const Reading& reading, const std::string& pointer, SideName side) {
  Change change{.kind = Change::Kind::set, .path = reading.text(pointer, "set")};
  if (!json::check(reading.document, pointer, set_fields(), reading.problems)) return change;
  const std::string to = json::below(pointer, "to");
  change.to = std::make_shared<const Value>(reading.at(to));
  if (const auto meaning = read_path(reading, json::below(pointer, "set"), side))
    check_to(reading, to, *meaning);
  return change;
}

Change read_unset(const Reading& reading, const std::string& pointer, SideName side) {
  Change change{.kind = Change::Kind::unset, .path = reading.text(pointer, "unset")};
  if (json::check(reading.document, pointer, unset_fields(), reading.problems))
    (void)read_path(reading, json::below(pointer, "unset"), side);
  return change;
}

Change read_answer(const Reading& reading, const std::string& pointer, SideName side) {
  Change change{.kind = Change::Kind::answer, .code = reading.text(pointer, "answer")};
  if (!json::check(reading.document, pointer, answer_fields(), reading.problems)) return change;
  if (side == SideName::app) {
    reading.refuse(json::below(pointer, "answer"),
                   "only the console can force a verdict: 'answer' is for wrong_in_console");
    return change;
  }
  if (reading.object(pointer, "on") != nullptr) change.on = read_on(reading, json::below(pointer, "on"));
  const Code* code = read_code(reading, json::below(pointer, "answer"), change.code);
  if (code == nullptr) return change;
  if (change.on.service.empty()) change.on.service = code->service;
  if (change.on.op.empty()) change.on.op = code->op;
  return change;
}

Change read_change(const Reading& reading, const std::string& pointer, SideName side) {
  const Value& given = reading.at(pointer);
  if (given.is_object() && given.contains("set")) return read_set(reading, pointer, side);
  if (given.is_object() && given.contains("unset")) return read_unset(reading, pointer, side);
  if (given.is_object() && given.contains("answer")) return read_answer(reading, pointer, side);
  static const json::Fields any = {
      {.name = "set"}, {.name = "to"}, {.name = "unset"}, {.name = "answer"}, {.name = "on"}};
  if (json::check(reading.document, pointer, any, reading.problems))
    reading.refuse(pointer, "a change needs 'set' with 'to', 'unset', or 'answer'");
  return {};
}

}  // namespace

Side read_side(const Reading& reading, const std::string& pointer, SideName name) {
  const Value& given = reading.at(pointer);
  Side side;
  if (given.is_object()) {
    static const json::Fields missing = {{.name = "why", .type = Type::texts, .required = true}};
    side.missing = true;
    if (json::check(reading.document, pointer, missing, reading.problems))
      side.why = reading.texts(pointer, "why");
    return side;
  }
  if (!given.is_array()) {
    reading.refuse(
        pointer, fmt::format("'{}' must be an array of changes, or an object with the 'why' of its absence, "
                             "but is {}",
                             member_name(name), json::kind_of(given)));
    return side;
  }
  for (std::size_t i = 0; i < given.size(); ++i) {
    side.changes.push_back(read_change(reading, json::below(pointer, i), name));
    side.changes.back().at = reading.document.at(json::below(pointer, i));
  }
  return side;
}

}  // namespace faultcast::scenario
