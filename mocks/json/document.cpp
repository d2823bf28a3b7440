#include "json/document.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "base/text.h"
#include "json/reader.h"

namespace faultcast::json {

namespace {

/// The first byte that no text file has; none if all is well.
std::optional<std::pair<std::size_t, std::string>> not_text(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text.substr(at));
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == 0) return {{at, "a zero byte: this is no text file"}};
    if (length == 0) return {{at, fmt::format("byte \\x{:02x} is not valid UTF-8", byte)}};
    at += length;
  }
  return std::nullopt;
}

std::string key_of(std::string_view step) {
  return replace_all(replace_all(std::string(step), "~1", "/"), "~0", "~");
}

/// The index of a step in the object or array; none if it is not there.
std::optional<std::size_t> index_of(const Value& value, std::string_view step) {
  if (value.is_array()) {
    const auto index = parse_unsigned(step);
    return index && *index < value.size() ? std::optional<std::size_t>(*index) : std::nullopt;
  }
  if (!value.is_object()) return std::nullopt;
  const auto& members = value.get_ref<const Value::object_t&>();
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&, key = key_of(step)](const auto& m) { return m.first == key; });
  if (found == members.end()) return std::nullopt;
  return static_cast<std::size_t>(found - members.begin());
}

const Value& child(const Value& value, std::size_t index) {
  if (value.is_array()) return value[index];
  return (value.get_ref<const Value::object_t&>().begin() + static_cast<std::ptrdiff_t>(index))->second;
}

struct Spot {
  const Value* value;
  const Place* place;
  bool exact;
};

/// As far down as the pointer leads.
Spot walk(const Value& root, const Place& place, std::string_view pointer) {
  Spot spot{&root, &place, true};
  while (!pointer.empty()) {
    const std::string_view step = pointer.substr(1, pointer.find('/', 1) - 1);
    pointer.remove_prefix(std::min(pointer.size(), step.size() + 1));
    const auto index = index_of(*spot.value, step);
    if (!index) return {spot.value, spot.place, false};
    spot.place = &spot.place->below[*index];
    spot.value = &child(*spot.value, *index);
  }
  return spot;
}

}  // namespace

std::string Problem::str() const {
  if (at.line == 0) return fmt::format("{}: {}", file, sentence);
  return fmt::format("{}:{}:{}: {}", file, at.line, at.column, sentence);
}

std::string below(std::string_view pointer, std::string_view key) {
  return fmt::format("{}/{}", pointer, replace_all(replace_all(std::string(key), "~", "~0"), "/", "~1"));
}
std::string below(std::string_view pointer, std::size_t index) {
  return fmt::format("{}/{}", pointer, index);
}

void sort_by_position(Problems& problems, std::size_t first) {
  std::stable_sort(problems.begin() + static_cast<std::ptrdiff_t>(first), problems.end(),
                   [](const Problem& a, const Problem& b) {
                     return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
                   });
}

Document::Document() : value_(std::make_unique<Value>()), places_(std::make_unique<Place>()) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Document Document::parse(std::string file, std::string_view text, Problems& problems) {
  Document document;
  document.file_ = std::move(file);
  const auto refuse = [&](Position at, std::string sentence) {
    problems.push_back({document.file_, at, std::move(sentence)});
  };
  if (text.size() > most_bytes) {
    refuse({}, fmt::format("longer than {} MiB", most_bytes / 1024 / 1024));
    return document;
  }
  if (const auto wrong = not_text(text)) {
    refuse(locate(text, wrong->first), wrong->second);
    return document;
  }
  Reader reader(text);
  document.whole_ =
      Value::sax_parse(text.begin(), text.end(), &reader, nlohmann::detail::input_format_t::json, true, true);
  for (auto& [at, sentence] : reader.mistakes) refuse(at, std::move(sentence));
  *document.value_ = std::move(reader.root);
  *document.places_ = std::move(reader.place);
  return document;
}

Document Document::read(const std::string& path, Problems& problems) {
  const auto refuse = [&](std::string sentence) {
    problems.push_back({path, {}, std::move(sentence)});
    Document document;
    document.file_ = path;
    return document;
  };
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) return refuse("there is no such file");
  if (error) return refuse(fmt::format("cannot be read: {}", error.message()));
  if (std::filesystem::is_directory(status)) return refuse("is a folder, not a file");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return refuse("cannot be opened for reading");
  std::string text;
  std::array<char, 16384> piece{};
  // One byte more than allowed is enough to know: endless files end too.
  while (text.size() <= most_bytes && stream.good()) {
    stream.read(piece.data(), piece.size());
    text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) return refuse("cannot be read to its end");
  return parse(path, text, problems);
}

const Value* Document::find(std::string_view pointer) const {
  const Spot spot = walk(*value_, *places_, pointer);
  return spot.exact ? spot.value : nullptr;
}

Position Document::at(std::string_view pointer) const {
  return walk(*value_, *places_, pointer).place->at;
}

Problem Document::problem(std::string_view pointer, std::string sentence) const {
  return {file_, at(pointer), std::move(sentence)};
}

}  // namespace faultcast::json
