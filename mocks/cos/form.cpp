#include "cos/form.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "json/untrusted.h"

namespace faultcast::cos {

namespace {

std::string plain(const nlohmann::ordered_json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "1" : "0";
  if (value.is_null()) return {};
  return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

const std::string* find_any_case(const http::Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields)
    if (same_in_any_case(key, name)) return &value;
  return nullptr;
}

}  // namespace

Form::Form(const http::RequestHead& head, store::BlobWriter content)
    : writer_(std::move(content)), query_(http::parse_query(head.query)) {
  writer_.expect(head.length.value_or(0));
  const std::string* type = head.headers.find("Content-Type");
  if (type == nullptr) return;
  if (auto boundary = http::multipart_boundary(*type))
    parser_.emplace(std::move(*boundary));
  else if (lower(*type).starts_with("multipart/"))
    fail_with(Trouble::form, "Content-Type is multipart, and names no boundary");
}

void Form::take(ByteView body) {
  if (trouble_ != Trouble::none) return;
  if (parser_)
    take_multipart(body);
  else if (count(body.size()))
    text_ += as_text(body);
}

void Form::take_multipart(ByteView body) {
  while (trouble_ == Trouble::none) {
    const auto event = parser_->next(body);
    if (!event) return;
    handle(*event);
  }
}

void Form::handle(const http::FormEvent& event) {
  if (const auto* begin = std::get_if<http::PartBegin>(&event)) {
    part_name_ = begin->name;
    part_value_.clear();
    part_is_open_ = true;
    part_is_content_ = lower(part_name_) == "filecontent";
    // cos-js-sdk-v4 sends a slice again by appending every part to the form that it sent before: of each, the
    // first counts.
    part_is_repeated_ = part_is_content_ && has_content_;
    has_content_ = has_content_ || part_is_content_;
    if (part_is_repeated_) return;
    // A slice: only the whole is hashed.
    if (part_is_content_ && field("session") != nullptr) writer_.is_part();
  } else if (const auto* data = std::get_if<http::PartData>(&event)) {
    if (part_is_repeated_) return;
    if (part_is_content_) {
      if (auto added = writer_.add(data->bytes); !added) fail_with(Trouble::disk, added.error().message);
    } else if (count(data->bytes.size())) {
      part_value_ += as_text(data->bytes);
    }
  } else if (std::holds_alternative<http::PartEnd>(event)) {
    end_part();
  } else if (const auto* broken = std::get_if<http::FormBroken>(&event)) {
    fail_with(Trouble::form, broken->reason);
  }
}

void Form::end_part() {
  part_is_open_ = false;
  if (part_is_repeated_) return;
  if (!part_is_content_) {
    fields_.emplace_back(part_name_, part_value_);
    return;
  }
  auto written = writer_.finish();
  if (written)
    content_ = std::move(*written);
  else
    fail_with(Trouble::disk, written.error().message);
}

void Form::finish() {
  if (trouble_ != Trouble::none) return;
  if (!parser_) {
    read_text();
    return;
  }
  handle(parser_->finish());
  // Its boundary was the body's last line, without the "--" that closes.
  if (trouble_ == Trouble::none && part_is_open_) end_part();
}

void Form::read_text() {
  const std::string_view body = trim(text_);
  if (body.empty()) return;
  const bool like_json = body.front() == '{' || body.front() == '[' || body.front() == '"';
  if (!like_json && body.find('=') != std::string_view::npos) {
    fields_ = http::parse_query(body, true);
    return;
  }
  const auto value = json::parse_untrusted(body);
  if (!value.is_object()) {
    fail_with(Trouble::json, "the body is neither a form nor a JSON object");
    return;
  }
  for (const auto& member : value.items()) fields_.emplace_back(member.key(), plain(member.value()));
}

const std::string* Form::field(std::string_view name, bool or_empty) const {
  for (const auto* fields : {&fields_, &query_})
    if (const std::string* value = find_any_case(*fields, name);
        value != nullptr && (or_empty || !value->empty()))
      return value;
  return nullptr;
}

void Form::fail_with(Trouble trouble, std::string reason) {
  if (trouble_ != Trouble::none) return;
  trouble_ = trouble;
  reason_ = std::move(reason);
}

bool Form::count(std::size_t bytes) {
  counted_ += bytes;
  if (counted_ <= most_fields_bytes) return true;
  fail_with(Trouble::size, fmt::format("the fields of the body are longer than {} bytes", most_fields_bytes));
  return false;
}

}  // namespace faultcast::cos
