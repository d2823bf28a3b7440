#pragma once
// ${…} in texts: found and replaced from the inside out. What a name stands for is the caller's business.

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace faultcast::setup {

using Lookup = std::function<Result<std::string>(std::string_view name)>;

/// The text with every ${name} replaced by what `lookup` gives, "$$" by '$'. Its errors end it.
Result<std::string> substitute(std::string_view text, const Lookup& lookup);

bool has_placeholder(std::string_view text);

}  // namespace faultcast::setup
