// Rows of fields as JSON Schema (draft-07, json-schema.org).
#include <nlohmann/json.hpp>

#include "json/field.h"

namespace faultcast::json {

namespace {

Value shape_of(const Field& field) {
  switch (field.type) {
    case Type::text:
      return {{"type", "string"}};
    case Type::duration:
      return {{"type", "string"}, {"pattern", "^[+-]?([0-9]+(d|h|m|s|ms))+$"}};
    case Type::choice:
      return {{"enum", field.allowed}};
    case Type::number:
      return {{"type", "number"}};
    case Type::whole:
      return {{"type", "integer"}, {"minimum", 0}};
    case Type::boolean:
      return {{"type", "boolean"}};
    case Type::texts:
      return {{"$ref", "#/definitions/texts"}};
    case Type::strings:
      return {{"type", "array"}, {"items", {{"type", "string"}}}};
    case Type::object:
      return {{"type", "object"}};
    case Type::array:
      return {{"type", "array"}};
    case Type::any:
      break;
  }
  return Value::object();
}

}  // namespace

Value schema(const Field& field) {
  Value out = shape_of(field);
  if (!field.about.empty()) out["description"] = field.about;
  return out;
}

Value schema(const Fields& fields) {
  Value properties = Value::object();
  Value required = Value::array();
  for (const auto& field : fields) {
    properties[std::string(field.name)] = schema(field);
    if (field.required) required.push_back(field.name);
  }
  Value out = {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) out["required"] = std::move(required);
  return out;
}

}  // namespace faultcast::json
