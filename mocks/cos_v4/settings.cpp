#include "cos_v4/settings.h"

#include "base/text.h"

namespace faultcast::cos_v4 {

namespace {

using setup::Setting;
using Kind = Setting::Kind;

Setting choice(std::string_view path, std::vector<std::string_view> choices, std::string_view fallback,
               std::string_view about, std::string_view source, std::string_view certainty = "inferred") {
  return {.path = path,
          .kind = Kind::choice,
          .fallback = fallback,
          .choices = std::move(choices),
          .about = about,
          .source = source,
          .certainty = certainty};
}

Setting of_kind(Kind kind, std::string_view path, std::string_view fallback, std::string_view about,
                std::string_view source, std::string_view certainty = "inferred") {
  return {.path = path,
          .kind = kind,
          .fallback = fallback,
          .about = about,
          .source = source,
          .certainty = certainty};
}

}  // namespace

const std::vector<Setting>& settings() {
  static const std::vector<Setting> rows = {
      choice("console.cos_v4.behaviour.error_http_status", {"auto", "200", "400", "401", "403", "404"},
             "\"auto\"", "the HTTP status of refusals; auto: that of each code's row",
             "COS v4 reference, 4.1"),
      choice("console.cos_v4.behaviour.expired_code", {"-96", "-59"}, "\"-96\"",
             "the code of an expired signature; -59 is the front end of late 2017", "COS v4 reference, 2.4",
             "seen"),
      choice("console.cos_v4.behaviour.unreadable_code", {"-5998", "-83"}, "\"-5998\"",
             "the code of a signature that is no base64 or lacks a field", "COS v4 reference, 4.6"),
      choice("console.cos_v4.behaviour.unknown_appid", {"json", "xml"}, "\"json\"",
             "what a URL with an APPID that nobody has is answered: what its signature deserves (-70, -62), "
             "or the XML front's 400",
             "COS v4 reference, 4.1", "seen"),
      of_kind(Kind::number, "console.cos_v4.behaviour.expiry_limit_s", "0",
              "an expiry farther ahead than this is refused as expired; 0: accepted, however far",
              "COS v4 reference, 2.2 and 2.4"),
      of_kind(Kind::boolean, "console.cos_v4.behaviour.parents_required", "false",
              "refuse an upload into a folder that was never created", "COS v4 reference, 3.2"),
      choice("console.cos_v4.behaviour.listover", {"finished", "more"}, "\"finished\"",
             "what listover = true says of a list", "COS v4 reference, 3.5"),
      choice("console.cos_v4.behaviour.move_conflict", {"-177", "-199"}, "\"-177\"",
             "the code of a move or copy onto something that is there", "COS v4 reference, 3.8"),
      of_kind(Kind::number, "console.cos_v4.behaviour.session_life_s", "86400",
              "how long an unfinished slice upload is kept", "COS v4 reference, 3.3"),
      of_kind(Kind::boolean, "console.cos_v4.behaviour.serial_upload", "false",
              "slices must come one after the other (serial_upload = 1)", "COS v4 reference, 3.3"),
      of_kind(Kind::text, "console.cos_v4.behaviour.regions", "\"gz sh tj bj sgp cd hk ca ger\"",
              "the region labels that have an API host; any other is answered by the edge",
              "COS v4 reference, 1.1", "first five confirmed"),
      of_kind(Kind::boolean, "console.cos_v4.behaviour.vid", "true", "upload answers carry a vid",
              "COS v4 reference, 1.3", "seen"),
  };
  return rows;
}

Behaviour Behaviour::of(const setup::Setup& setup) {
  const auto path = [](std::string_view name) { return fmt::format("console.cos_v4.behaviour.{}", name); };
  const auto is = [&](std::string_view name, std::string_view value) {
    return setup.text(path(name)) == value;
  };
  const auto seconds = [&](std::string_view name) {
    return static_cast<std::uint64_t>(std::max(0.0, setup.number(path(name))));
  };
  Behaviour b;
  b.error_status = static_cast<int>(parse_unsigned(setup.text(path("error_http_status"))).value_or(0));
  b.late_2017 = is("expired_code", "-59");
  b.unreadable_is_83 = is("unreadable_code", "-83");
  b.unknown_appid_is_xml = is("unknown_appid", "xml");
  b.expiry_limit_s = seconds("expiry_limit_s");
  b.parents_required = setup.flag(path("parents_required"));
  b.listover_means_more = is("listover", "more");
  b.move_conflict_is_199 = is("move_conflict", "-199");
  b.session_life_s = seconds("session_life_s");
  b.serial_upload = setup.flag(path("serial_upload"));
  b.with_vid = setup.flag(path("vid"));
  for (auto& region : split(setup.text(path("regions")), ' '))
    if (!region.empty()) b.regions.insert(std::move(region));
  return b;
}

}  // namespace faultcast::cos_v4
