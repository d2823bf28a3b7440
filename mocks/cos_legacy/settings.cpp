#include "cos_legacy/settings.h"

#include <algorithm>

#include "base/text.h"

namespace faultcast::cos_legacy {

using setup::Setting;

const std::vector<Setting>& settings() {
  using Kind = Setting::Kind;
  static const std::vector<Setting> rows = {
      {.path = "console.cos_legacy.behaviour.error_http_status",
       .kind = Kind::choice,
       .fallback = "\"auto\"",
       .choices = {"auto", "200", "400"},
       .about = "the HTTP status of refusals; auto: that of each code's row. The SDKs read JSON at 200 and "
                "400 only",
       .source = "COS legacy reference, 1 and 7",
       .certainty = "inferred"},
      {.path = "console.cos_legacy.behaviour.content_type",
       .kind = Kind::choice,
       .fallback = "\"application/json\"",
       .choices = {"application/json", "text/html; charset=utf-8"},
       .about = "of answers; the browser SDK parses the text itself and wants text/html",
       .source = "COS legacy reference, 10",
       .certainty = "inferred"},
      {.path = "console.cos_legacy.behaviour.missing_bucket",
       .kind = Kind::choice,
       .fallback = "\"-166\"",
       .choices = {"-166", "-144"},
       .about = "the code of a bucket that is not there; the list has none of its own",
       .source = "COS legacy reference, 7, note 3",
       .certainty = "inferred"},
      {.path = "console.cos_legacy.behaviour.same_name",
       .kind = Kind::choice,
       .fallback = "\"-4018\"",
       .choices = {"-4018", "-177"},
       .about = "the code of an upload onto other content that may not be overwritten",
       .source = "COS legacy reference, 5",
       .certainty = "documented"},
      {.path = "console.cos_legacy.behaviour.once_for_changes",
       .kind = Kind::boolean,
       .fallback = "false",
       .about = "refuse update and delete with a signature for more than one use (-75)",
       .source = "COS legacy reference, 3.1, step 12",
       .certainty = "inferred"},
      {.path = "console.cos_legacy.behaviour.session_life_s",
       .kind = Kind::number,
       .fallback = "86400",
       .about = "how long an unfinished slice upload is kept",
       .source = "no document gives a figure",
       .certainty = "inferred"},
  };
  return rows;
}

Behaviour Behaviour::of(const setup::Setup& setup) {
  const auto path = [](std::string_view name) {
    return fmt::format("console.cos_legacy.behaviour.{}", name);
  };
  Behaviour b;
  b.error_status = static_cast<int>(parse_unsigned(setup.text(path("error_http_status"))).value_or(0));
  b.content_type = setup.text(path("content_type"));
  b.missing_bucket_is_144 = setup.text(path("missing_bucket")) == "-144";
  b.exists_is_177 = setup.text(path("same_name")) == "-177";
  b.once_for_changes = setup.flag(path("once_for_changes"));
  b.session_life_s = static_cast<std::uint64_t>(std::max(0.0, setup.number(path("session_life_s"))));
  return b;
}

}  // namespace faultcast::cos_legacy
