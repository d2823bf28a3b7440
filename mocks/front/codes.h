#pragma once
// What the HTTP port itself decides, before or instead of any service.

#include "service/code.h"

namespace faultcast::front {

const CodeTable& codes();
inline const Code& code(std::string_view name) {
  return faultcast::code(codes(), name);
}

}  // namespace faultcast::front
