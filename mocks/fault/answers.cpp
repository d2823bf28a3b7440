// The effects that are not about bytes: what the server answers, or whether it can be reached at all.
#include <nlohmann/json.hpp>

#include "fault/effect_rows.h"

namespace faultcast::fault {

const EffectKind close_before_answer_kind = {
    "close_before_answer",
    {},
    "the request is taken, then the connection is closed in place of an answer",
    [](const json::Value&) -> Result<Effect> { return Effect(CloseBeforeAnswer{}); }};

const EffectKind refuse_accept_kind = {
    "refuse_accept",
    {{"how",
      json::Type::choice,
      false,
      {"closed", "filtered"},
      "closed: connection refused; filtered: connects time out"}},
    "the port does not accept connections (on op \"listen\")",
    [](const json::Value& given) -> Result<Effect> {
      const auto how = given.find("how");
      return Effect(RefuseAccept{how != given.end() && *how == "filtered"});
    }};

const EffectKind answer_code_kind = {
    "answer_code",
    {{"code", json::Type::text, true, {}, "service:code, a row of that service's code table"}},
    "the verdict is this one, whatever the request deserved",
    [](const json::Value& given) -> Result<Effect> {
      return Effect(AnswerCode{given.at("code").get<std::string>()});
    }};

const EffectKind rewrite_field_kind = {
    "rewrite_field",
    {{"name", json::Type::text, true, {}, "field of the answer"},
     {"to", json::Type::text, true, {}, "its new value"}},
    "a field of the answer is sent with another value",
    [](const json::Value& given) -> Result<Effect> {
      return Effect(RewriteField{given.at("name").get<std::string>(), given.at("to").get<std::string>()});
    }};

}  // namespace faultcast::fault
