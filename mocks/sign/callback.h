#pragma once
// The signature of event callbacks and of the live HTTP API: sign = lower-case hex of MD5(API key + t), t in
// decimal. It covers key and time alone. Source: "Event message notification" and "API authentication" of the
// live documentation; (Live service reference, 3.2 and 4.1)

#include <cstdint>
#include <string>
#include <string_view>

namespace faultcast::sign {

std::string callback_sign(std::string_view api_key, std::int64_t t);
/// The same over the text of t as it came.
std::string callback_sign(std::string_view api_key, std::string_view t);

}  // namespace faultcast::sign
