#pragma once
// The callback sender's code table: what became of an attempt to deliver an event.

#include "service/code.h"

namespace faultcast::callback {

const CodeTable& codes();
inline const Code& code(std::string_view name) {
  return faultcast::code(codes(), name);
}

}  // namespace faultcast::callback
