#include "http/multipart.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "http/parameters.h"

namespace faultcast::http {

namespace {

/// Blanks between a boundary and the end of its line (RFC 2046 5.1.1); more of them are data.
constexpr std::size_t padding_most = 8;

/// Lines of "Name: value"; a line that begins with a blank goes on with the last one, one without a colon
/// says nothing.
Headers parse_part_head(std::string_view text) {
  Headers headers;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const auto colon = line.find(':');
    if (line.starts_with(' ') || line.starts_with('\t')) {
      if (!headers.list.empty()) headers.list.back().value += fmt::format(" {}", trim(line));
    } else if (colon != std::string_view::npos) {
      headers.add(std::string(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1))));
    }
  }
  return headers;
}

}  // namespace

MultipartParser::MultipartParser(std::string boundary) : delimiter_("\n--" + std::move(boundary)) {}

std::optional<FormEvent> MultipartParser::next(ByteView& bytes) {
  if (state_ == State::preamble && !bytes.empty()) {
    const std::string_view boundary = std::string_view(delimiter_).substr(3);
    if (boundary.empty() || boundary.size() > most_boundary)
      return fail_with(
          fmt::format("a boundary has 1 to {} characters, not {}", most_boundary, boundary.size()));
    if (boundary.find_first_of("\r\n") != std::string_view::npos)
      return fail_with("the boundary holds the end of a line");
  }
  while (state_ != State::epilogue && state_ != State::broken) {
    std::optional<FormEvent> event;
    if (state_ == State::closing) {
      state_ = State::epilogue;
      return FormEnd{};
    }
    if (bytes.empty()) return std::nullopt;
    if (state_ == State::part_head) {
      event = take_head(bytes);
    } else {
      event = held_.empty() ? take_body(bytes) : take_held(bytes);
    }
    if (event) return event;
  }
  bytes = {};
  return std::nullopt;
}

FormEvent MultipartParser::finish() {
  std::string_view held = as_text(held_);
  switch (state_) {
    case State::closing:
    case State::epilogue:
      return FormEnd{};
    case State::part_head:
      if (held_.empty()) return FormEnd{};
      return fail_with("the form ends in the middle of a part's head");
    case State::preamble:
    case State::part_body:
      if (held.starts_with('\r')) held.remove_prefix(1);
      if (held.starts_with(delimiter_) ||
          (at_start_ && held.starts_with(std::string_view(delimiter_).substr(1))))
        return FormEnd{};
      return fail_with(state_ == State::preamble ? "the form's boundary does not occur in it"
                                                 : "the form ends without its closing boundary");
    case State::broken:
      break;
  }
  return fail_with("the form was broken before it ended");
}

/// `text` begins with the end of a line, or is the start of a preamble or body.
MultipartParser::Look MultipartParser::look(std::string_view text) const {
  constexpr Look none = {Kind::none, 0}, unfinished = {Kind::unfinished, 0};
  std::string_view wanted = delimiter_;
  std::size_t at = text.starts_with('\r') ? 1 : 0;
  if (at == 0 && !text.starts_with('\n')) wanted.remove_prefix(1);

  const std::string_view first = text.substr(at, wanted.size());
  if (first != wanted.substr(0, first.size())) return none;
  if (first.size() < wanted.size()) return unfinished;
  at += first.size();
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("--")) return {Kind::last, at + 2};
  if (rest == "-") return unfinished;
  const std::size_t padding =
      std::min(rest.substr(0, padding_most + 1).find_first_not_of(" \t"), rest.size());
  if (padding > padding_most) return none;
  const std::string_view end = rest.substr(padding);
  if (end.starts_with('\n')) return {Kind::part, at + padding + 1};
  if (end.starts_with("\r\n")) return {Kind::part, at + padding + 2};
  return end.empty() || end == "\r" ? unfinished : none;
}

/// Where in `text`, from `from` on, a delimiter may begin that ends behind it.
std::size_t MultipartParser::next_candidate(std::string_view text, std::size_t from) const {
  while ((from = text.find_first_of("\r\n", from)) != std::string_view::npos) {
    if (look(text.substr(from)).kind != Kind::none) return from;
    ++from;
  }
  return text.size();
}

