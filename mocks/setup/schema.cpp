#include <nlohmann/json.hpp>

#include "setup/tree.h"

namespace faultcast::setup {

namespace {

using json::Value;

Value of_setting(const Setting& setting) {
  Value out = Value::object();
  switch (setting.kind) {
    case Setting::Kind::text:
      out["type"] = setting.shape == Shape::digits ? Value::array({"string", "integer"}) : Value("string");
      break;
    case Setting::Kind::number:
      out["type"] = "number";
      break;
    case Setting::Kind::boolean:
      out["type"] = "boolean";
      break;
    case Setting::Kind::choice:
      out["enum"] = setting.choices;
      break;
  }
  if (!setting.about.empty()) out["description"] = setting.about;
  if (!setting.fallback.empty()) out["default"] = Value::parse(setting.fallback);
  return out;
}

Value of_node(const Catalogue& catalogue, const Catalogue::Node& node) {
  if (node.row) return of_setting(catalogue.rows()[*node.row]);
  Value out = {{"type", "object"}, {"properties", Value::object()}, {"additionalProperties", false}};
  for (const auto& [name, index] : node.below) {
    Value below = of_node(catalogue, catalogue.node(index));
    if (name == "*") {
      out["propertyNames"] = {{"pattern", "^[A-Za-z0-9_-]+$"}};
      out["additionalProperties"] = std::move(below);
    } else {
      out["properties"][name] = std::move(below);
    }
  }
  return out;
}

}  // namespace

Value schema(const Catalogue& catalogue) {
  Value out = {{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "faultcast setup"}};
  out.update(of_node(catalogue, catalogue.root()));
  out["properties"]["$schema"] = {{"type", "string"}};
  return out;
}

}  // namespace faultcast::setup
