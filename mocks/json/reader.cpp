#include "json/reader.h"

#include <fmt/core.h>

#include "base/text.h"

namespace faultcast::json {

Position Reader::take_token() {
  cursor_.skip_to_token();
  const Position at = cursor_.here();
  cursor_.skip_token();
  return at;
}

bool Reader::scalar(Value given) {
  add(std::move(given), take_token());
  end_value();
  return true;
}

bool Reader::open(Value container) {
  const Position at = take_token();
  if (levels_.size() == most_levels) {
    mistakes.emplace_back(at, fmt::format("nested deeper than {} levels", most_levels));
    return false;
  }
  const auto [value, its_place] = add(std::move(container), at);
  levels_.push_back({value, its_place});
  after_ = After::open;
  return true;
}

bool Reader::close() {
  take_token();
  levels_.pop_back();
  end_value();
  return true;
}

bool Reader::key(std::string& given) {
  Level& level = levels_.back();
  level.key_at = take_token();
  const auto [first, fresh] = level.seen.emplace(given, level.key_at);
  level.repeated = !fresh;
  if (!fresh)
    mistakes.emplace_back(level.key_at, fmt::format("duplicate key '{}', first at {}:{}", excerpt(given, 60),
                                                    first->second.line, first->second.column));
  level.key = std::move(given);
  after_ = After::key;
  return true;
}

std::pair<Value*, Place*> Reader::add(Value given, Position at) {
  if (levels_.empty()) {
    root = std::move(given);
    place.at = at;
    return {&root, &place};
  }
  Level& level = levels_.back();
  if (!level.value->is_object()) {
    level.value->push_back(std::move(given));
    level.place->below.push_back({at, {}});
    return {&level.value->back(), &level.place->below.back()};
  }
  // the underlying vector's own emplace_back: the map's would look through all members each time
  auto& members = level.value->get_ref<Value::object_t&>();
  members.emplace_back(std::move(level.key), std::move(given));
  level.place->below.push_back({level.key_at, {}});
  return {&members.back().second, &level.place->below.back()};
}

void Reader::end_value() {
  after_ = After::value;
  if (!in_object() || !levels_.back().repeated) return;
  levels_.back().value->get_ref<Value::object_t&>().pop_back();
  levels_.back().place->below.pop_back();
  levels_.back().repeated = false;
}

bool Reader::parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) {
  cursor_.skip_blanks();
  if (after_ == After::nothing && cursor_.rest().empty()) {
    mistakes.emplace_back(Position{}, "the file is empty");
    return false;
  }
  const std::string wanted = expected();
  if (const auto wrong = defect(cursor_)) {
    mistakes.emplace_back(cursor_.here(), *wrong);
  } else {
    mistakes.emplace_back(cursor_.here(),
                          fmt::format("unexpected {}, expected {}", token_words(cursor_), wanted));
  }
  return false;
}

std::string Reader::expected() {
  const auto past = [&](char sign) {
    if (cursor_.peek() != sign) return false;
    cursor_.advance(1);
    cursor_.skip_blanks();
    return true;
  };
  switch (after_) {
    case After::nothing:
      return "a value";
    case After::key:
      return past(':') ? "a value" : "':' after the key";
    case After::open:
      return in_object() ? "a key in double quotes or '}'" : "a value or ']'";
    case After::value:
      break;
  }
  if (levels_.empty()) return "the end of the file";
  if (in_object()) return past(',') ? "a key in double quotes" : "',' or '}'";
  return past(',') ? "a value" : "',' or ']'";
}

}  // namespace faultcast::json
