#pragma once
// JSON from a stranger.

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace faultcast::json {

/// Discarded if it is no JSON, or nested in more than `levels`: copying or writing it again takes the
/// stack.
nlohmann::ordered_json parse_untrusted(std::string_view text, int levels = 32);

}  // namespace faultcast::json
