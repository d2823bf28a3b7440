#pragma once
// For effect.cpp alone: each effect's file defines its row, and byte effects their step.

#include "fault/effect.h"
#include "fault/pipe.h"

namespace faultcast::fault {

extern const EffectKind delay_kind, bandwidth_kind, slice_kind, stall_kind, cut_after_kind, reset_kind,
    close_before_answer_kind, refuse_accept_kind, answer_code_kind, rewrite_field_kind;

std::unique_ptr<ByteStep> make_step(const Delay&);
std::unique_ptr<ByteStep> make_step(const Bandwidth&);
std::unique_ptr<ByteStep> make_step(const Slice&);
std::unique_ptr<ByteStep> make_step(const Stall&);
std::unique_ptr<ByteStep> make_step(const CutAfter&);
std::unique_ptr<ByteStep> make_step(const Reset&);

/// The field that says which direction a byte effect works on.
json::Field way_field(std::string_view about);
/// Reads it; `fallback` where the file does not say.
Way way_of(const json::Value& given, Way fallback);
/// A whole number member, 0 if absent.
std::uint64_t whole(const json::Value& given, std::string_view name);
/// A duration member ("250ms"); absent is 0.
Result<Millis> duration(const json::Value& given, std::string_view name);

}  // namespace faultcast::fault
