#include "cos/listed.h"

#include <algorithm>
#include <cstdlib>

namespace faultcast::cos {

Code& add(CodeTable& to, const Listed& row, const Shown& as) {
  return to.emplace_back(Code{.service = as.service,
                              .name = row.name,
                              .op = row.op,
                              .ok = false,
                              .number = row.number,
                              .wire = row.name,
                              .status = as.status,
                              .sentence_en = row.en,
                              .sentence_zh = row.zh,
                              .next_en = row.next_en,
                              .next_zh = row.next_zh,
                              .source = as.source,
                              .certainty = as.certainty});
}

void add(CodeTable& to, std::span<const Listed> rows, const Shown& as) {
  for (const auto& row : rows) add(to, row, as);
}

Code& row_of(CodeTable& table, int number) {
  const auto at = std::find_if(table.begin(), table.end(), [&](const Code& c) { return c.number == number; });
  if (at == table.end()) std::abort();
  return *at;
}

}  // namespace faultcast::cos
