#pragma once
// The live service's code table: every verdict on a push, and every way a connection or a stream ends.

#include "service/code.h"

namespace faultcast::live {

const CodeTable& codes();
inline const Code& code(std::string_view name) {
  return faultcast::code(codes(), name);
}

}  // namespace faultcast::live
