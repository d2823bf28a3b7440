#pragma once
// Whether somebody may watch, and how watching ended.

#include "service/code.h"

namespace faultcast::play {

const CodeTable& codes();
inline const Code& code(std::string_view name) {
  return faultcast::code(codes(), name);
}

}  // namespace faultcast::play
