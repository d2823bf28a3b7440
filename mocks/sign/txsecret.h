#pragma once
// The push signature: txSecret = lower-case hex of MD5(push key + stream id + txTime as text).
// Source: "Push hotlink protection" of the live documentation, and the stock backend of 2017; plain
// concatenation, txTime exactly as it stands in the URL (no change of case).

#include <string>
#include <string_view>

namespace faultcast::sign {

std::string txsecret(std::string_view push_key, std::string_view stream_id, std::string_view txtime);

}  // namespace faultcast::sign
