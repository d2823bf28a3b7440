#include <nlohmann/json.hpp>

#include "fault/after_bytes.h"
#include "fault/effect_rows.h"

namespace faultcast::fault {

const EffectKind stall_kind = {
    "stall",
    {way_field("which bytes are counted; default out"),
     {"after_bytes", json::Type::whole, false, {}, "so many bytes still pass; default 0"}},
    "after so many bytes nothing passes any more; the connection stays open",
    [](const json::Value& given) -> Result<Effect> {
      return Effect(Stall{way_of(given, Way::out), whole(given, "after_bytes")});
    }};

std::unique_ptr<ByteStep> make_step(const Stall& effect) {
  return std::make_unique<AfterBytes>(effect.after_bytes, End::none);
}

}  // namespace faultcast::fault
