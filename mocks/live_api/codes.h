#pragma once
// The live HTTP API's code table.

#include "service/code.h"

namespace faultcast::live_api {

const CodeTable& codes();
inline const Code& code(std::string_view name) {
  return faultcast::code(codes(), name);
}

}  // namespace faultcast::live_api