/// Goes on with what was held back, byte by byte, until it is a delimiter or is none. Only its first byte can
/// begin a delimiter: a line's end inside of it would have ended it.
std::optional<FormEvent> MultipartParser::take_held(ByteView& bytes) {
  held_.push_back(bytes.front());
  const Look seen = look(as_text(held_));
  if (seen.kind == Kind::none) {
    held_.pop_back();
    given_.swap(held_);
    held_.clear();
    at_start_ = false;
    return data(given_);
  }
  bytes = bytes.subspan(1);
  if (seen.kind == Kind::unfinished) return std::nullopt;
  held_.clear();
  return pass(seen.kind);
}

/// Data up to the next delimiter, or that delimiter.
std::optional<FormEvent> MultipartParser::take_body(ByteView& bytes) {
  const std::string_view text = as_text(bytes);
  std::size_t end = 0;  // of what is surely data
  Look seen = at_start_ ? look(text) : Look{Kind::none, 0};
  for (std::size_t from = 0; seen.kind == Kind::none;) {
    const void* found = memmem(text.data() + from, text.size() - from, delimiter_.data(), delimiter_.size());
    if (found == nullptr) {
      // Only its beginning can still stand at the very end.
      end = next_candidate(text, std::max(from, text.size() - std::min(text.size(), delimiter_.size())));
      break;
    }
    end = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    from = end + 1;
    if (end > 0 && text[end - 1] == '\r') --end;
    seen = look(text.substr(end));
  }
  const ByteView before = bytes.first(end);
  if (end > 0) {
    at_start_ = false;
    bytes = bytes.subspan(end);
    if (auto event = data(before)) return event;
  }
  if (seen.kind == Kind::part || seen.kind == Kind::last) {
    bytes = bytes.subspan(seen.size);
    return pass(seen.kind);
  }
  append(held_, bytes);
  bytes = {};
  return std::nullopt;
}

std::optional<FormEvent> MultipartParser::data(ByteView bytes) {
  if (state_ == State::preamble || bytes.empty()) return std::nullopt;
  return PartData{bytes};
}

/// A delimiter is behind us.
std::optional<FormEvent> MultipartParser::pass(Kind kind) {
  const bool in_part = state_ == State::part_body;
  state_ = kind == Kind::last ? State::closing : State::part_head;
  line_ = 0;
  if (in_part) return PartEnd{};
  return std::nullopt;
}

std::optional<FormEvent> MultipartParser::take_head(ByteView& bytes) {
  while (!bytes.empty()) {
    const auto* const line_end =
        static_cast<const std::uint8_t*>(std::memchr(bytes.data(), '\n', bytes.size()));
    const std::size_t size =
        line_end == nullptr ? bytes.size() : static_cast<std::size_t>(line_end - bytes.data()) + 1;
    if (size > most_part_head - held_.size())
      return fail_with(fmt::format("the head of a part is over {} bytes", most_part_head));
    append(held_, bytes.first(size));
    bytes = bytes.subspan(size);
    if (line_end == nullptr) return std::nullopt;
    const std::string_view line = as_text(held_).substr(line_);
    line_ = held_.size();
    if (line == "\n" || line == "\r\n") return begin_part();
  }
  return std::nullopt;
}

FormEvent MultipartParser::begin_part() {
  if (++parts_ > most_parts) return fail_with(fmt::format("the form has over {} parts", most_parts));
  PartBegin part;
  part.headers = parse_part_head(as_text(held_));
  held_.clear();
  state_ = State::part_body;
  at_start_ = true;
  if (const std::string* disposition = part.headers.find("Content-Disposition")) {
    const Parameters parameters = parse_parameters(*disposition);
    if (const std::string* name = parameters.list.find("name")) part.name = *name;
    if (const std::string* filename = parameters.list.find("filename")) part.filename = *filename;
  }
  return part;
}

FormEvent MultipartParser::fail_with(std::string reason) {
  state_ = State::broken;
  held_ = {};
  return FormBroken{std::move(reason)};
}

std::optional<std::string> multipart_boundary(std::string_view content_type) {
  const Parameters parameters = parse_parameters(content_type);
  if (parameters.value != "multipart/form-data") return std::nullopt;
  const std::string* boundary = parameters.list.find("boundary");
  if (boundary == nullptr || boundary->empty()) return std::nullopt;
  return *boundary;
}

}  // namespace faultcast::http
