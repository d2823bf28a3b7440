#include <nlohmann/json.hpp>

#include "fault/after_bytes.h"
#include "fault/effect_rows.h"

namespace faultcast::fault {

const EffectKind reset_kind = {
    "reset",
    {way_field("which bytes are counted; default in"),
     {"after_bytes", json::Type::whole, false, {}, "so many bytes still pass; default 0"}},
    "after so many bytes the connection is reset (RST)",
    [](const json::Value& given) -> Result<Effect> {
      return Effect(Reset{way_of(given, Way::in), whole(given, "after_bytes")});
    }};

std::unique_ptr<ByteStep> make_step(const Reset& effect) {
  return std::make_unique<AfterBytes>(effect.after_bytes, End::reset);
}

}  // namespace faultcast::fault
