#pragma once
// What downloads are answered, by the CDN's edge and by the object store's origin.

#include "service/code.h"

namespace faultcast::cdn {

const CodeTable& codes();
inline const Code& code(std::string_view name) {
  return faultcast::code(codes(), name);
}

}  // namespace faultcast::cdn
