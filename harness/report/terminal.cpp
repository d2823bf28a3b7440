#include <algorithm>

#include "report/report.h"

namespace faultcast::report {

namespace {

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t taken = display_width(text);
  return taken >= width ? text : text + std::string(width - taken, ' ');
}

std::string coloured(const std::string& text, const char* code, const Style& style) {
  return style.colour ? std::string("\x1b[") + code + "m" + text + "\x1b[0m" : text;
}

std::string side_word(scenario::SideName side, Lang lang) {
  const Text word = side == scenario::SideName::app ? Text{"app", "应用"} : Text{"console", "控制台"};
  return word.in(lang);
}

std::string result_word(const Line& line, const Style& style) {
  if (!line.played) return Text{"-", "-"}.in(style.lang);
  if (line.played->reproduced()) return coloured(Text{"reproduced", "已复现"}.in(style.lang), "32", style);
  return coloured(Text{"NOT reproduced", "未复现"}.in(style.lang), "31;1", style);
}

std::string details(const Line& line, const Style& style) {
  if (!line.played) return "        " + line.scenario->side(line.side).why.in(style.lang) + "\n";
  if (line.played->error) return "        " + line.played->error->message + "\n";
  if (line.played->reproduced()) return "";
  std::string out = outcomes_text(line.played->outcomes, style);
  const auto& log = line.played->client_lines;
  const std::size_t from = log.size() > 6 ? log.size() - 6 : 0;
  if (!log.empty())
    out += "        " + Text{"the client's log ended with:", "客户端日志的结尾："}.in(style.lang) + "\n";
  for (std::size_t i = from; i < log.size(); ++i) out += "          " + log[i].text + "\n";
  return out;
}

}  // namespace

std::string outcomes_text(const std::vector<judge::Outcome>& outcomes, const Style& style) {
  std::string out;
  for (const auto& outcome : outcomes) {
    if (!outcome.judged) {
      out += "        " + Text{"not judged: ", "不判定："}.in(style.lang) + outcome.expected + "\n";
    } else if (!outcome.met) {
      out += "        " + Text{"expected: ", "期望："}.in(style.lang) + outcome.expected + "\n";
      out += "        " + Text{"but: ", "实际："}.in(style.lang) + outcome.seen.in(style.lang) + "\n";
    }
  }
  return out;
}

std::string terminal(const std::vector<Line>& lines, const Style& style) {
  std::size_t id_width = 0, doc_width = 4;
  for (const auto& line : lines) id_width = std::max(id_width, display_width(line.scenario->id));
  const std::size_t side_width = style.lang == Lang::zh ? 6 : 7,
                    result_width = style.lang == Lang::zh ? 6 : 14;
  std::string out;
  std::size_t played = 0, good = 0, missing = 0;
  for (const auto& line : lines) {
    const std::string doc = line.scenario->doc.empty() ? "" : "§" + line.scenario->doc;
    const std::string result = result_word(line, style);
    // Colour codes take no columns.
    const std::string plain = line.played ? (line.played->reproduced() ? Text{"reproduced", "已复现"}
                                                                       : Text{"NOT reproduced", "未复现"})
                                                .in(style.lang)
                                          : "-";
    out += fmt::format("{}  {}  {}  {}{}  {}\n", padded(doc, doc_width), padded(line.scenario->id, id_width),
                       padded(side_word(line.side, style.lang), side_width), result,
                       std::string(result_width - std::min(result_width, display_width(plain)), ' '),
                       line.scenario->title.in(style.lang));
    out += details(line, style);
    played += line.played ? 1 : 0;
    good += line.played && line.played->reproduced() ? 1 : 0;
    missing += line.played ? 0 : 1;
  }
  const Text sum{fmt::format("{} of {} reproduced; {} side{} cannot exist", good, played, missing,
                             missing == 1 ? "" : "s"),
                 fmt::format("{} / {} 已复现；{} 个侧不存在", good, played, missing)};
  return out + sum.in(style.lang) + "\n";
}

}  // namespace faultcast::report
