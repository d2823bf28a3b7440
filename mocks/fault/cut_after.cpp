#include <nlohmann/json.hpp>

#include "fault/after_bytes.h"
#include "fault/effect_rows.h"

namespace faultcast::fault {

const EffectKind cut_after_kind = {"cut_after",
                                   {way_field("which bytes are counted; default in"),
                                    {"bytes", json::Type::whole, true, {}, "so many bytes still pass"}},
                                   "after so many bytes the connection is closed",
                                   [](const json::Value& given) -> Result<Effect> {
                                     return Effect(CutAfter{way_of(given, Way::in), whole(given, "bytes")});
                                   }};

std::unique_ptr<ByteStep> make_step(const CutAfter& effect) {
  return std::make_unique<AfterBytes>(effect.bytes, End::close);
}

}  // namespace faultcast::fault
