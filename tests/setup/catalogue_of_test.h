#pragma once
// A small cloud of its own, so that tests do not depend on what the real services can be set to.

#include "setup/setup.h"

namespace faultcast::setup {

inline const Catalogue& test_catalogue() {
  static const Catalogue all = [] {
    using Kind = Setting::Kind;
    Catalogue made;
    made.add({
        {.path = "console.live.bizid", .kind = Kind::text, .fallback = "\"8888\"", .shape = Shape::digits},
        {.path = "console.live.push_key",
         .kind = Kind::text,
         .fallback = {},
         .shape = Shape::key,
         .secret = true},
        {.path = "console.live.domain", .kind = Kind::text, .fallback = {}, .shape = Shape::host},
        {.path = "console.live.callback_url", .kind = Kind::text, .fallback = {}},
        {.path = "console.live.retries", .kind = Kind::number, .fallback = "3"},
        {.path = "console.live.check",
         .kind = Kind::choice,
         .fallback = "\"strict\"",
         .choices = {"strict", "lax"}},
        {.path = "console.live.streams.*.banned", .kind = Kind::boolean, .fallback = "false"},
        {.path = "console.live.streams.*.note", .kind = Kind::text, .fallback = {}},
        {.path = "console.cos.keys.*.secret_key",
         .kind = Kind::text,
         .fallback = {},
         .shape = Shape::key,
         .secret = true},
        {.path = "console.db.schema.*", .kind = Kind::text, .fallback = {}},
        {.path = "backend.APP_BIZID",
         .kind = Kind::text,
         .fallback = "\"8888\"",
         .shape = Shape::digits,
         .about = "the business id"},
        {.path = "backend.COSKEY_SECRECTID", .kind = Kind::text, .fallback = {}, .shape = Shape::key},
        {.path = "backend.DB.DBNAME", .kind = Kind::text, .fallback = {}, .shape = Shape::word},
        {.path = "backend.DB.PORT", .kind = Kind::number, .fallback = "3306"},
        {.path = "client.kTCCOSBucket",
         .kind = Kind::text,
         .fallback = {},
         .shape = Shape::word,
         .aliases = {"client.COS_BUCKET"}},
        {.path = "client.sdkappid", .kind = Kind::number, .fallback = {}, .shape = Shape::digits},
        {.path = "client.stream", .kind = Kind::text, .fallback = {}, .shape = Shape::word},
        {.path = "client.server", .kind = Kind::text, .fallback = {}, .shape = Shape::host},
    });
    return made;
  }();
  return all;
}

inline Setup setup_of(std::string_view text) {
  json::Problems problems;
  Setup made = Setup::from(test_catalogue(), json::Document::parse("t.json", text, problems), problems);
  for (const auto& problem : problems) throw std::runtime_error(problem.str());
  return made;
}

}  // namespace faultcast::setup
