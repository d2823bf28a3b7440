#pragma once
// What the stock backend answers, to the app and to callbacks.

#include "service/code.h"

namespace faultcast::backend {

const CodeTable& codes();
inline const Code& code(std::string_view name) {
  return faultcast::code(codes(), name);
}

}  // namespace faultcast::backend
