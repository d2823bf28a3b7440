#pragma once
// The effects a fault can have, one file each. This is the list: a new one gets its file and its two lines
// here (the variant, and its row in kinds()).

#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "json/field.h"

namespace faultcast::fault {

/// Which bytes: those coming from the client, or those going to it.
enum class Way { in, out };

/// Every piece of bytes is held back for a time.
struct Delay {
  Way way = Way::out;
  Millis time = 0;
};
/// At most so many bytes a second pass.
struct Bandwidth {
  Way way = Way::out;
  std::uint64_t bytes_per_second = 0;
};
/// Bytes pass in pieces of this size, with a pause between two pieces.
struct Slice {
  Way way = Way::out;
  std::uint64_t bytes = 1;
  Millis pause = 0;
};
/// After so many bytes nothing passes any more; the connection stays open.
struct Stall {
  Way way = Way::out;
  std::uint64_t after_bytes = 0;
};
/// After so many bytes the connection is closed (FIN); the bytes before that pass.
struct CutAfter {
  Way way = Way::in;
  std::uint64_t bytes = 0;
};
/// After so many bytes the connection is reset (RST).
struct Reset {
  Way way = Way::in;
  std::uint64_t after_bytes = 0;
};
/// The request is taken, the answer never given: the connection is closed in its place.
struct CloseBeforeAnswer {};
/// The port does not accept: "closed" (connection refused) or "filtered" (connects time out). On op "listen".
struct RefuseAccept {
  bool filtered = false;
};
/// The verdict is this one, whatever the request deserved.
struct AnswerCode {
  std::string code;  ///< "live:txsecret_wrong"
};
/// A field of the answer is sent with another value.
struct RewriteField {
  std::string name, to;
};

using Effect = std::variant<Delay, Bandwidth, Slice, Stall, CutAfter, Reset, CloseBeforeAnswer, RefuseAccept,
                            AnswerCode, RewriteField>;

/// What an effect is called in files and what it takes.
struct EffectKind {
  std::string_view name;  ///< "cut_after"
  json::Fields fields;
  std::string_view about;
  /// From an object that passed json::check against `fields`.
  Result<Effect> (*make)(const json::Value& given);
};
const std::vector<EffectKind>& kinds();
/// The row of that name; null if there is none.
const EffectKind* kind(std::string_view name);
/// The word for an effect, as in files.
std::string_view name_of(const Effect& effect);

}  // namespace faultcast::fault
