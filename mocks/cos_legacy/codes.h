#pragma once
// The code table of the legacy JSON API (v3 and before). A row's name is its message on the wire; where no
// text is known, its number ("-6101"). (COS legacy reference, 7)

#include "service/code.h"

namespace faultcast::cos_legacy {

const CodeTable& codes();
inline const Code& code(std::string_view name) {
  return faultcast::code(codes(), name);
}

}  // namespace faultcast::cos_legacy
