#include "cli/live_line.h"

#include <fmt/core.h>

namespace faultcast::cli {

namespace {

std::string what_it_was_about(const Exchange& exchange) {
  for (const char* name : {"stream", "tc_url", "key", "path", "phase"})
    if (const std::string* value = exchange.field(name); value != nullptr && !value->empty())
      return excerpt(*value, 60);
  return exchange.peer;
}

std::string stream_facts(const Exchange& exchange) {
  const auto field = [&](const char* name) {
    const std::string* value = exchange.field(name);
    return value == nullptr ? std::string() : *value;
  };
  if (exchange.op != "stream") return "";
  return fmt::format("  {} {}x{} {} + {} {}, {} ms", field("video"), field("width"), field("height"),
                     field("video_frames"), field("audio"), field("audio_frames"), field("duration_ms"));
}

}  // namespace

std::string live_line(const Exchange& exchange, Lang lang, bool colour) {
  const Verdict& verdict = exchange.verdict;
  const std::string mark = verdict.ok() ? "ok" : std::string(verdict.code->name);
  const char* paint = verdict.ok() ? "\x1b[32m" : "\x1b[31;1m";
  std::string out =
      fmt::format("{} #{} {}.{} {}  {}{}\n", iso8601(exchange.at / 1000 * 1000, 8).substr(11, 8), exchange.id,
                  exchange.service, exchange.op, colour ? paint + mark + "\x1b[0m" : mark,
                  what_it_was_about(exchange), stream_facts(exchange));
  if (verdict.ok()) return out;
  const auto line = [&](const Text& label, const Text& text) {
    if (!text.empty())
      out += fmt::format("    {}{}{}\n", label.in(lang), lang == Lang::zh ? "：" : ": ", text.in(lang));
  };
  line({"why", "原因"}, verdict.because);
  if (!verdict.fits.empty()) line({"it fits", "对应"}, verdict.fits.front());
  line({"next", "下一步"}, {std::string(verdict.code->next_en), std::string(verdict.code->next_zh)});
  return out;
}

}  // namespace faultcast::cli
