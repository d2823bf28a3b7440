#pragma once
// The code table of the JSON API v4. A row's name is its message on the wire; where no text is known, its
// number ("-6101"). (COS v4 reference, 4.2 to 4.4)

#include "service/code.h"

namespace faultcast::cos_v4 {

const CodeTable& codes();
inline const Code& code(std::string_view name) {
  return faultcast::code(codes(), name);
}

}  // namespace faultcast::cos_v4
