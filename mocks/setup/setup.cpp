#include "setup/setup.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "json/field.h"
#include "setup/tree.h"

namespace faultcast::setup {

namespace {

using json::Value;

[[noreturn]] void abort_with(const std::string& sentence) {
  fmt::print(stderr, "{}\n", sentence);
  std::abort();
}

Catalogue::Meaning known(const Catalogue& catalogue, std::string_view path) {
  auto meaning = catalogue.meaning(path);
  if (!meaning) abort_with(catalogue.unknown_sentence(path));
  return std::move(*meaning);
}

const Value* set_value(const Setup& setup, std::string_view path, Setting::Kind kind) {
  const auto meaning = known(setup.catalogue(), path);
  if (meaning.setting == nullptr || meaning.setting->kind != kind)
    abort_with(fmt::format("'{}' is not a setting of the kind that is asked for", path));
  return look(setup.value(), meaning.path);
}

bool is_id_number(const Value& given) {
  return given.is_number_unsigned() || (given.is_number_integer() && given.get<std::int64_t>() >= 0);
}

/// Placeholders are filled later, with addresses that are URLs.
bool is_http_url(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://", "${"})
    if (text.starts_with(scheme) && text.size() > scheme.size() && text[scheme.size()] != '/') return true;
  return text.empty();
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

/// Objects that hold nothing any more, but for those whose key the user chose.
void drop_empty_groups(const Catalogue& catalogue, const Catalogue::Node& node, Value& object) {
  for (const auto& [name, index] : node.below) {
    if (name == "*" || !object.contains(name) || !object[name].is_object()) continue;
    drop_empty_groups(catalogue, catalogue.node(index), object[name]);
    if (object[name].empty()) object.erase(name);
  }
}

bool ends_in_chosen_key(const Catalogue& catalogue, std::string_view path) {
  const auto last = path.rfind('.');
  if (last == std::string_view::npos) return false;
  const auto keys = split(path.substr(0, last), '.');
  const Catalogue::Node* node = &catalogue.root();
  for (const auto& key : keys) node = catalogue.child(*node, key);
  return std::none_of(node->below.begin(), node->below.end(),
                      [&](const auto& b) { return b.first == path.substr(last + 1); });
}

}  // namespace

Setup::Setup(const Catalogue& catalogue)
    : catalogue_(&catalogue), value_(std::make_unique<Value>(Value::object())) {
  fill(catalogue, catalogue.root(), *value_);
}
Setup::Setup(const Setup& other)
    : catalogue_(other.catalogue_), value_(std::make_unique<Value>(*other.value_)) {}
Setup::Setup(Setup&&) noexcept = default;
Setup& Setup::operator=(const Setup& other) {
  if (this != &other) *this = Setup(other);
  return *this;
}
Setup& Setup::operator=(Setup&&) noexcept = default;
Setup::~Setup() = default;
bool Setup::operator==(const Setup& other) const {
  return catalogue_ == other.catalogue_ && *value_ == *other.value_;
}

std::string Setup::text(std::string_view path) const {
  const auto meaning = known(*catalogue_, path);
  if (meaning.setting == nullptr) abort_with(catalogue_->unknown_sentence(path));
  const Value* value = look(*value_, meaning.path);
  return value == nullptr ? std::string() : plain(*value);
}

double Setup::number(std::string_view path) const {
  const Value* value = set_value(*this, path, Setting::Kind::number);
  return value == nullptr ? 0 : value->get<double>();
}

bool Setup::flag(std::string_view path) const {
  const Value* value = set_value(*this, path, Setting::Kind::boolean);
  return value != nullptr && value->get<bool>();
}

bool Setup::has(std::string_view path) const {
  return look(*value_, known(*catalogue_, path).path) != nullptr;
}

std::vector<std::string> Setup::keys(std::string_view path) const {
  const Value* group = look(*value_, known(*catalogue_, path).path);
  std::vector<std::string> names;
  if (group == nullptr || !group->is_object()) return names;
  for (const auto& member : group->items())
    if (ends_in_chosen_key(*catalogue_, fmt::format("{}.{}", path, member.key())))
      names.push_back(member.key());
  return names;
}

std::optional<std::string> Setup::shown(std::string_view path) const {
  const auto meaning = catalogue_->meaning(path);
  if (!meaning || meaning->setting == nullptr) return std::nullopt;
  const Value* value = look(*value_, meaning->path);
  return value == nullptr ? std::nullopt : std::optional(plain(*value));
}

Result<Value> fitting(const Setting& setting, std::string_view path, const Value& given) {
  const auto refuse = [&](std::string_view must) {
    return fail(fmt::format("'{}' must be {}, but is {}", path, must, json::kind_of(given)));
  };
  if (given.is_string() && !is_utf8(given.get_ref<const std::string&>()))
    return fail(fmt::format("'{}' is not valid UTF-8", path));
  switch (setting.kind) {
    case Setting::Kind::text:
      if (setting.shape == Shape::digits && is_id_number(given)) return Value(given.dump());
      if (!given.is_string())
        return refuse(setting.shape == Shape::digits ? "digits, as a string or number" : "a string");
      if (setting.url && !is_http_url(given.get_ref<const std::string&>()))
        return fail(fmt::format("'{}' must be an http:// or https:// URL, or empty, but is '{}'", path,
                                excerpt(given.get_ref<const std::string&>(), 60)));
      return given;
    case Setting::Kind::number:
      return given.is_number() ? Result<Value>(given) : refuse("a number");
    case Setting::Kind::boolean:
      return given.is_boolean() ? Result<Value>(given) : refuse("true or false");
    case Setting::Kind::choice:
      break;
  }
  const std::vector<std::string> choices(setting.choices.begin(), setting.choices.end());
  if (!given.is_string()) return refuse(fmt::format("a string, one of {}", join(choices, ", ")));
  const auto& word = given.get_ref<const std::string&>();
  if (std::find(choices.begin(), choices.end(), word) != choices.end()) return given;
  return fail(fmt::format("'{}' cannot be '{}', allowed are {}", path, excerpt(word, 60),
                          json::allowed_words(word, choices)));
}

Result<void> Setup::put(const Catalogue::Meaning& meaning, const Value& to) {
  if (meaning.setting != nullptr) {
    if (to.is_object()) return fail(fmt::format("'{}' is one setting, but is given an object", meaning.path));
    auto value = fitting(*meaning.setting, meaning.path, to);
    if (!value) return fail(value.error());
    reach(*catalogue_, *value_, meaning.path) = std::move(*value);
    return {};
  }
  if (!to.is_object()) return fail(catalogue_->unknown_sentence(meaning.path));
  if (ends_in_chosen_key(*catalogue_, meaning.path)) {
    if (look(*value_, meaning.path) != nullptr) (void)unset(meaning.path);
    reach(*catalogue_, *value_, meaning.path);
  }
  for (const auto& member : to.items()) {
    const std::string path = fmt::format("{}.{}", meaning.path, member.key());
    const auto below = is_key(member.key()) ? catalogue_->meaning(path) : std::nullopt;
    if (!below)
      return fail(is_key(member.key()) ? catalogue_->unknown_sentence(path) : key_sentence(member.key()));
    if (auto done = put(*below, member.value()); !done) return done;
  }
  return {};
}

Result<void> Setup::set(std::string_view path, const Value& to) {
  const auto meaning = catalogue_->meaning(path);
  if (!meaning) return fail(catalogue_->unknown_sentence(path));
  if (meaning->setting != nullptr) return put(*meaning, to);
  Setup changed(*this);  // a group can turn out wrong in its middle
  if (auto done = changed.put(*meaning, to); !done) return done;
  *this = std::move(changed);
  return {};
}

Result<void> Setup::set_text(std::string_view path, std::string_view text) {
  const Setting* setting = catalogue_->find(path);
  if (setting == nullptr) return fail(catalogue_->unknown_sentence(path));
  if (setting->kind == Setting::Kind::boolean) {
    if (text != "true" && text != "false")
      return fail(fmt::format("'{}' must be true or false, but is '{}'", path, excerpt(text, 60)));
    return set(path, text == "true");
  }
  if (setting->kind != Setting::Kind::number) return set(path, std::string(text));
  if (const auto whole = parse_unsigned(text)) return set(path, *whole);
  const auto number = parse_double(text);
  if (!number || !std::isfinite(*number))
    return fail(fmt::format("'{}' must be a number, but is '{}'", path, excerpt(text, 60)));
  return set(path, *number);
}

Result<void> Setup::unset(std::string_view path) {
  const auto meaning = catalogue_->meaning(path);
  if (!meaning) return fail(catalogue_->unknown_sentence(path));
  if (look(*value_, meaning->path) == nullptr)
    return fail(fmt::format("nothing is set at '{}'", excerpt(path, 120)));
  const auto last = meaning->path.rfind('.');
  Value& above =
      last == std::string::npos ? *value_ : reach(*catalogue_, *value_, meaning->path.substr(0, last));
  above.erase(last == std::string::npos ? meaning->path : meaning->path.substr(last + 1));
  drop_empty_groups(*catalogue_, catalogue_->root(), *value_);
  return {};
}

Value Setup::masked() const {
  Value copy = *value_;
  each_setting(*catalogue_, copy, [](const Setting& setting, Value& value) {
    if (setting.secret) value = setup::masked(plain(value));
  });
  return copy;
}

std::string masked(std::string_view secret) {
  std::vector<std::string_view> characters;
  for (std::string_view rest = secret; !rest.empty(); rest.remove_prefix(characters.back().size()))
    characters.push_back(rest.substr(0, std::max<std::size_t>(1, utf8_length(rest))));
  if (characters.empty()) return {};
  if (characters.size() < 8) return "…";
  const std::size_t front = characters[0].size() + characters[1].size();
  const std::size_t back = characters[characters.size() - 2].size() + characters.back().size();
  return fmt::format("{}…{}", secret.substr(0, front), secret.substr(secret.size() - back));
}

}  // namespace faultcast::setup
