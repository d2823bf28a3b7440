#pragma once
// A Setup's value and the catalogue's tree, walked side by side.

#include <functional>
#include <nlohmann/json.hpp>

#include "setup/setup.h"

namespace faultcast::setup {

/// Sets the fallbacks of every setting below the node that needs no key of the user's choice.
void fill(const Catalogue& catalogue, const Catalogue::Node& node, json::Value& object);

/// The member at the end of a real path, with all objects above it; each is put where the catalogue has it,
/// and a new key of the user's choice is filled.
json::Value& reach(const Catalogue& catalogue, json::Value& root, std::string_view path);

/// The member at a real path; null if there is none.
const json::Value* look(const json::Value& root, std::string_view path);

/// Calls for every setting that is set, in the order of the value.
void each_setting(const Catalogue& catalogue, json::Value& root,
                  const std::function<void(const Setting& setting, json::Value& value)>& call);

/// A number, switch or text as people write it.
std::string plain(const json::Value& value);

}  // namespace faultcast::setup
