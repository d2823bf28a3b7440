#pragma once
// One matcher against one value.

#include <string>

#include "scenario/scenario.h"

namespace faultcast::judge {

/// `value` null: the field is not there.
bool matches(const scenario::Matcher& matcher, const std::string* value);
/// "= txsecret_wrong", "contains '3004'", "between 1 and 4", "absent"
std::string in_words(const scenario::Matcher& matcher);

}  // namespace faultcast::judge
