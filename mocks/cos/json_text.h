#pragma once
// JSON from a stranger.

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace faultcast::cos {

/// Discarded if it is no JSON, or nested so deeply that writing it again would overflow the stack.
nlohmann::ordered_json read_json(std::string_view text);

}  // namespace faultcast::cos
