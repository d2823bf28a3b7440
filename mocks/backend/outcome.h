#pragma once
// How a script ended.

#include <string>

#include "backend/codes.h"
#include "backend/script.h"
#include "service/verdict.h"

namespace faultcast::backend {

struct Outcome {
  Verdict verdict;
  int status = 200;
  std::string body;
};

inline Verdict verdict_of(std::string_view name, Text because, std::string setting = {}) {
  Verdict verdict;
  verdict.code = &code(name);
  verdict.because = std::move(because);
  verdict.setting = std::move(setting);
  return verdict;
}

/// A script that died: nothing but the status, or the text of display_errors.
inline Outcome died(const Script& script, Verdict verdict) {
  if (script.setup().flag("backend.display_errors")) return {std::move(verdict), 200, *script.dead()};
  return {std::move(verdict), 500, {}};
}

}  // namespace faultcast::backend
