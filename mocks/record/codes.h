#pragma once
// What becomes of recordings, and what their downloads are answered.

#include "service/code.h"

namespace faultcast::record {

const CodeTable& codes();
inline const Code& code(std::string_view name) {
  return faultcast::code(codes(), name);
}

}  // namespace faultcast::record
