#include "play/settings.h"

#include <algorithm>

namespace faultcast::play {

const std::vector<setup::Setting>& settings() {
  using setup::Setting;
  using Kind = Setting::Kind;
  const auto row = [](std::string_view path, Kind kind, std::string_view fallback, std::string_view about,
                      std::string_view source) {
    return Setting{.path = path,
                   .kind = kind,
                   .fallback = fallback,
                   .about = about,
                   .source = source,
                   .certainty = "inferred"};
  };
  constexpr std::string_view playing = "live service reference, 1.3", pull = "RTMP ingest reference, 6";
  static const std::vector<Setting> rows = [&] {
    Setting unknown =
        row("console.play.behaviour.rtmp_refused", Kind::choice, "\"close\"",
            "what an RTMP viewer of an unknown or forbidden stream gets: the connection is closed, "
            "or an onStatus before that",
            playing);
    unknown.choices = {"close", "status"};
    Setting keeps =
        row("console.play.behaviour.keep_pictures", Kind::choice, "\"watched\"",
            "when the pictures since the last key frame are kept: while somebody watches, or always, "
            "so that the first viewer starts at once",
            pull);
    keeps.choices = {"watched", "always"};
    return std::vector<Setting>{
        {.path = "console.play.auth",
         .kind = Kind::choice,
         .fallback = "\"off\"",
         .choices = {"on", "off"},
         .about = "whether a play URL must be signed (txSecret, txTime)",
         .about_zh = "是否开启播放防盗链"},
        {.path = "console.play.key",
         .kind = Kind::text,
         .fallback = "\"\"",
         .shape = setup::Shape::key,
         .secret = true,
         .about = "play anti-leech key",
         .about_zh = "播放防盗链 Key"},
        unknown,
        keeps,
        row("console.play.behaviour.forbidden_status", Kind::number, "403",
            "HTTP status for a play signature that is wrong, missing or expired", playing),
        row("console.play.behaviour.unknown_status", Kind::number, "404",
            "HTTP status for a stream that is not live", playing),
        row("console.play.behaviour.cors", Kind::boolean, "true",
            "whether HTTP-FLV may be read by pages of any origin", playing),
        row("console.play.behaviour.backlog_max", Kind::number, "8388608",
            "bytes that may wait for a viewer; more are skipped up to the next key frame", pull),
        row("console.play.behaviour.kept_max", Kind::number, "8388608",
            "bytes of pictures since the last key frame that are kept for those who join late", pull),
    };
  }();
  return rows;
}

channel::Rules rules_of(const setup::Setup& setup) {
  const auto bytes = [&](std::string_view name) {
    return static_cast<std::size_t>(
        std::clamp(setup.number(fmt::format("console.play.behaviour.{}", name)), 0.0, 1e9));
  };
  return {setup.text("console.play.behaviour.keep_pictures") == "always", bytes("kept_max"),
          bytes("backlog_max")};
}

}  // namespace faultcast::play
