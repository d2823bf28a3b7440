// JUnit XML and JSON.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/report.h"

namespace faultcast::report {

namespace {

using Json = nlohmann::ordered_json;

const char* side_name(scenario::SideName side) {
  return side == scenario::SideName::app ? "app" : "console";
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string failure_text(const stage::Played& played, Lang lang) {
  if (played.error) return played.error->message;
  std::string out;
  for (const auto& outcome : played.outcomes)
    if (outcome.judged && !outcome.met)
      out += fmt::format("expected: {}; but: {}\n", outcome.expected, outcome.seen.in(lang));
  return out;
}

Json text(const Text& t) {
  return {{"en", t.en}, {"zh", t.zh}};
}

}  // namespace

std::string junit(const std::vector<Line>& lines, Lang lang) {
  const auto failures = std::count_if(lines.begin(), lines.end(), [](const Line& l) { return !l.good(); });
  const auto skipped = std::count_if(lines.begin(), lines.end(), [](const Line& l) { return !l.played; });
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"faultcast\" tests=\"{}\" "
      "failures=\"{}\" "
      "skipped=\"{}\" errors=\"0\">\n",
      lines.size(), failures, skipped);
  for (const auto& line : lines) {
    out += fmt::format("<testcase classname=\"faultcast.{}\" name=\"{}\" time=\"0\">", side_name(line.side),
                       escaped(line.scenario->id));
    if (!line.played)
      out += fmt::format("<skipped message=\"{}\"/>", escaped(line.scenario->side(line.side).why.in(lang)));
    else if (!line.good())
      out += fmt::format("<failure message=\"{}\">{}</failure>", escaped(line.scenario->title.in(lang)),
                         escaped(failure_text(*line.played, lang)));
    out += "</testcase>\n";
  }
  return out + "</testsuite>\n</testsuites>\n";
}

Json to_json(const std::vector<Line>& lines) {
  Json out;
  out["reproduced"] = std::all_of(lines.begin(), lines.end(), [](const Line& l) { return l.good(); });
  out["results"] = Json::array();
  for (const auto& line : lines) {
    Json row = {{"id", line.scenario->id},
                {"doc", line.scenario->doc},
                {"side", side_name(line.side)},
                {"title", text(line.scenario->title)},
                {"result", !line.played  ? "missing"
                           : line.good() ? "reproduced"
                                         : "not reproduced"}};
    if (!line.played) row["why"] = text(line.scenario->side(line.side).why);
    if (line.played && line.played->error) row["error"] = line.played->error->message;
    if (line.played) {
      row["expectations"] = Json::array();
      for (const auto& outcome : line.played->outcomes) {
        Json one = {{"expected", outcome.expected}, {"met", outcome.met}};
        if (!outcome.met) one["seen"] = text(outcome.seen);
        row["expectations"].push_back(std::move(one));
      }
    }
    out["results"].push_back(std::move(row));
  }
  return out;
}

}  // namespace faultcast::report
