#pragma once
// Hexadecimal, base64 and percent encoding.

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace faultcast {

std::string hex(ByteView bytes);  ///< lower case
std::optional<Bytes> from_hex(
    std::string_view text);  ///< either case, blanks and line ends between bytes allowed
std::string base64(ByteView bytes);
std::optional<Bytes> from_base64(std::string_view text);  ///< strict: padding required, nothing else around

/// Decodes %XX; an incomplete or wrong escape stays as it is. '+' stays '+'.
std::string percent_decode(std::string_view text);
/// Encodes all but letters, digits and "-_.~".
std::string percent_encode(std::string_view text);

}  // namespace faultcast
