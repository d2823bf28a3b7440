#include "fault/effect.h"

#include <nlohmann/json.hpp>

#include "fault/effect_rows.h"

namespace faultcast::fault {

const std::vector<EffectKind>& kinds() {
  static const std::vector<EffectKind> rows = {
      delay_kind,       bandwidth_kind,     slice_kind,         stall_kind,
      cut_after_kind,   reset_kind,         refuse_accept_kind, close_before_answer_kind,
      answer_code_kind, rewrite_field_kind,
  };
  return rows;
}

const EffectKind* kind(std::string_view name) {
  for (const auto& row : kinds())
    if (row.name == name) return &row;
  return nullptr;
}

std::string_view name_of(const Effect& effect) {
  struct Name {
    std::string_view operator()(const Delay&) const { return "delay"; }
    std::string_view operator()(const Bandwidth&) const { return "bandwidth"; }
    std::string_view operator()(const Slice&) const { return "slice"; }
    std::string_view operator()(const Stall&) const { return "stall"; }
    std::string_view operator()(const CutAfter&) const { return "cut_after"; }
    std::string_view operator()(const Reset&) const { return "reset"; }
    std::string_view operator()(const CloseBeforeAnswer&) const { return "close_before_answer"; }
    std::string_view operator()(const RefuseAccept&) const { return "refuse_accept"; }
    std::string_view operator()(const AnswerCode&) const { return "answer_code"; }
    std::string_view operator()(const RewriteField&) const { return "rewrite_field"; }
  };
  return std::visit(Name{}, effect);
}

std::unique_ptr<ByteStep> make_step(const Effect& effect) {
  return std::visit(
      [](const auto& e) -> std::unique_ptr<ByteStep> {
        if constexpr (requires {
                        make_step(e);
                        e.way;
                      })
          return make_step(e);
        else
          return nullptr;
      },
      effect);
}

std::optional<Way> way_of(const Effect& effect) {
  return std::visit(
      [](const auto& e) -> std::optional<Way> {
        if constexpr (requires { e.way; })
          return e.way;
        else
          return std::nullopt;
      },
      effect);
}

json::Field way_field(std::string_view about) {
  return {"way", json::Type::choice, false, {"in", "out"}, about};
}

Way way_of(const json::Value& given, Way fallback) {
  const auto at = given.find("way");
  if (at == given.end()) return fallback;
  return *at == "in" ? Way::in : Way::out;
}

std::uint64_t whole(const json::Value& given, std::string_view name) {
  const auto at = given.find(name);
  return at == given.end() ? 0 : at->get<std::uint64_t>();
}

Result<Millis> duration(const json::Value& given, std::string_view name) {
  const auto at = given.find(name);
  if (at == given.end()) return 0;
  return parse_duration(at->get<std::string>());
}

}  // namespace faultcast::fault
