#include "cli/codes.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "cli/options.h"
#include "explain/explain.h"
#include "journal/journal.h"
#include "stage/known.h"

namespace faultcast::cli {

namespace {

using Counts = std::map<std::string, std::uint64_t>;

bool read_counts(const std::vector<std::string>& journals, Counts& counts) {
  for (const auto& path : journals) {
    const auto read = journal::count_codes(path);
    if (!read) {
      fmt::print(stderr, "{}\n", read.error().message);
      return false;
    }
    for (const auto& [code, count] : *read) counts[code] += count;
  }
  return true;
}

struct Row {
  const Code* code;
  std::vector<std::string> scenarios;
  std::uint64_t exchanges;
};

std::vector<Row> rows_of(const CodeTable& table, const std::vector<scenario::Scenario>& all,
                         const Counts& counts) {
  std::vector<Row> rows;
  for (const auto& code : table) {
    Row row{&code, {}, 0};
    for (const auto* one : explain::scenarios_of(code, all)) row.scenarios.push_back(one->id);
    if (const auto at = counts.find(fmt::format("{}:{}", code.service, code.name)); at != counts.end())
      row.exchanges = at->second;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string sentence_of(const Code& code, Lang lang) {
  return std::string(lang == Lang::zh ? code.sentence_zh : code.sentence_en);
}

void print_page(const std::string& service, const std::vector<Row>& rows, Lang lang) {
  fmt::print("\n## {}\n\n| {} | {} | HTTP | {} | {} | {} |\n|---|---|---|---|---|---|\n", service,
             Text{"number", "数值"}.in(lang), Text{"name", "名称"}.in(lang), Text{"meaning", "含义"}.in(lang),
             Text{"certainty", "可靠程度"}.in(lang), Text{"scenarios", "场景"}.in(lang));
  for (const auto& row : rows) {
    const Code& code = *row.code;
    fmt::print("| {} | `{}` | {} | {} | {} | {} |\n", code.wire.empty() ? "" : std::to_string(code.number),
               code.name, code.status == 0 ? "" : std::to_string(code.status),
               replace_all(sentence_of(code, lang), "|", "\\|"), code.certainty, join(row.scenarios, ", "));
  }
}

void print_lines(const std::vector<Row>& rows, bool with_exchanges, Lang lang) {
  for (const auto& row : rows) {
    const Code& code = *row.code;
    std::string line = fmt::format("{}:{}", code.service, code.name);
    if (!code.wire.empty()) line += fmt::format(" ({})", code.number);
    if (with_exchanges) line += fmt::format("  ×{}", row.exchanges);
    fmt::print("{}  {}{}{}\n", line, sentence_of(code, lang), row.scenarios.empty() ? "" : "  <- ",
               join(row.scenarios, ", "));
  }
}

}  // namespace

int print_codes(const std::vector<scenario::Scenario>& all, const std::vector<std::string>& journals,
                bool markdown, Lang lang) {
  Counts counts;
  if (!read_counts(journals, counts)) return exit_usage;
  if (markdown)
    fmt::print(
        "# {}\n\n{}\n", Text{"Codes", "错误码"}.in(lang),
        Text{"What each fake can answer, from its code table. Made by `faultcast list --codes --markdown`.",
             "各服务可能返回的结果，取自代码表。由 `faultcast list --codes --markdown --lang zh` 生成。"}
            .in(lang));
  for (const auto* table : stage::vocabulary().codes) {
    const auto rows = rows_of(*table, all, counts);
    if (markdown)
      print_page(std::string(table->front().service), rows, lang);
    else
      print_lines(rows, !journals.empty(), lang);
    if (markdown) continue;
    const auto shown =
        std::count_if(rows.begin(), rows.end(), [](const Row& r) { return !r.scenarios.empty(); });
    const auto seen = std::count_if(rows.begin(), rows.end(), [](const Row& r) { return r.exchanges > 0; });
    fmt::print("{}\n\n",
               Text{fmt::format("{}: {} of {} codes are shown by scenarios, {} were seen in the journals",
                                table->front().service, shown, rows.size(), seen),
                    fmt::format("{}：{} 个错误码中，{} 个有场景，{} 个在日志文件中出现过",
                                table->front().service, rows.size(), shown, seen)}
                   .in(lang));
  }
  return exit_good;
}

}  // namespace faultcast::cli
