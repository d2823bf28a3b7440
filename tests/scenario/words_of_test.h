#pragma once
// A small vocabulary of its own: a cloud of two services, an app of three acts.

#include "scenario/load.h"

namespace faultcast::scenario {

inline const Vocabulary& test_words() {
  using Kind = setup::Setting::Kind;
  using setup::Shape;
  static const setup::Catalogue catalogue = [] {
    setup::Catalogue made;
    made.add({
        {.path = "console.live.bizid", .kind = Kind::text, .fallback = "\"8888\"", .shape = Shape::digits},
        {.path = "console.live.push_key",
         .kind = Kind::text,
         .fallback = "\"0123456789abcdef\"",
         .shape = Shape::key},
        {.path = "console.live.callback_url", .kind = Kind::text, .fallback = "\"${http}/callback\""},
        {.path = "console.live.retries", .kind = Kind::number, .fallback = "3"},
        {.path = "console.cos.keys.*.secret_key", .kind = Kind::text, .fallback = {}, .shape = Shape::key},
        {.path = "console.cos.accelerated", .kind = Kind::boolean, .fallback = "true"},
        {.path = "backend.APP_BIZID", .kind = Kind::text, .fallback = "\"8888\"", .shape = Shape::digits},
        {.path = "backend.PUSH_URL_KEY",
         .kind = Kind::text,
         .fallback = "\"0123456789abcdef\"",
         .shape = Shape::key},
        {.path = "backend.COSKEY_SECRECTID",
         .kind = Kind::text,
         .fallback = "\"AKIDinvented1\"",
         .shape = Shape::key},
        {.path = "client.cos_sdk", .kind = Kind::choice, .fallback = "\"v4\"", .choices = {"v4", "v3"}},
        {.path = "client.bucket",
         .kind = Kind::text,
         .fallback = "\"covers\"",
         .shape = Shape::word,
         .aliases = {"client.COS_BUCKET"}},
    });
    return made;
  }();
  static const CodeTable live = {{.service = "live", .name = "ok", .op = "publish", .ok = true},
                                 {.service = "live", .name = "txsecret_wrong", .op = "publish"},
                                 {.service = "live", .name = "account_stopped", .op = "connect"}};
  static const CodeTable cos = {{.service = "cos", .name = "ok", .op = "upload", .ok = true},
                                {.service = "cos", .name = "sign_wrong", .op = "upload", .number = -97}};
  static const Vocabulary words = {
      .catalogue = &catalogue,
      .steps = {{"push",
                 false,
                 {{.name = "seconds", .type = json::Type::whole},
                  {.name = "wrong", .type = json::Type::choice, .allowed = {"twice", "no_query"}}}},
                {"upload",
                 false,
                 {{.name = "file", .type = json::Type::text, .required = true},
                  {.name = "as", .type = json::Type::text}}},
                {"copy",
                 false,
                 {{.name = "from", .type = json::Type::text, .required = true},
                  {.name = "to", .type = json::Type::text, .required = true}}},
                {"ban", true, {}}},
      .observed = {{"wire", "live.publish", {"stream", "code"}},
                   {"wire", "cos.upload", {"bucket", "message"}},
                   {"client", "log", {"text"}},
                   {"backend", "answer", {"status", "returnCode"}},
                   {"row", "tape_data", {"file_id"}}},
      .codes = {&live, &cos},
      .fault_points = {"live.listen"},
  };
  return words;
}

/// A whole good file with some of its lines replaced by others.
inline std::string file_with(std::string_view members = {}) {
  return std::string("{\n") + std::string(members) + R"(
"title": {"en": "t", "zh": "题"},
"teach": {"cause": {"en": "a", "zh": "甲"}, "check": {"en": "b", "zh": "乙"}, "cure": {"en": "c", "zh": "丙"}}
})";
}

constexpr std::string_view good_sides =
    R"("wrong_in_app": [{"set": "backend.PUSH_URL_KEY", "to": "fedcba9876543210"}],
"wrong_in_console": [{"set": "console.live.push_key", "to": "a-rotated-key"}],)";
constexpr std::string_view good_steps = R"("steps": [{"push": {"seconds": 2}}],)";
constexpr std::string_view good_expect = R"("expect": [{"wire": "live.publish", "code": "txsecret_wrong"}],)";

}  // namespace faultcast::scenario
