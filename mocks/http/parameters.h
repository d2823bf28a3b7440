#pragma once
// "value; name=value; name="quoted value"", as Content-Type and Content-Disposition have it (RFC 9110 5.6.6).

#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace faultcast::http {

struct Parameters {
  std::string value;  ///< lower case, without blanks around
  Headers list;       ///< names as sent
};

/// In quotes, a backslash goes before a quote or a backslash only: browsers once sent whole Windows paths.
/// "name*=UTF-8''percent%20encoded" (RFC 8187) counts as a name where the plain one is missing.
Parameters parse_parameters(std::string_view text);

}  // namespace faultcast::http
